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

    /// From millionths of a unit of the currency.
    pub const fn from_micros(micros: i64) -> Money {
        Money(micros)
    }

    /// From whole units of the currency; saturates.
    pub const fn from_units(units: i64) -> Money {
        Money(units.saturating_mul(UNIT))
    }

    /// Millionths of a unit.
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
        if text.is_empty() {
            return Err("an amount is missing: write it like 151027.20".to_string());
        }
        let shown = words::Quoted(text);
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
        let digits = short_digits(self.0.unsigned_abs());
        let sign = if self.0 < 0 && digits != "0" { "-" } else { "" };
        with_currency(currency, format!("{sign}{digits}"))
    }

    /// Times `numerator`, divided by `denominator`, rounded half up. A zero denominator gives zero.
    pub fn mul_div(self, numerator: i64, denominator: i64) -> Money {
        if denominator == 0 {
            return Money::ZERO;
        }
        Money(saturate(divide_rounded(i128::from(self.0) * i128::from(numerator), denominator)))
    }

    /// Saturates.
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
    if unsigned == "nan" {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn amounts_are_read_exactly() {
        let cases = [
            ("151027.20", 151_027_200_000),
            ("1_000", 1_000_000_000),
            ("0", 0),
            (" 0.000001 ", 1),
            ("0.1", 100_000),
            ("2.50000000000000", 2_500_000),
            ("9223372036854.775807", i64::MAX),
            ("007", 7_000_000),
        ];
        for (text, micros) in cases {
            assert_eq!(Money::parse(text), Ok(Money::from_micros(micros)), "{text}");
        }
    }

    #[test]
    fn errors_say_what_to_write() {
        let cases = [
            ("", "an amount is missing: write it like 151027.20"),
            ("-5", "-5 is negative: an amount of money cannot be"),
            ("NaN", "NaN is not an amount: write a number like 151027.20"),
            ("inf", "inf is not an amount: money is finite"),
            ("-inf", "-inf is not an amount: money is finite"),
            ("1e999", "1e999 has an exponent: write the amount in full, such as 151027.20"),
            ("1.5E-3", "1.5E-3 has an exponent: write the amount in full, such as 151027.20"),
            ("+5", "+5 has a sign: write the amount without it"),
            ("151,027.20", "151,027.20 has a comma: write 151027.20 or 151_027.20"),
            ("USD 5", "USD 5 is not an amount: write a number like 151027.20, without currency"),
            ("_", "_ is not an amount: write a number like 151027.20, without currency"),
            ("1.2.3", "1.2.3 has more than one point: write an amount like 151027.20"),
            (".5", ".5 needs a digit on each side of the point, such as 0.50"),
            ("5.", "5. needs a digit on each side of the point, such as 0.50"),
            ("1.5_0", "1.5_0 has a misplaced _: write an amount like 151_027.20"),
            ("0.0000001", "0.0000001 has more than six decimals"),
            (
                "9223372036854.775808",
                "9223372036854.775808 is too large for money: the most is 9,223,372,036,854.78",
            ),
        ];
        for (text, error) in cases {
            assert_eq!(Money::parse(text), Err(error.to_string()), "{text}");
        }
        assert!(Money::parse(&"9".repeat(400)).unwrap_err().contains("too large"));
    }

    #[test]
    fn the_file_holds_two_decimals_or_as_many_as_it_takes() {
        let cases = [
            (151_027_200_000, "151027.20"),
            (0, "0.00"),
            (1, "0.000001"),
            (1_234_500, "1.2345"),
            (-500_000, "-0.50"),
        ];
        for (micros, text) in cases {
            assert_eq!(Money::from_micros(micros).to_string(), text);
        }
    }

    #[test]
    fn people_see_thousands_and_a_currency() {
        assert_eq!(money("295249.92").show("USD"), "USD 295,249.92");
        assert_eq!(money("1234567").show(""), "1,234,567.00");
        assert_eq!(money("0.995").show("EUR"), "EUR 1.00");
        assert_eq!((-money("1234.5")).show("USD"), "USD -1,234.50");
        assert_eq!((-money("0.001")).show("USD"), "USD 0.00");
    }

    #[test]
    fn narrow_places_get_three_digits() {
        let cases = [
            ("0", "USD 0"),
            ("5", "USD 5"),
            ("12.5", "USD 12.50"),
            ("99.996", "USD 100"),
            ("999.49", "USD 999"),
            ("999.5", "USD 1k"),
            ("1234", "USD 1.2k"),
            ("9950", "USD 10k"),
            ("295249.92", "USD 295k"),
            ("999499", "USD 999k"),
            ("999500", "USD 1M"),
            ("1200000", "USD 1.2M"),
            ("12340000", "USD 12.3M"),
            ("295000000", "USD 295M"),
            ("1000000000", "USD 1B"),
            ("1500000000000", "USD 1.5T"),
        ];
        for (text, short) in cases {
            assert_eq!(money(text).short("USD"), short, "{text}");
        }
        assert_eq!((-money("1234")).short("USD"), "USD -1.2k");
        assert_eq!(Money::MAX.short(""), "9.2T");
        assert_eq!(Money::from_micros(-1).short(""), "0");
    }

    #[test]
    fn rates_are_exact() {
        // 16 nodes for 14 days at 31.464 an hour
        let all = money("31.464").times_hours(Duration::from_days(14), 16);
        assert_eq!(all.to_string(), "169150.464");
        assert_eq!(money("1").times_hours(Duration::from_seconds(1), 1).micros(), 278);
        assert_eq!(money("1").times_hours(-Duration::from_hours(2), 3), -money("6"));
        assert_eq!(Money::MAX.times_hours(Duration::from_seconds(i64::MAX), u64::MAX), Money::MAX);
        assert_eq!(Money::MAX.times_hours(Duration::from_seconds(i64::MIN), u64::MAX).micros(), i64::MIN);
        assert_eq!(money("10").mul_div(1, 3).to_string(), "3.333333");
        assert_eq!(Money::from_micros(1).mul_div(1, 2).micros(), 1);
        assert_eq!(Money::from_micros(-1).mul_div(1, 2).micros(), 0);
        assert_eq!(Money::from_micros(i64::MIN).mul_div(i64::MIN, -1).micros(), i64::MIN);
        assert_eq!(Money::from_micros(i64::MIN).mul_div(i64::MIN, 1), Money::MAX);
        assert_eq!(money("10").mul_div(1, 0), Money::ZERO);
        assert_eq!(money("1").ratio(money("4")), 0.25);
        assert_eq!(money("1").ratio(Money::ZERO), 0.0);
    }

    proptest! {
        #[test]
        fn every_amount_reads_back(micros in 0..=i64::MAX) {
            let money = Money::from_micros(micros);
            prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
        }

        #[test]
        fn arithmetic_saturates(a in any::<i64>(), b in any::<i64>(), count in any::<u64>()) {
            let (x, y) = (Money::from_micros(a), Money::from_micros(b));
            prop_assert_eq!((x + y).micros(), a.saturating_add(b));
            prop_assert_eq!((x - y).micros(), a.saturating_sub(b));
            prop_assert_eq!([x, y].iter().sum::<Money>(), x + y);
            prop_assert_eq!(x.times_hours(Duration::from_hours(1), 1), x);
            let _ = (x.times_hours(Duration::from_seconds(b), count), x.mul_div(b, a), x.times(b));
            let _ = (x.show("USD"), x.short("USD"), x.to_string());
        }

        #[test]
        fn scaling_there_and_back_is_exact(units in -9_000_i64..9_000, by in 1_i64..1_000_000) {
            let money = Money::from_units(units);
            prop_assert_eq!(money.mul_div(by, 1).mul_div(1, by), money);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9eE+_.,\\-é]{0,30}|.*") {
            let _ = Money::parse(&text);
        }
    }
}
