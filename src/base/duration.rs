//! A length of time, to the second.

use super::words;
use std::fmt::{self, Write as _};
use std::ops::{Add, Mul, Neg, Sub};

/// Seconds, negative when something runs backwards (slack that is used up). All arithmetic saturates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Duration(i64);

/// The units that may be written, longest first.
const UNITS: [(char, i64); 5] = [('w', 604_800), ('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

const DAY: i64 = 86_400;

/// From this on, days are easier to read than hours.
const MOST_IN_HOURS: u64 = 1000 * 3600;

/// More than all the years an [`super::Instant`] can hold; no plan needs a longer one.
const LONGEST: i128 = 10_000 * 366 * 86_400;

impl Duration {
    pub const ZERO: Duration = Duration(0);

    pub const fn from_seconds(seconds: i64) -> Duration {
        Duration(seconds)
    }

    pub const fn from_minutes(minutes: i64) -> Duration {
        Duration(minutes.saturating_mul(60))
    }

    pub const fn from_hours(hours: i64) -> Duration {
        Duration(hours.saturating_mul(3600))
    }

    pub const fn from_days(days: i64) -> Duration {
        Duration(days.saturating_mul(86_400))
    }

    /// Rounded to the second; infinite values saturate, NaN is zero.
    pub fn from_hours_f64(hours: f64) -> Duration {
        Duration((hours * 3600.0).round() as i64)
    }

    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// For formulas and charts; sums stay in seconds.
    pub fn hours(self) -> f64 {
        self.0 as f64 / 3600.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub const fn abs(self) -> Duration {
        Duration(self.0.saturating_abs())
    }

    /// In whole minutes, rounded up.
    pub fn ceil_minute(self) -> Duration {
        Duration(self.0.saturating_add((60 - self.0.rem_euclid(60)) % 60))
    }

    /// Rounded to the second; saturates, NaN is zero.
    pub fn mul_f64(self, by: f64) -> Duration {
        Duration((self.0 as f64 * by).round() as i64)
    }

    /// Reads `36h`, `1d12h`, `1h 30m`, `2w`, `45s`, `1.5h`.
    ///
    /// Units come in falling order, each once. Weeks, days and hours may have decimals (rounded to the second).
    /// The error is a sentence with what to write instead.
    pub fn parse(text: &str) -> Result<Duration, String> {
        let text = text.trim();
        let shown = words::Quoted(text);
        if text.is_empty() {
            return Err("a duration is missing: write it like 36h or 1d12h".to_string());
        }
        if text.starts_with(['-', '\u{2212}']) {
            return Err(format!("{shown} is negative: a duration cannot be"));
        }
        if text.contains(',') {
            return Err(format!("{shown} has a comma: write decimals with a point, such as 1.5h"));
        }
        let mut rest = text;
        let mut allowed = &UNITS[..];
        let mut total: i128 = 0;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let (number, tail) = rest.split_at(end);
            if number.is_empty() {
                return Err(format!("{shown} is not a duration: write it like 36h, 1d12h or 90m"));
            }
            let tail = tail.trim_start();
            let end = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
            let (unit, tail) = tail.split_at(end);
            let length = unit_seconds(number, unit)?;
            let Some(place) = allowed.iter().position(|&(_, seconds)| seconds == length) else {
                return Err(format!(
                    "{shown} has its units out of order: write w, d, h, m, s in this order, each once"
                ));
            };
            allowed = allowed.get(place + 1..).unwrap_or_default();
            let part = part_seconds(number, length).map_err(|why| format!("{shown} {why}"))?;
            total = total.saturating_add(part);
            rest = tail.trim_start();
        }
        if total > LONGEST {
            return Err(format!("{shown} is longer than 10000 years"));
        }
        Ok(Duration(total as i64))
    }

    /// The two or more parts that matter, apart: `1d 12h`, `-2h 30m`, `0m`. For sentences and tables.
    pub fn words(self) -> String {
        self.written(UNITS.get(1..).unwrap_or_default(), " ")
    }

    fn written(self, units: &[(char, i64)], between: &str) -> String {
        if self.is_zero() {
            return "0m".to_string();
        }
        let mut left = self.0.unsigned_abs();
        let mut out = String::from(if self.is_negative() { "-" } else { "" });
        let sign = out.len();
        for (unit, length) in units {
            let length = *length as u64;
            if left >= length {
                if out.len() > sign {
                    out.push_str(between);
                }
                // Writing to a string does not fail.
                let _ = write!(out, "{}{unit}", left / length);
                left %= length;
            }
        }
        out
    }
}

/// Seconds in one of `unit`; the error says what to write instead.
fn unit_seconds(number: &str, unit: &str) -> Result<i64, String> {
    let mut letters = unit.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && let Some(&(_, seconds)) = UNITS.iter().find(|(known, _)| *known == letter)
    {
        return Ok(seconds);
    }
    let number = words::Quoted(number);
    if unit.is_empty() {
        return Err(format!("{number} has no unit: write {number}h, or another of w, d, h, m, s"));
    }
    let shown = words::Quoted(unit);
    let low = unit.to_lowercase();
    if low.starts_with("mo") || low.starts_with('y') {
        return Err(format!("{shown} has no fixed length: write days, such as 30d"));
    }
    let meant =
        low.chars().next().filter(|c| UNITS.iter().any(|(known, _)| known == c) && !low.starts_with("ms"));
    Err(match meant {
        Some(letter) => format!("unknown unit {shown}: write {number}{letter}"),
        None => format!("unknown unit {shown}: use w, d, h, m or s"),
    })
}

/// `number` (ASCII digits and points) times `length` seconds, rounded; saturates far above [`LONGEST`].
fn part_seconds(number: &str, length: i64) -> Result<i128, String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || fraction.contains('.') || number.ends_with('.') {
        return Err("is not a duration: write a number like 1.5 before the unit".to_string());
    }
    if !fraction.is_empty() && length < 3600 {
        return Err("has decimals of minutes or seconds: write them whole, such as 1m30s".to_string());
    }
    let whole: i128 = whole.parse().unwrap_or(LONGEST + 1);
    let length = i128::from(length);
    // Twelve decimals of a week are below a microsecond; the rest cannot change the rounded second.
    let fraction = fraction.get(..12).unwrap_or(fraction);
    let scale = 10_i128.pow(fraction.len() as u32);
    let part = if fraction.is_empty() { 0 } else { fraction.parse::<i128>().unwrap_or(0) };
    Ok(whole.saturating_mul(length).saturating_add((part * length + scale / 2) / scale))
}

/// The text that a plan file holds: `225h`, `1h30m`, `14d`, `0m`. [`Duration::parse`] reads it back unless negative.
///
/// People count such lengths in hours, so what is not whole days stays in hours as long as the number is easily read.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_hours = self.0 % DAY != 0 && self.0.unsigned_abs() < MOST_IN_HOURS;
        let from = if in_hours { 2 } else { 1 };
        f.pad(&self.written(UNITS.get(from..).unwrap_or_default(), ""))
    }
}

