//! A moment in time, to the second, in UTC.

use super::duration::Duration;
use super::words;
use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike};
use std::fmt;
use std::ops::{Add, Sub};

/// Seconds since 1970-01-01T00:00Z, always within the years 0000 to 9999.
///
/// All arithmetic saturates at [`Instant::MIN`] and [`Instant::MAX`]; [`Instant::FOREVER`] (the end of a block
/// without an end) stays forever whatever is added or taken away.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Instant(i64);

impl Instant {
    /// 0000-01-01T00:00Z
    pub const MIN: Instant = Instant(-62_167_219_200);
    /// 9999-12-31T23:59:59Z
    pub const MAX: Instant = Instant(253_402_300_799);
    /// Stands for "no end".
    pub const FOREVER: Instant = Instant::MAX;

    /// Seconds since the Unix epoch; values outside MIN..MAX are clamped.
    pub fn from_seconds(seconds: i64) -> Instant {
        Instant(seconds.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Since the Unix epoch, negative before it.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// It is [`Instant::FOREVER`].
    pub fn is_forever(self) -> bool {
        self == Self::FOREVER
    }

    /// Reads `2027-01-11T11:30Z`, `2027-01-11 11:30:15+05:30` and the like.
    ///
    /// The offset is required, seconds are not; a fraction of a second must be zero. The error is a sentence for
    /// the person who wrote the text, with what to write instead.
    pub fn parse(text: &str) -> Result<Instant, String> {
        if let Some(plain) = Instant::plain(text) {
            return Ok(plain);
        }
        let text = text.trim();
        if text.is_empty() {
            return Err("a time is missing: write it like 2027-01-11T11:30Z".to_string());
        }
        let split = text.find(['T', 't', ' ']).unwrap_or(text.len());
        let (date_text, rest) = text.split_at(split);
        if !is_dated(date_text) {
            // A word, or a date in another spelling: all of it is named.
            return Err(format!("{} is not a date: write it like 2027-01-11", words::Quoted(text)));
        }
        let date = parse_naive_date(date_text)?;
        let rest = rest.get(1..).unwrap_or_default().trim_start();
        if rest.is_empty() {
            return Err(format!("{date_text} has no time of day: write {date_text}T00:00Z, or another time"));
        }
        let at = rest.find(['Z', 'z', '+', '-', '\u{2212}', ' ']).unwrap_or(rest.len());
        let (clock_text, offset_text) = rest.split_at(at);
        let clock = parse_clock(date, clock_text)?;
        let offset_text = offset_text.trim_start();
        if offset_text.is_empty() {
            let shown = words::Quoted(text);
            return Err(format!("{shown} has no offset: write {shown}Z, or +hh:mm"));
        }
        let offset = parse_offset(offset_text)?;
        let days = i64::from(date.num_days_from_ce() - EPOCH_DAYS_FROM_CE);
        let seconds = days * 86_400 + clock - offset;
        if !(Self::MIN.0..=Self::MAX.0).contains(&seconds) {
            return Err(format!("{} lies outside the years 0000 to 9999 in UTC", words::quote(text)));
        }
        Ok(Instant(seconds))
    }

    /// Reads the spelling that files are full of, `2027-01-11T11:30Z`; `None` for any other, and for what does not exist.
    fn plain(text: &str) -> Option<Instant> {
        let text: &[u8; 17] = text.as_bytes().try_into().ok()?;
        let [y1, y2, y3, y4, b'-', o1, o2, b'-', d1, d2, b'T', h1, h2, b':', m1, m2, b'Z'] = *text else {
            return None;
        };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0u32, |sum, digit| {
                digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0'))
            })
        };
        let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
        let date = NaiveDate::from_ymd_opt(year, number(&[o1, o2])?, number(&[d1, d2])?)?;
        let time = date.and_hms_opt(number(&[h1, h2])?, number(&[m1, m2])?, 0)?;
        Some(Instant::from_seconds(time.and_utc().timestamp()))
    }

    /// The last whole minute at or before it: for limits, which people must not miss by rounding.
    pub fn floor_minute(self) -> Instant {
        if self.is_forever() { self } else { Instant::from_seconds(self.0 - self.0.rem_euclid(60)) }
    }

    /// The first whole minute at or after it: for ends, which must not be promised too early.
    pub fn ceil_minute(self) -> Instant {
        if self.is_forever() { self } else { Instant::from_seconds(self.0 + (-self.0).rem_euclid(60)) }
    }

