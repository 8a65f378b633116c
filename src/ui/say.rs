//! Times and amounts as the screen words them, short.

use crate::app::App;
use crate::base::words::{cut_end, visible, width};
use crate::base::zone::{Zone, month_name};
use crate::base::{Duration, Instant, Span};

/// Columns that a part of a line keeps before later parts go, and the least it keeps at all, so that it still says something.
const PART: usize = 36;
const LEAST: usize = 20;

/// How many parts never go: what was done, what it breaks, what it costs.
const STAY: usize = 3;

/// Parts with `·` between them in this many columns. The last ones go where there is no room for all; of those that stay, the
/// longest gives way.
pub fn parts(text: &str, columns: usize) -> String {
    let text = visible(text);
    let mut parts: Vec<String> = text.split(BETWEEN).map(str::to_string).collect();
    let least = |parts: &[String]| {
        let parts = parts.iter().map(|part| width(part).min(PART) + width(BETWEEN));
        parts.sum::<usize>().saturating_sub(width(BETWEEN))
    };
    while parts.len() > STAY && least(&parts) > columns {
        parts.pop();
    }
    while let Some(over) = width(&parts.join(BETWEEN)).checked_sub(columns).filter(|over| *over > 0) {
        let longest = parts.iter_mut().rev().max_by_key(|part| width(part));
        let Some(longest) = longest.filter(|part| width(part) > LEAST) else { break };
        *longest = cut_end(longest, width(longest).saturating_sub(over).max(LEAST));
    }
    parts.join(BETWEEN)
}

const BETWEEN: &str = " · ";

/// `10d`, `5h`, `35m`: about how long.
pub fn rough(length: Duration) -> String {
    let seconds = length.seconds().unsigned_abs();
    let text = match seconds {
        172_800.. => format!("{}d", seconds / 86_400),
        7_200.. => format!("{}h", seconds / 3_600),
        _ => format!("{}m", seconds / 60),
    };
    if length.is_negative() { format!("-{text}") } else { text }
}

/// `in 10d`, `3h ago`, `now`.
pub fn from_now(at: Instant, now: Instant) -> String {
    match (at - now).seconds() {
        -59..=59 => "now".to_string(),
        60.. => format!("in {}", rough(at - now)),
        _ => format!("{} ago", rough(now - at)),
    }
}

/// `Tue 12 Jan 09:00`, with the year where that is not now's.
pub fn local(zone: &Zone, at: Instant, now: Instant) -> String {
    if at.is_forever() {
        return "no end".to_string();
    }
    let (local, this) = (zone.local(at), zone.local(now));
    let year = if local.year == this.year { String::new() } else { format!(" {:04}", local.year) };
    let month = month_name(local.month);
    format!("{} {} {month}{year} {:02}:{:02}", local.weekday, local.day, local.hour, local.minute)
}

/// `Tue 12 Jan 09:00 CET`.
pub fn labelled(zone: &Zone, at: Instant, now: Instant) -> String {
    match at.is_forever() {
        true => local(zone, at, now),
        false => format!("{} {}", local(zone, at, now), zone.local(at).abbreviation),
    }
}

/// `08:00Z`, with the day where that is another one than in `zone`.
pub fn utc_beside(zone: &Zone, at: Instant) -> String {
    let (utc, there) = (Zone::utc().local(at), zone.local(at));
    let day = if utc.day == there.day { String::new() } else { format!("{} ", utc.weekday) };
    format!("{day}{:02}:{:02}Z", utc.hour, utc.minute)
}

/// `17:00 JST`, with the day where that is another one than in `zone`.
pub fn beside(zone: &Zone, other: &Zone, at: Instant) -> String {
    let (other, there) = (other.local(at), zone.local(at));
    let day = if other.day == there.day { String::new() } else { format!("{} ", other.weekday) };
    format!("{day}{:02}:{:02} {}", other.hour, other.minute, other.abbreviation)
}

/// A moment in all of the plan's zones and in UTC: `Tue 12 Jan 09:00 CET, 17:00 JST, 08:00Z`.
pub fn everywhere(app: &App, at: Instant) -> String {
    let zone = app.zone();
    let mut all = vec![labelled(&zone, at, app.analysis().now)];
    if !at.is_forever() {
        all.extend(others(app, at));
    }
    all.join(", ")
}

/// A moment in the plan's other zones, and in UTC: `17:00 JST`, `08:00Z`.
pub fn others(app: &App, at: Instant) -> Vec<String> {
    let (zone, world) = (app.zone(), app.doc.world());
    let others = app.plan().zones.iter().skip(1).filter_map(|name| world.zones.get(name.as_str()));
    // UTC comes last, and once; so does the zone that stands first where the plan's first is unknown.
    let others = others
        .filter(|other| other.name() != "UTC" && other.name() != zone.name())
        .map(|other| beside(&zone, other, at));
    let utc = (zone.name() != "UTC").then(|| utc_beside(&zone, at));
    others.chain(utc).collect()
}

