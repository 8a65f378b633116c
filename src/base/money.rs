//! Money in integers: exact, without floats.

use super::duration::Duration;
use super::words;
use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub};

/// Micro-units of the plan's one currency (1 = 0.000001). All arithmetic saturates at about nine trillion units.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Money(i64);

/// Micro-units in one unit.
const UNIT: i64 = 1_000_000;
const DECIMALS: usize = 6;

impl Money {
    pub const ZERO: Money = Money(0);
    pub const MAX: Money = Money(i64::MAX);

    pub const fn from_micros(micros: i64) -> Money {
        Money(micros)
    }

    pub const fn from_units(units: i64) -> Money {
        Money(units.saturating_mul(UNIT))
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    /// For charts and ratios only; sums stay in integers.
    pub fn units_f64(self) -> f64 {
        self.0 as f64 / UNIT as f64
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Reads a plain decimal such as `151027.20` or `1_000`, exactly, with up to six decimals.
    ///
    /// The error is a sentence with what to write instead.
    pub fn parse(text: &str) -> Result<Money, String> {
        let text = text.trim();
        let shown = words::quote(text);
        if let Some(why) = refusal(text) {
            return Err(format!("{shown} {why}"));
        }
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let kept = fraction.trim_end_matches('0');
        if kept.len() > DECIMALS {
            return Err(format!("{shown} has more than six decimals"));
        }
        let whole = whole.bytes().filter(u8::is_ascii_digit).try_fold(0_i64, shift_in);
        let fraction = kept.bytes().chain(std::iter::repeat(b'0')).take(DECIMALS).try_fold(0_i64, shift_in);
        whole
            .and_then(|whole| whole.checked_mul(UNIT))
            .zip(fraction)
            .and_then(|(whole, fraction)| whole.checked_add(fraction))
            .map(Money)
            .ok_or_else(|| format!("{shown} is too large for money: the most is {}", Money::MAX.show("")))
    }

    /// For people: `USD 295,249.92`. Rounded to cents.
    pub fn show(self, currency: &str) -> String {
        let cents = divide_rounded(i128::from(self.0), 10_000).unsigned_abs();
        let sign = if self.0 < 0 && cents > 0 { "-" } else { "" };
        with_currency(currency, format!("{sign}{}.{:02}", thousands(cents / 100), cents % 100))
    }

    /// For narrow places: `USD 295k`, `USD 1.2M`, `USD 12.50`; about three digits.
    pub fn short(self, currency: &str) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        with_currency(currency, format!("{sign}{}", short_digits(self.0.unsigned_abs())))
    }

    /// Times `numerator`, divided by `denominator`, rounded half up. A zero denominator gives zero.
    pub fn mul_div(self, numerator: i64, denominator: i64) -> Money {
        if denominator == 0 {
            return Money::ZERO;
        }
        Money(saturate(divide_rounded(i128::from(self.0) * i128::from(numerator), denominator)))
    }

    pub fn times(self, by: i64) -> Money {
        Money(self.0.saturating_mul(by))
    }

    /// This much per hour, for `time`, for each of `count` things: exact until the last rounding (half up).
    pub fn times_hours(self, time: Duration, count: u64) -> Money {
        let once = i128::from(self.0) * i128::from(time.seconds());
        Money(match once.checked_mul(i128::from(count)) {
            Some(all) => saturate(divide_rounded(all, 3600)),
            None if once < 0 => i64::MIN,
            None => i64::MAX,
        })
    }

    /// This as a share of `other`; zero when `other` is.
    pub fn ratio(self, other: Money) -> f64 {
        if other.is_zero() { 0.0 } else { self.0 as f64 / other.0 as f64 }
    }
}

/// What is wrong with the spelling of an amount, if anything.
fn refusal(text: &str) -> Option<&'static str> {
    let low = text.to_ascii_lowercase();
    let unsigned = low.trim_start_matches(['-', '+']);
    let simple = |c: char| c.is_ascii_digit() || c == '.' || c == '_';
    if text.is_empty() {
        Some("is empty: write an amount like 151027.20")
    } else if unsigned == "nan" {
        Some("is not an amount: write a number like 151027.20")
    } else if unsigned == "inf" || unsigned == "infinity" {
        Some("is not an amount: money is finite")
    } else if text.starts_with(['-', '\u{2212}']) {
        Some("is negative: an amount of money cannot be")
    } else if text.starts_with('+') {
        Some("has a sign: write the amount without it")
    } else if low.contains('e') && low.chars().all(|c| simple(c) || matches!(c, 'e' | '+' | '-')) {
        Some("has an exponent: write the amount in full, such as 151027.20")
    } else if text.contains(',') && text.chars().all(|c| simple(c) || c == ',') {
        Some("has a comma: write 151027.20 or 151_027.20")
    } else if !text.chars().all(simple) || !text.bytes().any(|b| b.is_ascii_digit()) {
        Some("is not an amount: write a number like 151027.20, without currency")
    } else if text.matches('.').count() > 1 {
        Some("has more than one point: write an amount like 151027.20")
    } else if text.starts_with('.') || text.ends_with('.') {
        Some("needs a digit on each side of the point, such as 0.50")
    } else if text.split_once('.').is_some_and(|(_, fraction)| fraction.contains('_'))
        || text.starts_with('_')
    {
        Some("has a misplaced _: write an amount like 151_027.20")
    } else {
        None
    }
}

