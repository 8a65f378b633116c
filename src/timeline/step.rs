//! Steps of the calendar as a ruler uses them: five minutes, three hours, a day, every other day, a month, ten years.

use crate::base::zone::{Unit, Weekday, Zone};
use crate::base::{Duration, Instant};

/// A step of local time. Its borders are where a clock or calendar on the wall shows a round value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A divisor of 60.
    Minutes(u8),
    /// A divisor of 24, counted from midnight.
    Hours(u8),
    Day,
    /// Monday, Wednesday and Friday: about every other day, the same in every week.
    EveryOtherDay,
    /// From Monday.
    Week,
    Month,
    Quarter,
    /// Years that this number divides.
    Years(u16),
}

const DAY: i64 = 86_400;

/// What moves and snaps go by: the first that is not shorter than a cell, days up to two days a cell.
const MINOR: [Step; 16] = [
    Step::Minutes(5),
    Step::Minutes(10),
    Step::Minutes(15),
    Step::Minutes(30),
    Step::Hours(1),
    Step::Hours(2),
    Step::Hours(3),
    Step::Hours(4),
    Step::Hours(6),
    Step::Hours(8),
    Step::Hours(12),
    Step::Day,
    Step::Week,
    Step::Month,
    Step::Quarter,
    Step::Years(1),
];

/// The step by which things move and snap at this scale: about one cell, on the calendar.
pub fn minor_unit(seconds_per_cell: i64) -> Step {
    let [.., longest] = MINOR;
    let wide_enough =
        |step: &Step| step.least() >= seconds_per_cell || (*step == Step::Day && seconds_per_cell <= 2 * DAY);
    MINOR.into_iter().find(wide_enough).unwrap_or(longest)
}

impl Step {
    /// Seconds from one border to the next where that is shortest, changes of the clock aside.
    pub const fn least(self) -> i64 {
        match self {
            Step::Minutes(n) => n as i64 * 60,
            Step::Hours(n) => n as i64 * 3600,
            Step::Day => DAY,
            Step::EveryOtherDay => 2 * DAY,
            Step::Week => 7 * DAY,
            Step::Month => 28 * DAY,
            Step::Quarter => 90 * DAY,
            Step::Years(n) => n as i64 * 365 * DAY,
        }
    }

    /// The last border at or before a moment.
    pub fn floor(self, zone: &Zone, at: Instant) -> Instant {
        let floor = match self {
            Step::Minutes(n) => {
                let length = i64::from(n.max(1)) * 60;
                let local = at.seconds() + i64::from(zone.local(at).offset_seconds);
                Instant::from_seconds(at.seconds() - local.rem_euclid(length))
            }
            Step::Hours(0 | 1) => zone.floor(at, Unit::Hour),
            Step::Hours(n) => {
                let now = zone.local(at);
                zone.instant(now.year, now.month, now.day, now.hour / n * n, 0)
            }
            Step::Day => zone.floor(at, Unit::Day),
            Step::EveryOtherDay => {
                let back = match zone.local(at).weekday {
                    Weekday::Mon | Weekday::Wed | Weekday::Fri => 0,
                    Weekday::Tue | Weekday::Thu | Weekday::Sat => 1,
                    Weekday::Sun => 2,
                };
                zone.step(at, Unit::Day, -back)
            }
            Step::Week => zone.floor(at, Unit::Week),
            Step::Month => zone.floor(at, Unit::Month),
            Step::Quarter => zone.floor(at, Unit::Quarter),
            Step::Years(n) => {
                let n = i32::from(n.max(1));
                zone.instant(zone.local(at).year.div_euclid(n) * n, 1, 1, 0, 0)
            }
        };
        floor.min(at)
    }

    /// The first border after a moment; the end of time where there is none.
    pub fn next(self, zone: &Zone, at: Instant) -> Instant {
        match self {
            Step::Minutes(n) => {
                let next = self.floor(zone, at) + Duration::from_minutes(i64::from(n.max(1)));
                // Where the clock has changed in between, the border has moved.
                let border = self.floor(zone, next);
                if border > at { border } else { next.max(at) }
            }
            Step::Hours(0 | 1) => zone.next(at, Unit::Hour),
            Step::Hours(n) => {
                let now = zone.local(at);
                let later = (now.hour / n + 1..24 / n).map(|i| {
                    let hour = i.saturating_mul(n);
                    zone.instant(now.year, now.month, now.day, hour, 0)
                });
                later.into_iter().find(|border| *border > at).unwrap_or_else(|| zone.next(at, Unit::Day))
            }
            Step::Day => zone.next(at, Unit::Day),
            Step::EveryOtherDay => {
                let mut day = at;
                for _ in 0..3 {
                    day = zone.next(day, Unit::Day);
                    if matches!(zone.local(day).weekday, Weekday::Mon | Weekday::Wed | Weekday::Fri) {
                        break;
                    }
                }
                day
            }
            Step::Week => zone.next(at, Unit::Week),
            Step::Month => zone.next(at, Unit::Month),
            Step::Quarter => zone.next(at, Unit::Quarter),
            Step::Years(n) => {
                let n = i32::from(n.max(1));
                let year = (zone.local(at).year.div_euclid(n) + 1) * n;
                let next = zone.instant(year, 1, 1, 0, 0);
                if year > 9999 || next <= at { Instant::MAX } else { next }
            }
        }
    }

