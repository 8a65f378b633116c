//! Time zones: what a clock on a wall shows at an instant, and back.

use super::instant::{Instant, MONTHS, days_in_month};
use super::{words, zone_data};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Timelike};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

pub use super::borders::Unit;
pub use chrono::Weekday;

/// A named time zone with its rules, read once.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// What the wall shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Local {
    pub year: i32,
    /// 1 to 12
    pub month: u8,
    /// 1 to 31
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
    pub weekday: Weekday,
    /// East of UTC.
    pub offset_seconds: i32,
    /// `CET`, `PST`; digits such as `+03` where a zone has no letters.
    pub abbreviation: String,
}

/// Spoken names that the zone database does not know.
const SPOKEN: [(&str, &str); 8] = [
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("edt", "America/New_York"),
    ("cest", "Europe/Berlin"),
    ("bst", "Europe/London"),
    ("jst", "Asia/Tokyo"),
    ("ist", "Asia/Kolkata"),
    ("sgt", "Asia/Singapore"),
];

impl Zone {
    pub fn utc() -> Zone {
        Zone { name: "UTC".to_string(), rules: TimeZone::UTC }
    }

    /// The zone of this IANA name (case does not matter), such as `Europe/Berlin`.
    ///
    /// Touches the system's zone files, with embedded data where they lack the name: for the shells only. The
    /// error suggests the name that was probably meant.
    pub fn named(name: &str) -> Result<Zone, String> {
        let wanted = name.trim();
        if ["utc", "z", "etc/utc"].iter().any(|utc| wanted.eq_ignore_ascii_case(utc)) {
            return Ok(Zone::utc());
        }
        match jiff::tz::db().get(wanted) {
            Ok(rules) if !rules.is_unknown() => {
                Ok(Zone { name: rules.iana_name().unwrap_or(wanted).to_string(), rules })
            }
            _ => Zone::embedded(wanted),
        }
    }

    /// The same by the data that the program carries, which needs no files.
    pub fn embedded(name: &str) -> Result<Zone, String> {
        let wanted = name.trim();
        let found = zone_data::rules(wanted).and_then(|(name, rules)| Zone::by_rules(name, rules));
        found.ok_or_else(|| unknown(wanted))
    }

    /// The same, where `read` gives the system's file of a zone. That is far cheaper than the library's way, which looks
    /// through all zones of the system before the first.
    pub fn of(name: &str, read: impl Fn(&str) -> Option<Vec<u8>>) -> Result<Zone, String> {
        Zone::of_file(name, read).map_or_else(|| Zone::named(name), Ok)
    }

    /// The zone of a name that is spelled as it is known, by the rules of the file that the system has of it.
    fn of_file(name: &str, read: impl Fn(&str) -> Option<Vec<u8>>) -> Option<Zone> {
        let is_known = zone_data::spelled(name) == Some(name);
        Zone::by_rules(name, &is_known.then(|| read(name)).flatten()?)
    }

