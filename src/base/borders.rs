//! Where hours, days, weeks, months, quarters and years begin on the wall's clock.

use super::duration::Duration;
use super::instant::Instant;
use super::zone::Zone;
use chrono::{Datelike, Days, Months, NaiveDate, Timelike};

/// A step of a calendar ruler, in local time. Weeks start on Monday.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Unit {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// From the shortest to the longest.
    pub const ALL: [Unit; 6] = [Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year];
}

impl Zone {
    /// The last border of `unit` at or before `at`.
    pub fn floor(&self, at: Instant, unit: Unit) -> Instant {
        if unit == Unit::Hour {
            return self.floor_hour(at);
        }
        let floor = self.on(first_date(self.civil(at).date(), unit), 0);
        // Only at the ends of time, where instants are clamped, could a border lie after its moment.
        floor.min(at)
    }

    /// The first border of `unit` after `at`; [`Instant::MAX`] at the end of time.
    pub fn next(&self, at: Instant, unit: Unit) -> Instant {
        if unit == Unit::Hour {
            return self.next_hour(at);
        }
        let mut first = first_date(self.civil(at).date(), unit);
        // A zone may skip a whole day (Samoa in 2011), so that two dates begin at the same instant.
        for _ in 0..3 {
            first = following(first, unit);
            let next = self.on(first, 0);
            if next > at {
                return next;
            }
        }
        Instant::MAX
    }

    /// `n` borders on from the last border at or before `at`; backwards when negative. 0 is [`Zone::floor`].
    pub fn step(&self, at: Instant, unit: Unit, n: i32) -> Instant {
        let mut border = self.floor(at, unit);
        for _ in 0..n.unsigned_abs() {
            let stepped = if n > 0 {
                self.next(border, unit)
            } else {
                self.floor(border - Duration::from_seconds(1), unit)
            };
            if stepped == border || border == Instant::MIN {
                break;
            }
            border = stepped;
        }
        border
    }

    fn floor_hour(&self, at: Instant) -> Instant {
        let mut border = at;
        // A second look where an offset changes by part of an hour within the hour (Lord Howe).
        for _ in 0..3 {
            let civil = self.civil(border);
            let past = i64::from(civil.minute() * 60 + civil.second());
            if past == 0 {
                break;
            }
            border = Instant::from_seconds(border.seconds() - past);
        }
        border
    }

    fn next_hour(&self, at: Instant) -> Instant {
        let mut border = at;
        for _ in 0..3 {
            let civil = self.civil(border);
            border = Instant::from_seconds(
                border.seconds() + 3600 - i64::from(civil.minute() * 60 + civil.second()),
            );
            let civil = self.civil(border);
            if civil.minute() == 0 && civil.second() == 0 {
                break;
            }
        }
        border
    }

    /// The local midnight at or before `at`, or the first moment of a day that has none.
    pub fn start_of_day(&self, at: Instant) -> Instant {
        self.floor(at, Unit::Day)
    }

    /// Where the next local day begins.
    pub fn next_day(&self, at: Instant) -> Instant {
        self.next(at, Unit::Day)
    }

    /// Monday 00:00.
    pub fn start_of_week(&self, at: Instant) -> Instant {
        self.floor(at, Unit::Week)
    }

    /// The Monday 00:00 after `at`.
    pub fn next_week(&self, at: Instant) -> Instant {
        self.next(at, Unit::Week)
    }

    /// Where the local month of `at` began.
    pub fn start_of_month(&self, at: Instant) -> Instant {
        self.floor(at, Unit::Month)
    }

    /// Where the next local month begins.
    pub fn next_month(&self, at: Instant) -> Instant {
        self.next(at, Unit::Month)
    }
}

fn first_date(date: NaiveDate, unit: Unit) -> NaiveDate {
    let first = match unit {
        Unit::Hour | Unit::Day => Some(date),
        Unit::Week => date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday()))),
        Unit::Month => date.with_day(1),
        Unit::Quarter => NaiveDate::from_ymd_opt(date.year(), date.month0() / 3 * 3 + 1, 1),
        Unit::Year => NaiveDate::from_ymd_opt(date.year(), 1, 1),
    };
    first.unwrap_or(date)
}