    /// The last border before a moment; the beginning of time where there is none.
    pub fn previous(self, zone: &Zone, at: Instant) -> Instant {
        self.floor(zone, Instant::from_seconds(at.seconds() - 1))
    }

    /// The border that is nearest, the earlier of two.
    pub fn nearest(self, zone: &Zone, at: Instant) -> Instant {
        let (before, after) = (self.floor(zone, at), self.next(zone, at));
        if after - at < at - before { after } else { before }
    }

    /// `n` borders on, back when negative; a moment between borders goes to the next one first.
    pub fn shift(self, zone: &Zone, at: Instant, n: i32) -> Instant {
        let mut border = at;
        for _ in 0..n.unsigned_abs().min(100_000) {
            border = if n > 0 { self.next(zone, border) } else { self.previous(zone, border) };
        }
        border
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn the_minor_unit_is_about_a_cell() {
        let units: Vec<Step> = super::super::LADDER.into_iter().map(minor_unit).collect();
        assert_eq!(
            units,
            [
                Step::Minutes(5),
                Step::Minutes(10),
                Step::Minutes(15),
                Step::Minutes(30),
                Step::Hours(1),
                Step::Hours(2),
                Step::Hours(4),
                Step::Hours(8),
                Step::Day,
                Step::Day,
                Step::Week,
                Step::Month,
            ]
        );
    }

    #[test]
    fn borders_follow_the_wall_when_clocks_change() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        // The day of 23 hours: midnight is 23:00Z before and 22:00Z after.
        let sunday = at("2027-03-28T09:00Z");
        assert_eq!(Step::Day.floor(&berlin, sunday), at("2027-03-27T23:00Z"));
        assert_eq!(Step::Day.next(&berlin, sunday), at("2027-03-28T22:00Z"));
        assert_eq!(Step::Hours(6).floor(&berlin, sunday), at("2027-03-28T04:00Z"));
        assert_eq!(Step::Hours(6).previous(&berlin, at("2027-03-28T04:00Z")), at("2027-03-27T23:00Z"));
        // The hour that comes twice, and a border in the middle of it.
        let autumn = at("2027-10-31T00:10Z");
        assert_eq!(Step::Minutes(30).next(&berlin, autumn), at("2027-10-31T00:30Z"));
        assert_eq!(Step::Hours(3).next(&berlin, autumn), at("2027-10-31T02:00Z"));
        assert_eq!(Step::Hours(1).shift(&berlin, autumn, 2), at("2027-10-31T02:00Z"));
    }

    #[test]
    fn every_other_day_is_the_same_in_every_week() {
        let utc = Zone::utc();
        let mut day = Step::EveryOtherDay.floor(&utc, at("2027-01-17T12:00Z"));
        let mut days = Vec::new();
        for _ in 0..4 {
            days.push(utc.show(day));
            day = Step::EveryOtherDay.next(&utc, day);
        }
        assert_eq!(
            days.join(", "),
            "Fri 15 Jan 00:00 UTC, Mon 18 Jan 00:00 UTC, Wed 20 Jan 00:00 UTC, Fri 22 Jan 00:00 UTC"
        );
    }

    fn any_step() -> impl Strategy<Value = Step> {
        let mut steps = MINOR.to_vec();
        steps.extend([Step::EveryOtherDay, Step::Years(10), Step::Years(500)]);
        proptest::sample::select(steps)
    }

    proptest! {
        #[test]
        fn borders_enclose_their_moment(
            step in any_step(),
            seconds in Instant::MIN.seconds()..=Instant::MAX.seconds(),
            zone in proptest::sample::select(vec!["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Australia/Lord_Howe"]),
        ) {
            let zone = Zone::named(zone).unwrap();
            let at = Instant::from_seconds(seconds);
            let (floor, next) = (step.floor(&zone, at), step.next(&zone, at));
            prop_assert!(floor <= at && (at < next || next == Instant::MAX), "{floor} {at} {next}");
            prop_assert_eq!(step.floor(&zone, floor), floor);
            if at > Instant::MIN + Duration::from_days(200_000) {
                let previous = step.previous(&zone, floor);
                prop_assert!(previous < floor);
                prop_assert_eq!(step.next(&zone, previous), floor);
            }
        }
    }
}