    /// Year and month (1 to 12) in UTC.
    pub fn month(self) -> (i32, u32) {
        let utc = DateTime::from_timestamp(self.0.min(Self::MAX.0), 0).unwrap_or_default();
        (utc.year(), utc.month())
    }

    /// The first moment of a month in UTC; the last moment of all where there is no such month.
    pub fn of_month(year: i32, month: u32) -> Instant {
        let date = NaiveDate::from_ymd_opt(year, month, 1).filter(|date| (0..=9999).contains(&date.year()));
        date.map_or(Self::MAX, |date| Instant(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()))
    }

    /// `2027-01-11 11:30Z`, or `no end`: for tables and messages.
    pub fn compact(self) -> String {
        if self.is_forever() { "no end".to_string() } else { self.written(' ') }
    }

    fn written(self, between: char) -> String {
        let utc = DateTime::from_timestamp(self.0, 0).unwrap_or_default();
        let mut out = String::with_capacity("2027-01-11T11:30:00Z".len());
        // By hand: reports and findings write many thousands of these.
        let mut two = |number: u32, after: &str| {
            out.extend([number / 10 % 10, number % 10].map(|digit| char::from(b'0' + digit as u8)));
            out.push_str(after);
        };
        let (year, seconds) = (utc.year().unsigned_abs(), utc.second());
        two(year / 100, "");
        two(year, "-");
        two(utc.month(), "-");
        two(utc.day(), between.encode_utf8(&mut [0; 4]));
        two(utc.hour(), ":");
        two(utc.minute(), if seconds == 0 { "" } else { ":" });
        if seconds != 0 {
            two(seconds, "");
        }
        out.push('Z');
        out
    }
}

/// The text that a plan file holds: `2027-01-11T11:30Z`, with seconds only when they are not zero.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.written('T'))
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;
    fn add(self, by: Duration) -> Instant {
        if self.is_forever() { self } else { Instant::from_seconds(self.0.saturating_add(by.seconds())) }
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;
    fn sub(self, by: Duration) -> Instant {
        if self.is_forever() { self } else { Instant::from_seconds(self.0.saturating_sub(by.seconds())) }
    }
}

impl Sub for Instant {
    type Output = Duration;
    fn sub(self, other: Instant) -> Duration {
        Duration::from_seconds(self.0 - other.0)
    }
}

/// Days from 0001-01-01 (day 1) to 1970-01-01.
const EPOCH_DAYS_FROM_CE: i32 = 719_163;

/// Three numbers with dashes between them.
fn is_dated(text: &str) -> bool {
    text.split('-').count() == 3 && text.split('-').all(|part| digits(part).is_some())
}

/// Reads a date alone, `2027-01-11`, as (year, month, day).
pub fn parse_date(text: &str) -> Result<(i32, u8, u8), String> {
    let date = parse_naive_date(text.trim())?;
    Ok((date.year(), date.month() as u8, date.day() as u8))
}

fn parse_naive_date(text: &str) -> Result<NaiveDate, String> {
    let shown = words::Quoted(text);
    let not_a_date = || format!("{shown} is not a date: write it like 2027-01-11");
    let mut parts = text.split('-');
    let (Some(y), Some(m), Some(d), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(not_a_date());
    };
    let [Some(year), Some(month), Some(day)] = [y, m, d].map(digits) else {
        return Err(not_a_date());
    };
    if y.len() > 4 {
        return Err(format!("{shown} is not a date: years go from 0000 to 9999"));
    }
    if y.len() < 4 || m.len() != 2 || d.len() != 2 {
        return Err(format!("{shown} is not a date: write four digits for the year, two for month and day"));
    }
    if !(1..=12).contains(&month) {
        return Err(format!("{shown} is not a date: months go from 01 to 12"));
    }
    NaiveDate::from_ymd_opt(year as i32, month, day).ok_or_else(|| {
        let last = days_in_month(year as i32, month);
        let name = MONTHS.get((month as usize).saturating_sub(1)).copied().unwrap_or_default();
        format!("{shown} is not a date: {name} {year:04} has {last} days")
    })
}

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days of a month; 31 for a month that is none.
pub(super) fn days_in_month(year: i32, month: u32) -> u32 {
    (28..=31).rev().find(|&day| NaiveDate::from_ymd_opt(year, month, day).is_some()).unwrap_or(31)
}