fn following(first: NaiveDate, unit: Unit) -> NaiveDate {
    let months = |n| first.checked_add_months(Months::new(n));
    let next = match unit {
        Unit::Hour | Unit::Day => first.succ_opt(),
        Unit::Week => first.checked_add_days(Days::new(7)),
        Unit::Month => months(1),
        Unit::Quarter => months(3),
        Unit::Year => months(12),
    };
    next.unwrap_or(first)
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
    fn days_are_as_long_as_the_clock_makes_them() {
        for (name, day, hours) in [
            ("America/Los_Angeles", "2027-03-14T20:00Z", 23),
            ("America/Los_Angeles", "2027-11-07T20:00Z", 25),
            ("Europe/Berlin", "2027-03-28T12:00Z", 23),
            ("Europe/Berlin", "2027-10-31T12:00Z", 25),
            ("Asia/Tokyo", "2027-03-14T03:00Z", 24),
            ("Asia/Tokyo", "2027-11-07T03:00Z", 24),
        ] {
            let zone = zone(name);
            let length = zone.next_day(at(day)) - zone.start_of_day(at(day));
            assert_eq!(length, Duration::from_hours(hours), "{name} {day}");
        }
    }

    #[test]
    fn every_unit_has_its_borders() {
        let berlin = zone("Europe/Berlin");
        let moment = at("2027-08-18T13:45:30Z"); // a Wednesday, 15:45:30 CEST
        let cases = [
            (Unit::Hour, "2027-08-18T13:00Z", "2027-08-18T14:00Z"),
            (Unit::Day, "2027-08-17T22:00Z", "2027-08-18T22:00Z"),
            (Unit::Week, "2027-08-15T22:00Z", "2027-08-22T22:00Z"),
            (Unit::Month, "2027-07-31T22:00Z", "2027-08-31T22:00Z"),
            (Unit::Quarter, "2027-06-30T22:00Z", "2027-09-30T22:00Z"),
            (Unit::Year, "2026-12-31T23:00Z", "2027-12-31T23:00Z"),
        ];
        for (unit, floor, next) in cases {
            assert_eq!(berlin.floor(moment, unit), at(floor), "{unit:?}");
            assert_eq!(berlin.next(moment, unit), at(next), "{unit:?}");
            assert_eq!(berlin.floor(at(floor), unit), at(floor), "{unit:?}");
            assert_eq!(berlin.next(at(floor), unit), at(next), "{unit:?}");
            assert_eq!(berlin.step(moment, unit, 1), at(next), "{unit:?}");
            assert_eq!(berlin.step(at(next), unit, -1), at(floor), "{unit:?}");
            assert_eq!(berlin.step(moment, unit, 0), at(floor), "{unit:?}");
        }
        assert_eq!(berlin.step(moment, Unit::Month, 6), at("2028-01-31T23:00Z"));
    }

    #[test]
    fn hours_follow_zones_that_are_not_whole_hours_apart() {
        let kolkata = zone("Asia/Kolkata");
        assert_eq!(kolkata.floor(at("2027-01-11T11:45Z"), Unit::Hour), at("2027-01-11T11:30Z"));
        assert_eq!(kolkata.next(at("2027-01-11T11:45Z"), Unit::Hour), at("2027-01-11T12:30Z"));
        // Lord Howe turns its clock back by half an hour: 02:00 +11:00 becomes 01:30 +10:30.
        let lord_howe = zone("Australia/Lord_Howe");
        assert_eq!(lord_howe.floor(at("2027-04-03T15:15Z"), Unit::Hour), at("2027-04-03T14:00Z"));
        assert_eq!(lord_howe.next(at("2027-04-03T14:45Z"), Unit::Hour), at("2027-04-03T15:30Z"));
    }

    #[test]
    fn a_day_without_midnight_starts_when_it_starts() {
        let cairo = zone("Africa/Cairo");
        let start = cairo.start_of_day(at("2024-04-26T12:00Z"));
        assert_eq!(cairo.show(start), "Fri 26 Apr 01:00 EEST");
        // Samoa had no 30 December 2011.
        let samoa = zone("Pacific/Apia");
        let eve = samoa.instant(2011, 12, 29, 12, 0);
        assert_eq!(samoa.date(samoa.next_day(eve)), "2011-12-31");
        assert_eq!(samoa.date(samoa.step(eve, Unit::Day, 2)), "2012-01-01");
    }

    proptest! {
        #[test]
        fn borders_enclose_every_moment_and_come_back(
            name in proptest::sample::select(NAMES.to_vec()),
            unit in proptest::sample::select(Unit::ALL.to_vec()),
            seconds in at("1975-01-01T00:00Z").seconds()..at("2150-01-01T00:00Z").seconds(),
        ) {
            let (zone, moment) = (zone(name), Instant::from_seconds(seconds));
            let (floor, next) = (zone.floor(moment, unit), zone.next(moment, unit));
            prop_assert!(floor <= moment && moment < next);
            prop_assert_eq!(zone.floor(floor, unit), floor);
            prop_assert_eq!(zone.next(floor, unit), next);
            prop_assert_eq!(zone.floor(next, unit), next);
        }

        #[test]
        fn the_ends_of_time_are_safe(
            name in proptest::sample::select(NAMES.to_vec()),
            end in proptest::sample::select(vec![Instant::MIN, Instant::MAX]),
            by in -400_000_i64..400_000,
            n in -20_i32..20,
        ) {
            let (zone, moment) = (zone(name), Instant::from_seconds(end.seconds() + by));
            for unit in Unit::ALL {
                prop_assert!(zone.floor(moment, unit) <= moment);
                prop_assert!(moment < zone.next(moment, unit) || zone.next(moment, unit) == Instant::MAX);
                let stepped = zone.step(moment, unit, n);
                prop_assert!(stepped <= moment || n > 0);
                prop_assert!(stepped >= zone.floor(moment, unit) || n < 0);
            }
        }
    }
}
