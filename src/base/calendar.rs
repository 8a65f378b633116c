//! Working hours: when a person who must decide is there to do it.

use super::duration::Duration;
use super::instant::Instant;
use super::words;
use super::zone::Zone;
use chrono::{Datelike, NaiveDate};
use std::fmt;

/// The same hours on each working day, in somebody's local time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkingHours {
    /// Monday first.
    pub days: [bool; 7],
    /// Minutes since midnight at which work starts.
    pub from_minute: u16,
    /// Minutes since midnight at which it is over, 1440 for midnight.
    pub to_minute: u16,
    /// Days off as (year, month, day).
    pub holidays: Vec<(i32, u8, u8)>,
}

/// Monday to Friday, 09:00 to 17:00.
impl Default for WorkingHours {
    fn default() -> WorkingHours {
        let days = [true, true, true, true, true, false, false];
        WorkingHours { days, from_minute: 9 * 60, to_minute: 17 * 60, holidays: Vec::new() }
    }
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl WorkingHours {
    /// Reads `Mon-Fri 09:00-17:00`, `Sun-Thu 8:30-16:30`, `Mon,Wed 10:00-12:00`. Holidays are not part of the text.
    pub fn parse(text: &str) -> Result<WorkingHours, String> {
        let shown = words::quote(text.trim());
        if shown.is_empty() {
            return Err("working hours are missing: write them like Mon-Fri 09:00-17:00".to_string());
        }
        let mut parts = text.split_whitespace();
        let (Some(day_text), Some(hour_text), None) = (parts.next(), parts.next(), parts.next()) else {
            return Err(format!("{shown} is not working hours: write them like Mon-Fri 09:00-17:00"));
        };
        let days = parse_days(day_text)?;
        let (from, to) = hour_text
            .split_once('-')
            .ok_or_else(|| format!("{} has no end: write hours like 09:00-17:00", words::quote(hour_text)))?;
        let (from_minute, to_minute) = (parse_minute(from)?, parse_minute(to)?);
        if from_minute >= to_minute {
            return Err(format!(
                "{} ends before it starts: write hours like 09:00-17:00",
                words::quote(hour_text)
            ));
        }
        Ok(WorkingHours { days, from_minute, to_minute, holidays: Vec::new() })
    }

    /// Within the hours of a working day: opening time included, closing time not.
    pub fn is_open(&self, zone: &Zone, at: Instant) -> bool {
        let date = zone.civil(at).date();
        self.works_on(date) && zone.on(date, self.from_minute) <= at && at < self.closing(zone, date)
    }

    /// The last working moment at or before `at`: itself within the hours, else the closing time before it.
    ///
    /// Where there is no working day in the year before (nobody works, or every day is a holiday), `at` itself.
    pub fn roll_back(&self, zone: &Zone, at: Instant) -> Instant {
        self.working_moment(zone, at).map_or(at, |(_, moment)| moment)
    }

    /// `n` working days before [`WorkingHours::roll_back`], at the same time on the wall's clock.
    ///
    /// Without any working day, `n` days of 24 hours before `at`.
    pub fn back_working_days(&self, zone: &Zone, at: Instant, n: u32) -> Instant {
        let Some((from, moment)) = self.working_moment(zone, at) else {
            return at - Duration::from_days(i64::from(n));
        };
        if n == 0 {
            return moment;
        }
        let mut date = from;
        for _ in 0..n {
            match self.working_day_before(date) {
                Some(earlier) => date = earlier,
                None => return Instant::MIN,
            }
        }
        let civil = zone.civil(moment);
        // A moment on the next date is midnight, the end of a day that closes at 24:00.
        let minutes =
            if civil.date() > from { 1440 } else { (civil.time() - chrono::NaiveTime::MIN).num_minutes() };
        let seconds = i64::from(chrono::Timelike::second(&civil));
        zone.on(date, minutes as u16) + Duration::from_seconds(seconds)
    }

    /// The working day that [`WorkingHours::roll_back`] ends on, and the moment.
    fn working_moment(&self, zone: &Zone, at: Instant) -> Option<(NaiveDate, Instant)> {
        let mut date = zone.civil(at).date();
        if self.works_on(date) && zone.on(date, self.from_minute) <= at {
            return Some((date, at.min(self.closing(zone, date))));
        }
        date = self.working_day_before(date)?;
        Some((date, self.closing(zone, date).min(at)))
    }

    fn closing(&self, zone: &Zone, date: NaiveDate) -> Instant {
        zone.on(date, self.to_minute)
    }

    fn works_on(&self, date: NaiveDate) -> bool {
        let weekday = date.weekday().num_days_from_monday() as usize;
        let day = (date.year(), date.month() as u8, date.day() as u8);
        self.from_minute < self.to_minute
            && self.days.get(weekday) == Some(&true)
            && !self.holidays.contains(&day)
    }

    /// Bounded: a year, and a day more for each holiday.
    fn working_day_before(&self, date: NaiveDate) -> Option<NaiveDate> {
        let mut date = date;
        for _ in 0..366 + self.holidays.len() {
            date = date.pred_opt().filter(|date| date.year() >= 0)?;
            if self.works_on(date) {
                return Some(date);
            }
        }
        None
    }
}

fn parse_days(text: &str) -> Result<[bool; 7], String> {
    let mut days = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (parse_day(first)?, parse_day(last)?);
        // A range may run over the week's end: Sun-Thu.
        let length = (last + 7 - first) % 7;
        for (day, works) in days.iter_mut().enumerate() {
            *works |= (day + 7 - first) % 7 <= length;
        }
    }
    Ok(days)
}