fn shift_in(number: i64, digit: u8) -> Option<i64> {
    number.checked_mul(10)?.checked_add(i64::from(digit.wrapping_sub(b'0')))
}

/// Rounded half up (towards positive). `by` is not zero.
fn divide_rounded(number: i128, by: i64) -> i128 {
    let (number, by) = if by < 0 { (-number, -i128::from(by)) } else { (number, i128::from(by)) };
    let (whole, left) = (number.div_euclid(by), number.rem_euclid(by));
    if left >= by - left { whole + 1 } else { whole }
}

fn saturate(number: i128) -> i64 {
    number.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

/// `295,249`
fn thousands(number: u128) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn with_currency(currency: &str, amount: String) -> String {
    if currency.is_empty() { amount } else { format!("{currency} {amount}") }
}

/// Steps of a short amount: below `under` micro-units, count in `step`s and show that many over `per`.
const SHORT: [(u64, u64, u64, &str); 9] = [
    (99_995_000, 10_000, 100, ""),                            // 12.50
    (999_500_000, 1_000_000, 1, ""),                          // 950
    (9_950_000_000, 100_000_000, 10, "k"),                    // 1.2k
    (999_500_000_000, 1_000_000_000, 1, "k"),                 // 295k
    (99_950_000_000_000, 100_000_000_000, 10, "M"),           // 1.2M, 12.3M
    (999_500_000_000_000, 1_000_000_000_000, 1, "M"),         // 295M
    (99_950_000_000_000_000, 100_000_000_000_000, 10, "B"),   // 1.2B
    (999_500_000_000_000_000, 1_000_000_000_000_000, 1, "B"), // 295B
    (u64::MAX, 100_000_000_000_000_000, 10, "T"),             // 9.2T
];

fn short_digits(micros: u64) -> String {
    let row = SHORT.iter().find(|(under, ..)| micros < *under);
    let &(_, step, per, letter) = row.unwrap_or(&(u64::MAX, 100_000_000_000_000_000, 10, "T"));
    let steps = micros / step + u64::from(micros % step >= step - micros % step);
    match (per, steps % per) {
        (100, 0) => format!("{}{letter}", steps / per),
        (100, cents) => format!("{}.{cents:02}{letter}", steps / per),
        (10, tenth) if tenth > 0 => format!("{}.{tenth}{letter}", steps / per),
        _ => format!("{}{letter}", steps / per),
    }
}

/// The text that a plan file holds: `151027.20`, at least two decimals, up to six where they are needed.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.unsigned_abs();
        let fraction = format!("{:06}", micros % UNIT as u64);
        let (cents, rest) = fraction.split_at(2);
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{cents}{}", micros / UNIT as u64, rest.trim_end_matches('0')))
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Money>>(parts: I) -> Money {
        parts.fold(Money::ZERO, Add::add)
    }
}

impl<'a> std::iter::Sum<&'a Money> for Money {
    fn sum<I: Iterator<Item = &'a Money>>(parts: I) -> Money {
        parts.copied().sum()
    }
}