/// Seconds since midnight.
fn parse_clock(date: NaiveDate, text: &str) -> Result<i64, String> {
    let shown = words::Quoted(text);
    let not_a_time = || format!("{shown} is not a time of day: write it like 11:30 or 11:30:15");
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<&str> = whole.split(':').collect();
    if !(2..=3).contains(&parts.len()) || parts.iter().any(|part| part.len() != 2) {
        return Err(not_a_time());
    }
    let numbers: Vec<i64> = parts.iter().filter_map(|part| digits(part)).map(i64::from).collect();
    let (hour, minute, second) = match numbers[..] {
        [hour, minute] if parts.len() == 2 => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return Err(not_a_time()),
    };
    if digits(fraction).is_none() {
        return Err(not_a_time());
    }
    if hour == 24 && minute == 0 && second == 0 {
        let next = date.checked_add_days(Days::new(1)).filter(|next| next.year() <= 9999);
        return Err(match next {
            Some(next) => format!("24:00 is not a time of day: write {next}T00:00, the next day"),
            None => "24:00 is not a time of day: write 23:59:59".to_string(),
        });
    }
    match (hour, minute, second) {
        (24.., _, _) => Err(format!("{shown} is not a time of day: hours go from 00 to 23")),
        (_, 60.., _) => Err(format!("{shown} is not a time of day: minutes go from 00 to 59")),
        (_, _, 60) => Err(format!("{shown} is a leap second: write second 59, or 00 of the next minute")),
        (_, _, 61..) => Err(format!("{shown} is not a time of day: seconds go from 00 to 59")),
        _ if fraction.bytes().any(|b| b != b'0') => {
            Err(format!("{shown} has a fraction of a second: write whole seconds"))
        }
        _ => Ok(hour * 3600 + minute * 60 + second),
    }
}

/// Seconds east of UTC. No place is further than 18 h from it (ISO 8601 readers agree on that bound).
fn parse_offset(text: &str) -> Result<i64, String> {
    if text.eq_ignore_ascii_case("z") {
        return Ok(0);
    }
    let wrong = || format!("{} is not an offset: write Z, or +hh:mm", words::quote(text));
    let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return Err(wrong()),
    };
    let (hours, minutes) = rest.split_once(':').ok_or_else(wrong)?;
    if hours.len() != 2 || minutes.len() != 2 {
        return Err(wrong());
    }
    let hours = i64::from(digits(hours).ok_or_else(wrong)?);
    let minutes = i64::from(digits(minutes).ok_or_else(wrong)?);
    let seconds = hours * 3600 + minutes * 60;
    if minutes > 59 || seconds > 18 * 3600 { Err(wrong()) } else { Ok(sign * seconds) }
}