    fn by_rules(name: &str, tzif: &[u8]) -> Option<Zone> {
        Some(Zone { name: name.to_string(), rules: TimeZone::tzif(name, tzif).ok()? })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn local(&self, at: Instant) -> Local {
        let info = self.rules.to_offset_info(timestamp(at));
        let civil = shifted(at, info.offset().seconds());
        Local {
            year: civil.year(),
            month: civil.month() as u8,
            day: civil.day() as u8,
            hour: civil.hour() as u8,
            minute: civil.minute() as u8,
            second: civil.second() as u8,
            weekday: civil.weekday(),
            offset_seconds: info.offset().seconds(),
            abbreviation: info.abbreviation().to_string(),
        }
    }

    /// Like [`Zone::local`] without the name of the offset.
    pub(super) fn civil(&self, at: Instant) -> NaiveDateTime {
        shifted(at, self.rules.to_offset(timestamp(at)).seconds())
    }

    /// The instant at which the wall shows this.
    ///
    /// A time that is skipped in spring is moved forward by the gap; of a time that comes twice in autumn, the
    /// first is meant. Parts out of range are brought to the nearest that exists (30 February: the last day).
    pub fn instant(&self, year: i32, month: u8, day: u8, hour: u8, minute: u8) -> Instant {
        let year = year.clamp(0, 9999);
        let month = u32::from(month).clamp(1, 12);
        let day = u32::from(day).clamp(1, days_in_month(year, month));
        match NaiveDate::from_ymd_opt(year, month, day) {
            Some(date) => self.on(date, u16::from(hour.min(23)) * 60 + u16::from(minute.min(59))),
            None => Instant::MIN,
        }
    }

    /// The instant `minutes` after a date's midnight on the wall's clock, 1440 being the next midnight.
    pub(super) fn on(&self, date: NaiveDate, minutes: u16) -> Instant {
        let date = date.checked_add_days(Days::new(u64::from(minutes / 1440))).unwrap_or(NaiveDate::MAX);
        let clock = minutes % 1440;
        let (hour, minute) = (clock / 60, clock % 60);
        let resolved = i16::try_from(date.year())
            .ok()
            .and_then(|year| {
                let (month, day) = (date.month() as i8, date.day() as i8);
                civil::DateTime::new(year, month, day, hour as i8, minute as i8, 0, 0).ok()
            })
            .and_then(|civil| self.rules.to_ambiguous_timestamp(civil).compatible().ok());
        match resolved {
            Some(resolved) => Instant::from_seconds(resolved.as_second()),
            // The last days of the year 9999, which the zone library does not resolve: as in UTC.
            None => {
                let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
                Instant::from_seconds(midnight + i64::from(clock) * 60)
            }
        }
    }

    /// `Mon 11 Jan 12:30 CET`
    pub fn show(&self, at: Instant) -> String {
        self.written(at, false)
    }

    /// `Mon 11 Jan 2027 12:30 CET`
    pub fn show_long(&self, at: Instant) -> String {
        self.written(at, true)
    }

    /// `Mon 11 Jan 12:30 CET`, with the year where it is not that of `now`.
    pub fn show_from(&self, at: Instant, now: Instant) -> String {
        self.written(at, self.civil(at).year() != self.civil(now).year())
    }

    fn written(&self, at: Instant, with_year: bool) -> String {
        if at.is_forever() {
            return "no end".to_string();
        }
        let l = self.local(at);
        let year = if with_year { format!(" {:04}", l.year) } else { String::new() };
        let month = month_name(l.month);
        format!("{} {} {month}{year} {:02}:{:02} {}", l.weekday, l.day, l.hour, l.minute, l.abbreviation)
    }

    /// `2027-01-11`
    pub fn date(&self, at: Instant) -> String {
        if at.is_forever() {
            return "no end".to_string();
        }
        let civil = self.civil(at);
        format!("{:04}-{:02}-{:02}", civil.year(), civil.month(), civil.day())
    }
}

/// `Jan` to `Dec`
pub fn month_name(month: u8) -> &'static str {
    let name = MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or("???");
    name.get(..3).unwrap_or(name)
}

/// The library's instants end a day before ours do.
fn timestamp(at: Instant) -> Timestamp {
    Timestamp::from_second(at.seconds()).unwrap_or(Timestamp::MAX)
}

fn shifted(at: Instant, offset_seconds: i32) -> NaiveDateTime {
    DateTime::from_timestamp(at.seconds() + i64::from(offset_seconds), 0).unwrap_or_default().naive_utc()
}

/// Why no zone is called so, and what was probably meant; none for a name that is known. Touches no file: it judges by the zones
/// that this program carries.
pub fn unknown_name(name: &str) -> Option<String> {
    let wanted = name.trim();
    let known = ["utc", "z", "etc/utc"].iter().any(|utc| wanted.eq_ignore_ascii_case(utc))
        || zone_data::spelled(wanted).is_some();
    (!known).then(|| unknown(wanted))
}