/// `Mon 11 Jan 12:30 – Sat 16 Jan 12:30 CET (5d)`; a day or year that both have is named once.
pub fn span(zone: &Zone, span: Span, now: Instant) -> String {
    if span.end.is_forever() {
        return format!("from {}", labelled(zone, span.start, now));
    }
    let (from, to) = (zone.local(span.start), zone.local(span.end));
    let same_day = (from.year, from.month, from.day) == (to.year, to.month, to.day);
    let end = if same_day { format!("{:02}:{:02}", to.hour, to.minute) } else { local(zone, span.end, now) };
    let start = local(zone, span.start, if from.year == to.year && !same_day { span.start } else { now });
    format!("{start} – {end} {} ({})", to.abbreviation, span.len().words())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn of_many_parts_the_longest_gives_way_and_then_the_last_goes() {
        let line =
            "start +23h · breaks: B116 cb-jan has 8 nodes, but 9 are planned · slack 2d -> 1d · cost same";
        assert_eq!(parts(line, 200), line);
        assert_eq!(
            parts(line, 84),
            "start +23h · breaks: B116 cb-jan has 8 nodes, but 9 ar… · slack 2d -> 1d · cost same"
        );
        let shown = parts(line, 70);
        assert!(
            shown.starts_with("start +23h · breaks: B116 cb-jan") && shown.ends_with("slack 2d -> 1d"),
            "{shown}"
        );
        // What it costs is told beside what it breaks, however narrow the line is.
        let line =
            "deleted cb-late, u undoes · breaks: F403 fallback lora would not do · cost USD 198k -> USD 190k";
        let shown = parts(line, 79);
        assert!(shown.contains("breaks: F403 ") && shown.ends_with("cost USD 198k -> USD 190k"), "{shown}");
        assert!(parts(line, 20).starts_with("deleted cb-late"));
    }

    #[test]
    fn lengths_are_rough() {
        let words = |hours: f64| rough(Duration::from_hours_f64(hours));
        assert_eq!(
            [words(0.5), words(1.9), words(5.0), words(47.0), words(50.0)],
            ["30m", "114m", "5h", "47h", "2d"]
        );
        assert_eq!(words(-5.0), "-5h");
        let now = at("2027-01-05T09:00Z");
        assert_eq!(from_now(at("2027-01-15T17:00Z"), now), "in 10d");
        assert_eq!(from_now(at("2027-01-05T05:00Z"), now), "4h ago");
        assert_eq!(from_now(now, now), "now");
    }

    #[test]
    fn times_are_local_and_name_the_year_only_where_it_is_another() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let now = at("2027-01-05T09:00Z");
        assert_eq!(local(&berlin, at("2027-01-12T08:00Z"), now), "Tue 12 Jan 09:00");
        assert_eq!(local(&berlin, at("2028-01-12T08:00Z"), now), "Wed 12 Jan 2028 09:00");
        assert_eq!(utc_beside(&berlin, at("2027-01-12T08:00Z")), "08:00Z");
        assert_eq!(utc_beside(&berlin, at("2027-01-11T23:30Z")), "Mon 23:30Z");
        let tokyo = Zone::named("Asia/Tokyo").unwrap();
        assert_eq!(beside(&berlin, &tokyo, at("2027-01-12T08:00Z")), "17:00 JST");
        assert_eq!(beside(&berlin, &tokyo, at("2027-01-12T16:00Z")), "Wed 01:00 JST");
        let day = Span::new(at("2027-01-12T08:00Z"), at("2027-01-12T10:00Z"));
        assert_eq!(span(&berlin, day, now), "Tue 12 Jan 09:00 – 11:00 CET (2h)");
        let last_year = at("2026-12-05T09:00Z");
        let days = Span::new(at("2027-01-12T08:00Z"), at("2027-01-14T08:00Z"));
        assert_eq!(span(&berlin, days, last_year), "Tue 12 Jan 09:00 – Thu 14 Jan 2027 09:00 CET (2d)");
        let changes = Span::new(at("2027-03-27T08:00Z"), at("2027-03-28T08:00Z"));
        assert_eq!(labelled(&berlin, changes.start, now), "Sat 27 Mar 09:00 CET");
        assert_eq!(span(&berlin, changes, now), "Sat 27 Mar 09:00 – Sun 28 Mar 10:00 CEST (1d)");
    }
}