/// The number that nine or fewer ASCII digits (and nothing else) spell.
fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn every_spelling_of_a_moment_is_the_same_instant() {
        let noon = at("2027-01-11T11:30Z");
        assert_eq!(noon.seconds(), 1_799_667_000);
        for same in [
            "2027-01-11 11:30Z",
            "2027-01-11T11:30:00Z",
            "2027-01-11T11:30:00.000Z",
            "2027-01-11t11:30z",
            " 2027-01-11T12:30+01:00 ",
            "2027-01-11T03:30-08:00",
            "2027-01-11T17:00+05:30",
            "2027-01-11 11:30 +00:00",
            "2027-01-12T00:30+13:00",
        ] {
            assert_eq!(at(same), noon, "{same}");
        }
    }

    #[test]
    fn it_prints_as_the_file_holds_it() {
        assert_eq!(at("2027-01-11T12:30+01:00").to_string(), "2027-01-11T11:30Z");
        assert_eq!(at("2027-01-11T11:30:05Z").to_string(), "2027-01-11T11:30:05Z");
        assert_eq!(at("2027-01-11T11:30Z").compact(), "2027-01-11 11:30Z");
        assert_eq!(Instant::FOREVER.compact(), "no end");
        assert_eq!(Instant::MIN.to_string(), "0000-01-01T00:00Z");
        assert_eq!(Instant::MAX.to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(format!("[{:>20}]", at("2027-01-11T11:30Z")), "[   2027-01-11T11:30Z]");
    }

    #[test]
    fn errors_say_what_to_write() {
        let cases = [
            ("", "a time is missing: write it like 2027-01-11T11:30Z"),
            ("2027-01-11T11:30", "2027-01-11T11:30 has no offset: write 2027-01-11T11:30Z, or +hh:mm"),
            ("2027-01-11", "2027-01-11 has no time of day: write 2027-01-11T00:00Z, or another time"),
            ("2027-02-30T10:00Z", "2027-02-30 is not a date: February 2027 has 28 days"),
            ("2028-02-30", "2028-02-30 is not a date: February 2028 has 29 days"),
            ("2027-04-00T10:00Z", "2027-04-00 is not a date: April 2027 has 30 days"),
            ("2027-13-01T10:00Z", "2027-13-01 is not a date: months go from 01 to 12"),
            ("10000-01-01T00:00Z", "10000-01-01 is not a date: years go from 0000 to 9999"),
            (
                "27-1-11T11:30Z",
                "27-1-11 is not a date: write four digits for the year, two for month and day",
            ),
            ("11.01.2027", "11.01.2027 is not a date: write it like 2027-01-11"),
            ("soon", "soon is not a date: write it like 2027-01-11"),
            ("tomorrow", "tomorrow is not a date: write it like 2027-01-11"),
            ("yesterday", "yesterday is not a date: write it like 2027-01-11"),
            ("11 Jan 2027", "11 Jan 2027 is not a date: write it like 2027-01-11"),
            ("2027-01-11T24:00Z", "24:00 is not a time of day: write 2027-01-12T00:00, the next day"),
            ("9999-12-31T24:00Z", "24:00 is not a time of day: write 23:59:59"),
            ("2027-01-11T25:00Z", "25:00 is not a time of day: hours go from 00 to 23"),
            ("2027-01-11T10:60Z", "10:60 is not a time of day: minutes go from 00 to 59"),
            ("2027-01-11T10:59:61Z", "10:59:61 is not a time of day: seconds go from 00 to 59"),
            ("2016-12-31T23:59:60Z", "23:59:60 is a leap second: write second 59, or 00 of the next minute"),
            ("2027-01-11T10:00:00.5Z", "10:00:00.5 has a fraction of a second: write whole seconds"),
            ("2027-01-11T9:30Z", "9:30 is not a time of day: write it like 11:30 or 11:30:15"),
            ("2027-01-11T11:30 CET", "CET is not an offset: write Z, or +hh:mm"),
            ("2027-01-11T11:30+0100", "+0100 is not an offset: write Z, or +hh:mm"),
            ("2027-01-11T11:30+99:00", "+99:00 is not an offset: write Z, or +hh:mm"),
            ("0000-01-01T00:00+01:00", "0000-01-01T00:00+01:00 lies outside the years 0000 to 9999 in UTC"),
            ("\u{202e}2027", "\\u{202e}2027 is not a date: write it like 2027-01-11"),
        ];
        for (text, error) in cases {
            assert_eq!(Instant::parse(text), Err(error.to_string()), "{text}");
        }
    }

    #[test]
    fn dates_alone_are_read_for_holidays() {
        assert_eq!(parse_date("2028-02-29"), Ok((2028, 2, 29)));
        assert_eq!(parse_date("0000-02-29"), Ok((0, 2, 29)));
        assert!(parse_date("2027-02-29").is_err());
    }

    #[test]
    fn arithmetic_stops_at_the_ends_of_time_and_forever_stays() {
        let day = Duration::from_days(1);
        let huge = Duration::from_seconds(i64::MAX);
        assert_eq!(at("2027-02-28T10:00Z") + day, at("2027-03-01T10:00Z"));
        assert_eq!(at("2027-03-01T10:00Z") - day, at("2027-02-28T10:00Z"));
        assert_eq!(at("2027-03-01T10:00Z") - at("2027-02-28T10:00Z"), day);
        assert_eq!(at("2027-03-01T10:00Z") + huge, Instant::MAX);
        assert_eq!(at("2027-03-01T10:00Z") - huge, Instant::MIN);
        assert_eq!(Instant::MIN + Duration::from_seconds(i64::MIN), Instant::MIN);
        assert_eq!(Instant::FOREVER - day, Instant::FOREVER);
        assert_eq!(Instant::FOREVER + -day, Instant::FOREVER);
        assert_eq!(Instant::from_seconds(i64::MIN), Instant::MIN);
    }

    proptest! {
        #[test]
        fn every_instant_reads_back(seconds in Instant::MIN.seconds()..=Instant::MAX.seconds()) {
            let instant = Instant::from_seconds(seconds);
            prop_assert_eq!(instant.seconds(), seconds);
            prop_assert_eq!(Instant::parse(&instant.to_string()), Ok(instant));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9TZ:+\\-. é]{0,24}|.*") {
            let _ = Instant::parse(&text);
            let _ = parse_date(&text);
        }

        #[test]
        fn no_sum_leaves_the_years(seconds in any::<i64>(), by in any::<i64>()) {
            let (instant, by) = (Instant::from_seconds(seconds), Duration::from_seconds(by));
            for sum in [instant + by, instant - by] {
                prop_assert!(Instant::MIN <= sum && sum <= Instant::MAX);
            }
        }
    }
}
