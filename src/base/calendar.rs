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