fn unknown(wanted: &str) -> String {
    if wanted.is_empty() {
        return "the time zone is empty: write a name like Europe/Berlin, or UTC".to_string();
    }
    let shown = words::quote(wanted);
    if wanted.starts_with(['+', '-']) {
        return format!("{shown} is an offset, not a time zone: write a name like Europe/Berlin, or UTC");
    }
    let spoken =
        SPOKEN.iter().find(|(short, _)| wanted.eq_ignore_ascii_case(short)).map(|(_, name)| name.to_string());
    let meant = spoken.or_else(|| {
        let city = wanted.replace(' ', "_");
        let city_of =
            |name: &str| name.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&city));
        let by_city = zone_data::names().find(|name| city_of(name));
        by_city.or_else(|| words::nearest(wanted, zone_data::names())).map(str::to_string)
    });
    match meant {
        Some(name) => format!("unknown time zone {shown}: did you mean {name}?"),
        None => format!("unknown time zone {shown}: write a name like Europe/Berlin, or UTC"),
    }
}

/// The names of all zones that this program carries, in order: to complete what is typed.
pub fn names() -> Vec<String> {
    zone_data::names().map(str::to_string).collect()
}

/// How a zone is read by its name; the error says what was probably meant.
pub type Read = fn(&str) -> Result<Zone, String>;

/// The zones that a plan and its owners live in, by the name they were asked for. UTC is always there.
#[derive(Clone, Debug)]
pub struct Zones {
    by_name: BTreeMap<String, Zone>,
    /// Names that no zone has, each with a sentence.
    missing: BTreeMap<String, String>,
    /// Given by the shells, which read files; the embedded data need none.
    read: Read,
}

impl Default for Zones {
    fn default() -> Zones {
        Zones::by(Zone::embedded)
    }
}

impl Zones {
    /// UTC alone so far; others will be read in this way.
    pub fn by(read: Read) -> Zones {
        let by_name = BTreeMap::from([("UTC".to_string(), Zone::utc())]);
        Zones { by_name, missing: BTreeMap::new(), read }
    }

    /// Loads every name; those that fail are left out, each with a sentence why. For the shells only, as
    /// [`Zone::named`].
    pub fn load(names: impl IntoIterator<Item: AsRef<str>>) -> (Zones, Vec<String>) {
        let mut zones = Zones::by(Zone::named);
        let mut errors = Vec::new();
        names.into_iter().for_each(|name| errors.extend(zones.want(name.as_ref())));
        super::sort::all(&mut errors);
        (zones, errors)
    }

    /// Whether nothing is known of this name yet, neither a zone nor that there is none.
    pub fn lacks(&self, name: &str) -> bool {
        !self.by_name.contains_key(name) && !self.missing.contains_key(name)
    }

    /// Loads a zone that is not there yet. The first time that there is none, the sentence that says so.
    pub fn want(&mut self, name: &str) -> Option<String> {
        if !self.lacks(name) {
            return None;
        }
        match (self.read)(name) {
            Ok(zone) => {
                self.by_name.insert(name.to_string(), zone);
                None
            }
            Err(why) => {
                self.missing.insert(name.to_string(), why.clone());
                Some(why)
            }
        }
    }

    /// Why there is no zone of this name; `None` where there is one.
    pub fn fault(&self, name: &str) -> Option<String> {
        match self.missing.get(name) {
            Some(why) => Some(why.clone()),
            None if self.by_name.contains_key(name) => None,
            None => (self.read)(name).err(),
        }
    }

    pub fn get(&self, name: &str) -> Option<&Zone> {
        self.by_name.get(name)
    }

