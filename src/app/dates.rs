//! Moments as people type them: `+3d`, `mon`, `mon 12:00`, `11 jan`, `2026-12-01`, `2026-12-01T10:00Z`, `now`.

use crate::app::App;
use crate::app::modal::Prompt;
use crate::base::zone::{Unit, Zone, month_name};
use crate::base::{Duration, Instant, words};

/// What typed moments are relative to.
#[derive(Debug, Clone, Copy)]
pub struct Here<'a> {
    pub now: Instant,
    /// `+3d` counts from here.
    pub from: Instant,
    /// Days and times of day are meant in this zone.
    pub zone: &'a Zone,
}

/// Reads a moment. The error is a sentence with examples.
pub fn parse(text: &str, here: Here<'_>) -> Result<Instant, String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    if let Some(at) = relative(&lower, here)? {
        return Ok(at);
    }
    if let Ok(at) = Instant::parse(text) {
        return Ok(at);
    }
    let (day, clock) = split_clock(&lower);
    let minutes = clock.map(minutes).transpose()?;
    let midnight = match day {
        "" => here.zone.start_of_day(here.from),
        _ => day_of(day, here).ok_or_else(|| unreadable(text))?,
    };
    Ok(match minutes {
        Some((hour, minute)) => on_the_clock(here.zone, midnight, hour, minute),
        None if day.is_empty() => return Err(unreadable(text)),
        None => midnight,
    })
}

/// The moment that a prompt for one holds so far.
pub fn typed(app: &App, prompt: &Prompt) -> Option<Instant> {
    let zone = app.zone();
    let here = Here { now: app.doc.now(), from: app.view.cursor, zone: &zone };
    let text = prompt.input.value();
    (prompt.action == "go" && !text.trim().is_empty()).then(|| parse(text, here).ok()).flatten()
}

fn unreadable(text: &str) -> String {
    let shown = words::quote(&crate::base::fact::clipped(text));
    format!(
        "no moment is written {shown}: write +3d, mon, mon 12:00, 11 jan, 2026-12-01, 2026-12-01T10:00Z or now"
    )
}

fn relative(text: &str, here: Here<'_>) -> Result<Option<Instant>, String> {
    let zone = here.zone;
    Ok(Some(match text {
        "now" => here.now,
        "today" => zone.start_of_day(here.now),
        "tomorrow" => zone.next_day(here.now),
        "yesterday" => zone.step(here.now, Unit::Day, -1),
        _ => match text
            .strip_prefix('+')
            .map(|rest| (rest, 1))
            .or(text.strip_prefix('-').map(|rest| (rest, -1)))
        {
            Some((rest, sign)) => here.from + Duration::parse(rest.trim())? * sign,
            None => return Ok(None),
        },
    }))
}

/// `mon 12:00`, `2026-12-01t12:00`: the day, and the time of day if there is one.
fn split_clock(text: &str) -> (&str, Option<&str>) {
    let is_clock = |word: &str| word.contains(':');
    match text.rsplit_once([' ', 't']) {
        Some((day, clock)) if is_clock(clock) => (day.trim(), Some(clock)),
        _ if is_clock(text) => ("", Some(text)),
        _ => (text, None),
    }
}

fn minutes(clock: &str) -> Result<(u8, u8), String> {
    let wrong = || format!("no time of day is written {}: write it like 12:00", words::quote(clock));
    let (hour, minute) = clock.split_once(':').ok_or_else(wrong)?;
    match (hour.parse(), minute.parse()) {
        (Ok(hour @ 0..=23), Ok(minute @ 0..=59)) => Ok((hour, minute)),
        _ => Err(wrong()),
    }
}

fn on_the_clock(zone: &Zone, midnight: Instant, hour: u8, minute: u8) -> Instant {
    let day = zone.local(midnight);
    zone.instant(day.year, day.month, day.day, hour, minute)
}

/// Midnight of a named or numbered day.
fn day_of(text: &str, here: Here<'_>) -> Option<Instant> {
    let zone = here.zone;
    if let Ok((year, month, day)) = crate::base::instant::parse_date(text) {
        return Some(zone.instant(year, month, day, 0, 0));
    }
    let today = zone.start_of_day(here.now);
    if let Some(weekday) = WEEKDAYS.iter().position(|name| text.len() >= 2 && name.starts_with(text)) {
        let days = (1..=7).map(|n| zone.step(today, Unit::Day, n));
        return days
            .into_iter()
            .find(|day| zone.local(*day).weekday.num_days_from_monday() as usize == weekday);
    }
    let (mut month, mut day, mut year) = (None, 1u8, None);
    for word in text.split([' ', '.', ',']).filter(|word| !word.is_empty()) {
        match word.parse::<i32>() {
            Ok(n @ 1..=31) => day = n as u8,
            Ok(n @ 1000..=9999) => year = Some(n),
            Ok(_) => return None,
            Err(_) => month = Some(month_of(word)?),
        }
    }
    let month = month?;
    let in_year = |year| zone.instant(year, month, day, 0, 0);
    let this_year = zone.local(here.now).year;
    Some(match year {
        Some(year) => in_year(year),
        None if in_year(this_year) < today => in_year(this_year + 1),
        None => in_year(this_year),
    })
}

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

fn month_of(word: &str) -> Option<u8> {
    let short = word.get(..3)?;
    (1..=12).find(|month| month_name(*month).eq_ignore_ascii_case(short))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<String, String> {
        let zone = Zone::utc();
        // A Wednesday.
        let now = Instant::parse("2027-01-06T09:00Z")?;
        let from = Instant::parse("2027-01-11T11:30Z")?;
        parse(text, Here { now, from, zone: &zone }).map(|at| at.to_string())
    }

    #[test]
    fn moments_are_read_as_people_type_them() {
        for (typed, meant) in [
            ("+3d", "2027-01-14T11:30Z"),
            ("-2h", "2027-01-11T09:30Z"),
            ("now", "2027-01-06T09:00Z"),
            ("today", "2027-01-06T00:00Z"),
            ("Mon", "2027-01-11T00:00Z"),
            ("wed", "2027-01-13T00:00Z"),
            ("mon 12:30", "2027-01-11T12:30Z"),
            ("2026-12-01", "2026-12-01T00:00Z"),
            ("2026-12-01 10:00", "2026-12-01T10:00Z"),
            ("2026-12-01T10:00+01:00", "2026-12-01T09:00Z"),
            ("15 jan", "2027-01-15T00:00Z"),
            ("jan 2", "2028-01-02T00:00Z"),
            ("14:00", "2027-01-11T14:00Z"),
        ] {
            assert_eq!(at(typed).as_deref(), Ok(meant), "{typed}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused_with_examples() {
        for typed in ["", "soon", "25:00", "2026-13-01", "mon mon", "+", "1"] {
            assert!(at(typed).is_err(), "{typed}");
        }
        assert!(at("soon").unwrap_err().contains("write +3d"));
    }
}