fn parse_day(text: &str) -> Result<usize, String> {
    let found = DAYS.iter().position(|day| day.eq_ignore_ascii_case(text));
    found.ok_or_else(|| {
        let shown = words::quote(text);
        let start: String = text.chars().take(3).collect();
        match words::nearest(&start, DAYS) {
            Some(day) => format!("{shown} is not a day of the week: did you mean {day}?"),
            None => format!("{shown} is not a day of the week: use {}", words::list(DAYS, 7)),
        }
    })
}

fn parse_minute(text: &str) -> Result<u16, String> {
    let wrong = || format!("{} is not a time of day: write it like 09:00", words::quote(text));
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let number =
        |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u16>().ok()).flatten();
    match (number(hour), number(minute)) {
        (Some(hour), Some(minute))
            if hour.saturating_mul(60).saturating_add(minute) <= 1440 && minute < 60 =>
        {
            Ok(hour * 60 + minute)
        }
        _ => Err(wrong()),
    }
}

/// `Mon-Fri 09:00-17:00`, which [`WorkingHours::parse`] reads back. Holidays are not shown.
impl fmt::Display for WorkingHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        write!(f, "{} {}-{}", show_days(&self.days), clock(self.from_minute), clock(self.to_minute))
    }
}

/// Runs of three or more days as a range, which may cross the week's end.
fn show_days(days: &[bool; 7]) -> String {
    let works = |day: usize| days.get(day % 7) == Some(&true);
    let name = |day: usize| DAYS.get(day % 7).copied().unwrap_or_default();
    if days.iter().all(|works| *works) {
        return "Mon-Sun".to_string();
    }
    let mut runs = Vec::new();
    for first in (0..7).filter(|&day| works(day) && !works(day + 6)) {
        let last = (first..first + 7).take_while(|&day| works(day)).last().unwrap_or(first);
        match last - first {
            0 => runs.push(name(first).to_string()),
            1 => runs.push(format!("{},{}", name(first), name(last))),
            _ => runs.push(format!("{}-{}", name(first), name(last))),
        }
    }
    if runs.is_empty() { "never".to_string() } else { runs.join(",") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn hours(text: &str) -> WorkingHours {
        WorkingHours::parse(text).unwrap()
    }

    #[test]
    fn hours_read_and_print() {
        let cases = [
            ("Mon-Fri 09:00-17:00", "Mon-Fri 09:00-17:00"),
            ("Sun-Thu 8:30-16:30", "Sun-Thu 08:30-16:30"),
            ("mon,WED 10:00-12:00", "Mon,Wed 10:00-12:00"),
            ("Mon-Wed,Fri 09:00-17:00", "Mon-Wed,Fri 09:00-17:00"),
            ("Sat-Sun 00:00-24:00", "Sat,Sun 00:00-24:00"),
            ("Sun-Sat 09:00-17:00", "Mon-Sun 09:00-17:00"),
            ("Sat-Mon 09:00-17:00", "Sat-Mon 09:00-17:00"),
        ];
        for (text, printed) in cases {
            assert_eq!(hours(text).to_string(), printed);
        }
        assert_eq!(hours("Mon-Fri 09:00-17:00"), WorkingHours::default());
    }

    #[test]
    fn errors_say_what_to_write() {
        let cases = [
            ("", "working hours are missing: write them like Mon-Fri 09:00-17:00"),
            ("Mon-Fri", "Mon-Fri is not working hours: write them like Mon-Fri 09:00-17:00"),
            ("Monday-Fri 09:00-17:00", "Monday is not a day of the week: did you mean Mon?"),
            ("Xyz 09:00-17:00", "Xyz is not a day of the week: use Mon, Tue, Wed, Thu, Fri, Sat and Sun"),
            ("Mon-Fri 17:00-09:00", "17:00-09:00 ends before it starts: write hours like 09:00-17:00"),
            ("Mon-Fri 09:00", "09:00 has no end: write hours like 09:00-17:00"),
            ("Mon-Fri 9-17", "9 is not a time of day: write it like 09:00"),
            ("Mon-Fri 09:00-24:01", "24:01 is not a time of day: write it like 09:00"),
            ("Mon-Fri 09:75-17:00", "09:75 is not a time of day: write it like 09:00"),
            ("Mon-Fri 99999:00-17:00", "99999:00 is not a time of day: write it like 09:00"),
        ];
        for (text, error) in cases {
            assert_eq!(WorkingHours::parse(text), Err(error.to_string()), "{text}");
        }
    }

    #[test]
    fn a_moment_rolls_back_to_when_somebody_works() {
        let (berlin, hours) = (zone("Europe/Berlin"), WorkingHours::default());
        let cases = [
            ("Wed 13 Jan 10:15", "2027-01-13T09:15:00Z", "2027-01-13T09:15Z"),
            ("at opening", "2027-01-13T08:00Z", "2027-01-13T08:00Z"),
            ("at closing", "2027-01-13T16:00Z", "2027-01-13T16:00Z"),
            ("in the evening", "2027-01-13T21:00Z", "2027-01-13T16:00Z"),
            ("before opening", "2027-01-13T07:59:59Z", "2027-01-12T16:00Z"),
            ("on Sunday", "2027-01-17T12:00Z", "2027-01-15T16:00Z"),
            ("early on Monday", "2027-01-18T05:00Z", "2027-01-15T16:00Z"),
        ];
        for (when, moment, rolled) in cases {
            assert_eq!(hours.roll_back(&berlin, at(moment)), at(rolled), "{when}");
        }
        assert!(hours.is_open(&berlin, at("2027-01-13T08:00Z")));
        assert!(!hours.is_open(&berlin, at("2027-01-13T16:00Z")));
        assert!(!hours.is_open(&berlin, at("2027-01-17T12:00Z")));
    }

    #[test]
    fn clock_changes_move_the_hours_with_the_wall() {
        let hours = WorkingHours::default();
        let every_day = WorkingHours { days: [true; 7], ..WorkingHours::default() };
        // Both changes of 2027: the Friday before, seen from the Monday after before work, and the Sunday itself.
        let cases = [
            ("America/Los_Angeles", "2027-03-15T15:59Z", "2027-03-13T01:00Z", "2027-03-15T00:00Z"),
            ("America/Los_Angeles", "2027-11-08T16:59Z", "2027-11-06T00:00Z", "2027-11-08T01:00Z"),
            ("Europe/Berlin", "2027-03-29T06:59Z", "2027-03-26T16:00Z", "2027-03-28T15:00Z"),
            ("Europe/Berlin", "2027-11-01T07:59Z", "2027-10-29T15:00Z", "2027-10-31T16:00Z"),
            ("Asia/Tokyo", "2027-03-14T23:59Z", "2027-03-12T08:00Z", "2027-03-14T08:00Z"),
            ("Asia/Tokyo", "2027-11-07T23:59Z", "2027-11-05T08:00Z", "2027-11-07T08:00Z"),
        ];
        for (name, monday_early, friday_evening, sunday_evening) in cases {
            let zone = zone(name);
            assert_eq!(hours.roll_back(&zone, at(monday_early)), at(friday_evening), "{name}");
            assert_eq!(every_day.roll_back(&zone, at(monday_early)), at(sunday_evening), "{name}");
            assert!(hours.is_open(&zone, at(monday_early) + Duration::from_minutes(1)), "{name}");
        }
    }

    #[test]
    fn working_days_keep_the_time_on_the_wall_across_a_clock_change() {
        let hours = WorkingHours::default();
        for (name, moment, back) in [
            ("America/Los_Angeles", "2027-03-16T18:00:30Z", "2027-03-11T19:00:30Z"), // Tue 11:00 PDT, Thu 11:00 PST
            ("America/Los_Angeles", "2027-11-09T19:00Z", "2027-11-04T18:00Z"),
            ("Europe/Berlin", "2027-03-30T09:00Z", "2027-03-25T10:00Z"),
            ("Europe/Berlin", "2027-11-02T10:00Z", "2027-10-28T09:00Z"),
            ("Asia/Tokyo", "2027-03-16T02:00Z", "2027-03-11T02:00Z"),
            ("Asia/Tokyo", "2027-11-09T02:00Z", "2027-11-04T02:00Z"),
        ] {
            assert_eq!(hours.back_working_days(&zone(name), at(moment), 3), at(back), "{name}");
        }
    }

    #[test]
    fn holidays_are_skipped() {
        let berlin = zone("Europe/Berlin");
        let hours = WorkingHours { holidays: vec![(2026, 12, 25), (2027, 1, 1)], ..WorkingHours::default() };
        assert_eq!(hours.roll_back(&berlin, at("2027-01-03T12:00Z")), at("2026-12-31T16:00Z"));
        assert!(!hours.is_open(&berlin, at("2027-01-01T12:00Z")));
        // Mon 4 Jan back over New Year and Christmas: Thu 31, Wed 30, Tue 29, Mon 28, Thu 24 December.
        assert_eq!(hours.back_working_days(&berlin, at("2027-01-04T12:00Z"), 5), at("2026-12-24T12:00Z"));
        assert_eq!(hours.back_working_days(&berlin, at("2027-01-03T12:00Z"), 0), at("2026-12-31T16:00Z"));
    }

    #[test]
    fn days_that_close_at_midnight_stay_their_own() {
        let hours = hours("Mon-Fri 12:00-24:00");
        let saturday = at("2027-01-16T12:00Z");
        assert_eq!(hours.roll_back(&Zone::utc(), saturday), at("2027-01-16T00:00Z"));
        assert_eq!(hours.back_working_days(&Zone::utc(), saturday, 1), at("2027-01-15T00:00Z"));
    }

    #[test]
    fn nobody_ever_working_ends_the_search() {
        let moment = at("2027-01-13T10:00Z");
        let never = WorkingHours { days: [false; 7], ..WorkingHours::default() };
        assert_eq!(never.roll_back(&Zone::utc(), moment), moment);
        assert_eq!(never.back_working_days(&Zone::utc(), moment, 2), at("2027-01-11T10:00Z"));
        assert_eq!(never.to_string(), "never 09:00-17:00");
        let backwards = WorkingHours { from_minute: 600, to_minute: 500, ..WorkingHours::default() };
        assert_eq!(backwards.roll_back(&Zone::utc(), moment), moment);
        assert_eq!(WorkingHours::default().roll_back(&Zone::utc(), Instant::MIN), Instant::MIN);
    }

    proptest! {
        #[test]
        fn what_prints_reads_back(days in any::<[bool; 7]>(), from in 0_u16..1440, length in 1_u16..1440) {
            prop_assume!(days.contains(&true));
            let to_minute = (from + length).min(1440);
            let hours = WorkingHours { days, from_minute: from, to_minute, holidays: Vec::new() };
            prop_assert_eq!(WorkingHours::parse(&hours.to_string()), Ok(hours));
        }

        #[test]
        fn rolling_back_never_goes_forward_and_settles(
            name in proptest::sample::select(vec!["America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo"]),
            days in any::<[bool; 7]>(),
            from in 0_u16..1440,
            length in 1_u16..1440,
            hour in 0_i64..24 * 366,
            back in 0_u32..20,
        ) {
            let (zone, moment) = (zone(name), at("2027-01-01T00:00Z") + Duration::from_hours(hour));
            let to_minute = (from + length).min(1440);
            let hours = WorkingHours { days, from_minute: from, to_minute, holidays: vec![(2027, 5, 1)] };
            let rolled = hours.roll_back(&zone, moment);
            prop_assert!(rolled <= moment);
            prop_assert_eq!(hours.roll_back(&zone, rolled), rolled);
            prop_assert!(!hours.is_open(&zone, moment) || rolled == moment);
            prop_assert!(hours.back_working_days(&zone, moment, back) <= rolled);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[A-Za-z,]{0,9} ?[0-9:-]{0,14}|.*") {
            let _ = WorkingHours::parse(&text);
        }
    }
}
