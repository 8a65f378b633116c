//! How far one step of the ruler moves something.

use crate::base::zone::{Unit, Zone};
use crate::base::{Duration, Instant};
use crate::timeline::Step;

/// The length of `n` steps from a moment. Days and weeks keep the time of day on the wall's clock; months and longer are
/// taken as whole weeks.
pub fn stride(zone: &Zone, unit: Step, from: Instant, n: i64) -> Duration {
    let days = match unit {
        Step::Day => 1,
        Step::EveryOtherDay => 2,
        Step::Week => 7,
        Step::Month | Step::Quarter | Step::Years(_) => {
            return Duration::from_days((unit.least() / 86_400 / 7).max(1) * 7) * n;
        }
        Step::Minutes(_) | Step::Hours(_) => return Duration::from_seconds(unit.least()) * n,
    };
    let days = i32::try_from(n.saturating_mul(days)).unwrap_or(i32::MAX).clamp(-100_000, 100_000);
    let (clock, day) = (zone.local(from), zone.local(zone.step(from, Unit::Day, days)));
    let to = zone.instant(day.year, day.month, day.day, clock.hour, clock.minute);
    to + Duration::from_seconds(i64::from(clock.second)) - from
}

/// A length of time without the parts that do not matter beside the others: hours from a day on, else minutes.
pub fn brief(time: Duration) -> String {
    let part = if time.abs() >= Duration::from_days(1) { 3600 } else { 60 };
    Duration::from_seconds((time.seconds() + part / 2).div_euclid(part) * part).words()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_keeps_the_time_of_day_when_clocks_change() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let noon = Instant::parse("2027-03-27T12:00+01:00").unwrap();
        assert_eq!(stride(&berlin, Step::Day, noon, 1), Duration::from_hours(23));
        assert_eq!(stride(&berlin, Step::Day, noon, -1), Duration::from_hours(-24));
        assert_eq!(stride(&berlin, Step::Hours(2), noon, 3), Duration::from_hours(6));
        assert_eq!(stride(&berlin, Step::Month, noon, 1), Duration::from_days(28));
    }
}