impl Add for Duration {
    type Output = Duration;
    fn add(self, other: Duration) -> Duration {
        Duration(self.0.saturating_add(other.0))
    }
}

impl Sub for Duration {
    type Output = Duration;
    fn sub(self, other: Duration) -> Duration {
        Duration(self.0.saturating_sub(other.0))
    }
}

impl Neg for Duration {
    type Output = Duration;
    fn neg(self) -> Duration {
        Duration(self.0.saturating_neg())
    }
}

impl Mul<i64> for Duration {
    type Output = Duration;
    fn mul(self, by: i64) -> Duration {
        Duration(self.0.saturating_mul(by))
    }
}

impl std::ops::AddAssign for Duration {
    fn add_assign(&mut self, other: Duration) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Duration {
    fn sum<I: Iterator<Item = Duration>>(parts: I) -> Duration {
        parts.fold(Duration::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_reads_what_people_write() {
        let cases = [
            ("36h", 36 * 3600),
            ("1d12h", 36 * 3600),
            ("1d 12h", 36 * 3600),
            ("1 d 12 h", 36 * 3600),
            ("90m", 5400),
            ("1h30m", 5400),
            ("1.5h", 5400),
            ("0.25d", 6 * 3600),
            ("2w", 14 * 86_400),
            ("45s", 45),
            ("0m", 0),
            ("1w1d1h1m1s", 604_800 + 86_400 + 3600 + 60 + 1),
            ("0.0001h", 0),
            ("0.00014h", 1),
            ("1.3333333333333333333333333333333333333333333h", 4800),
        ];
        for (text, seconds) in cases {
            assert_eq!(Duration::parse(text), Ok(Duration::from_seconds(seconds)), "{text}");
        }
    }

    #[test]
    fn errors_say_what_to_write() {
        let cases = [
            ("", "a duration is missing: write it like 36h or 1d12h"),
            ("-3h", "-3h is negative: a duration cannot be"),
            ("36", "36 has no unit: write 36h, or another of w, d, h, m, s"),
            ("1d12", "12 has no unit: write 12h, or another of w, d, h, m, s"),
            ("3 hours", "unknown unit hours: write 3h"),
            ("36H", "unknown unit H: write 36h"),
            ("5min", "unknown unit min: write 5m"),
            ("2months", "months has no fixed length: write days, such as 30d"),
            ("1y", "y has no fixed length: write days, such as 30d"),
            ("5q", "unknown unit q: use w, d, h, m or s"),
            ("5ms", "unknown unit ms: use w, d, h, m or s"),
            ("12h1d", "12h1d has its units out of order: write w, d, h, m, s in this order, each once"),
            ("1h1h", "1h1h has its units out of order: write w, d, h, m, s in this order, each once"),
            ("1.5m", "1.5m has decimals of minutes or seconds: write them whole, such as 1m30s"),
            ("1,5h", "1,5h has a comma: write decimals with a point, such as 1.5h"),
            ("1.h", "1.h is not a duration: write a number like 1.5 before the unit"),
            ("PT36H", "PT36H is not a duration: write it like 36h, 1d12h or 90m"),
            ("1e3h", "unknown unit e: use w, d, h, m or s"),
            ("99999999999999999999d", "99999999999999999999d is longer than 10000 years"),
        ];
        for (text, error) in cases {
            assert_eq!(Duration::parse(text), Err(error.to_string()), "{text}");
        }
        assert!(Duration::parse(&"9".repeat(5000)).is_err());
        assert!(
            Duration::parse(&("9".repeat(500) + "h")).unwrap_err().ends_with("is longer than 10000 years")
        );
    }

    #[test]
    fn it_prints_days_to_seconds() {
        let cases = [
            (0, "0m"),
            (5400, "1h30m"),
            (36 * 3600, "36h"),
            (225 * 3600 + 1800, "225h30m"),
            (-225 * 3600, "-225h"),
            (24 * 3600, "1d"),
            (240 * 3600, "10d"),
            (1001 * 3600, "41d17h"),
            (14 * 86_400, "14d"),
            (-5430, "-1h30m30s"),
            (45, "45s"),
        ];
        for (seconds, text) in cases {
            assert_eq!(Duration::from_seconds(seconds).to_string(), text);
        }
        assert_eq!(Duration::from_hours(36).words(), "1d 12h");
        assert_eq!(Duration::from_minutes(-90).words(), "-1h 30m");
        assert_eq!(Duration::from_seconds(i64::MIN).to_string(), "-106751991167300d15h30m8s");
    }

    #[test]
    fn hours_round_to_the_second_and_never_overflow() {
        assert_eq!(Duration::from_hours_f64(1.5), Duration::from_minutes(90));
        assert_eq!(Duration::from_hours_f64(1.0 / 3.0), Duration::from_minutes(20));
        assert_eq!(Duration::from_hours_f64(f64::NAN), Duration::ZERO);
        assert_eq!(Duration::from_hours_f64(f64::INFINITY).seconds(), i64::MAX);
        assert_eq!(Duration::from_hours_f64(-1e300).seconds(), i64::MIN);
        assert_eq!(Duration::from_hours(10).mul_f64(1.25), Duration::from_minutes(750));
        assert_eq!(Duration::from_hours(10).mul_f64(f64::NAN), Duration::ZERO);
        assert_eq!(Duration::from_minutes(90).hours(), 1.5);
        assert_eq!(Duration::from_days(i64::MAX).seconds(), i64::MAX);
    }

    proptest! {
        #[test]
        fn every_duration_reads_back(seconds in 0..=LONGEST as i64) {
            let duration = Duration::from_seconds(seconds);
            prop_assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
            prop_assert_eq!(Duration::parse(&duration.words()), Ok(duration));
        }

        #[test]
        fn arithmetic_saturates(a in any::<i64>(), b in any::<i64>()) {
            let (x, y) = (Duration::from_seconds(a), Duration::from_seconds(b));
            prop_assert_eq!((x + y).seconds(), a.saturating_add(b));
            prop_assert_eq!((x - y).seconds(), a.saturating_sub(b));
            prop_assert_eq!((x * b).seconds(), a.saturating_mul(b));
            prop_assert_eq!((-x).seconds(), a.saturating_neg());
            let _ = (x.to_string(), x.abs(), x.mul_f64(b as f64));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9wdhms. é]{0,24}|.*") {
            let _ = Duration::parse(&text);
        }
    }
}