    /// In the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Zone)> {
        self.by_name.iter().map(|(name, zone)| (name.as_str(), zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 9] = [
        "UTC",
        "America/Los_Angeles",
        "Europe/Berlin",
        "Asia/Tokyo",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "America/Havana",
        "Africa/Cairo",
        "Pacific/Apia",
    ];

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn the_wall_shows_local_time_and_the_name_of_its_offset() {
        let noon = at("2027-01-11T11:30Z");
        assert_eq!(zone("Europe/Berlin").show(noon), "Mon 11 Jan 12:30 CET");
        assert_eq!(zone("America/Los_Angeles").show(noon), "Mon 11 Jan 03:30 PST");
        assert_eq!(zone("Asia/Tokyo").show_long(noon), "Mon 11 Jan 2027 20:30 JST");
        assert_eq!(zone("America/Sao_Paulo").show(noon), "Mon 11 Jan 08:30 -03");
        assert_eq!(Zone::utc().show(noon), "Mon 11 Jan 11:30 UTC");
        assert_eq!(zone("Asia/Tokyo").date(at("2027-01-11T16:00Z")), "2027-01-12");
        assert_eq!(Zone::utc().show(Instant::FOREVER), "no end");
        let local = zone("Europe/Berlin").local(at("2027-07-01T22:30:05Z"));
        assert_eq!((local.year, local.month, local.day), (2027, 7, 2));
        assert_eq!((local.hour, local.minute, local.second), (0, 30, 5));
        assert_eq!(
            (local.weekday, local.offset_seconds, local.abbreviation.as_str()),
            (Weekday::Fri, 7200, "CEST")
        );
    }

    #[test]
    fn a_skipped_time_moves_forward_and_of_a_repeated_one_the_first_is_meant() {
        let (la, berlin) = (zone("America/Los_Angeles"), zone("Europe/Berlin"));
        assert_eq!(la.instant(2027, 3, 14, 2, 30), at("2027-03-14T10:30Z"));
        assert_eq!(la.show(la.instant(2027, 3, 14, 2, 30)), "Sun 14 Mar 03:30 PDT");
        assert_eq!(la.instant(2027, 11, 7, 1, 30), at("2027-11-07T08:30Z"));
        assert_eq!(berlin.show(berlin.instant(2027, 3, 28, 2, 15)), "Sun 28 Mar 03:15 CEST");
        assert_eq!(berlin.instant(2027, 10, 31, 2, 30), at("2027-10-31T00:30Z"));
        assert_eq!(zone("Asia/Tokyo").instant(2027, 3, 14, 2, 30), at("2027-03-13T17:30Z"));
    }

    #[test]
    fn parts_out_of_range_become_the_nearest_that_exists() {
        assert_eq!(Zone::utc().instant(2027, 2, 30, 25, 60), at("2027-02-28T23:59Z"));
        assert_eq!(Zone::utc().instant(2027, 0, 0, 0, 0), at("2027-01-01T00:00Z"));
        assert_eq!(Zone::utc().instant(i32::MAX, 12, 31, 23, 59), at("9999-12-31T23:59Z"));
        assert_eq!(Zone::utc().instant(i32::MIN, 1, 1, 0, 0), Instant::MIN);
    }

    #[test]
    fn names_are_found_whatever_their_case_and_slips_are_answered() {
        assert_eq!(zone("europe/berlin").name(), "Europe/Berlin");
        assert_eq!(zone(" utc ").name(), "UTC");
        let cases = [
            ("Europe/Belrin", "unknown time zone Europe/Belrin: did you mean Europe/Berlin?"),
            ("Berlin", "unknown time zone Berlin: did you mean Europe/Berlin?"),
            ("los angeles", "unknown time zone los angeles: did you mean America/Los_Angeles?"),
            ("PDT", "unknown time zone PDT: did you mean America/Los_Angeles?"),
            ("+02:00", "+02:00 is an offset, not a time zone: write a name like Europe/Berlin, or UTC"),
            ("Middle Earth", "unknown time zone Middle Earth: write a name like Europe/Berlin, or UTC"),
            ("", "the time zone is empty: write a name like Europe/Berlin, or UTC"),
            (
                "../../etc/passwd",
                "unknown time zone ../../etc/passwd: write a name like Europe/Berlin, or UTC",
            ),
        ];
        for (name, error) in cases {
            assert_eq!(Zone::named(name).map(|zone| zone.name), Err(error.to_string()));
        }
    }

    #[test]
    fn what_people_call_a_zone_leads_to_one_that_exists() {
        assert!(SPOKEN.iter().all(|(_, name)| Zone::named(name).is_ok()));
    }

    #[test]
    fn zones_that_load_are_kept_and_the_others_reported_once() {
        let (zones, errors) =
            Zones::load(["Asia/Tokyo", "Nowhere/Else", "UTC", "Asia/Tokyo", "Nowhere/Else"]);
        assert_eq!(zones.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["Asia/Tokyo", "UTC"]);
        assert_eq!(zones.get("Asia/Tokyo").map(Zone::name), Some("Asia/Tokyo"));
        assert!(zones.get("Nowhere/Else").is_none());
        assert_eq!(errors.len(), 1);
        assert!(Zones::default().get("UTC").is_some());
    }

    #[test]
    fn a_file_of_the_system_is_asked_for_names_that_are_known_and_used_where_it_is_one() {
        let asked = std::cell::RefCell::new(Vec::new());
        let names = ["Asia/Tokyo", "asia/tokyo", "../../etc/passwd", "Europe/Berlin"];
        let zones = names.map(|name| {
            Zone::of(name, |name| {
                asked.borrow_mut().push(name.to_string());
                Some(b"no zone".to_vec())
            })
        });
        assert_eq!(*asked.borrow(), ["Asia/Tokyo", "Europe/Berlin"]);
        assert_eq!(zones.iter().filter(|zone| zone.is_err()).count(), 1);
        let tokyo = zones[0].as_ref().map(|zone| zone.show(at("2027-01-11T11:30Z")));
        assert_eq!(tokyo.map_err(Clone::clone).as_deref(), Ok("Mon 11 Jan 20:30 JST"));
    }

    #[test]
    fn a_zone_that_is_wanted_later_is_read_then_and_one_that_is_not_there_is_told_once() {
        let mut zones = Zones::default();
        assert!(zones.lacks("Asia/Tokyo") && zones.get("Asia/Tokyo").is_none());
        assert_eq!(zones.want("Asia/Tokyo"), None);
        let tokyo = zones.get("Asia/Tokyo").map(|zone| zone.show(at("2027-01-11T11:30Z")));
        assert_eq!(tokyo.as_deref(), Some("Mon 11 Jan 20:30 JST"));
        let why = "unknown time zone Asia/Tokio: did you mean Asia/Tokyo?";
        assert_eq!(zones.fault("Asia/Tokio").as_deref(), Some(why));
        assert_eq!(zones.want("Asia/Tokio").as_deref(), Some(why));
        assert_eq!((zones.want("Asia/Tokio"), zones.lacks("Asia/Tokio")), (None, false));
        assert_eq!(zones.fault("Asia/Tokio").as_deref(), Some(why));
        assert_eq!(zones.fault("Europe/Berlin"), None);
    }

    proptest! {
        #[test]
        fn the_wall_and_back(
            name in proptest::sample::select(NAMES.to_vec()),
            minutes in at("1975-01-01T00:00Z").seconds() / 60..at("2150-01-01T00:00Z").seconds() / 60,
        ) {
            let (zone, moment) = (zone(name), Instant::from_seconds(minutes * 60));
            let l = zone.local(moment);
            let back = zone.instant(l.year, l.month, l.day, l.hour, l.minute);
            // A time that comes twice gives its first moment.
            prop_assert!(back == moment || (back < moment && zone.civil(back) == zone.civil(moment)));
        }

        #[test]
        fn no_moment_makes_it_panic(
            name in proptest::sample::select(NAMES.to_vec()),
            seconds in proptest::sample::select(vec![Instant::MIN.seconds(), Instant::MAX.seconds(), 0]),
            by in -400_000_i64..400_000,
        ) {
            let zone = zone(name);
            let moment = Instant::from_seconds(seconds + by);
            let local = zone.local(moment);
            let _ = (zone.show_long(moment), zone.date(moment), zone.instant(local.year, local.month, local.day, 0, 0));
        }
    }
}
