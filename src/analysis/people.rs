//! When people can decide: their zone, their working hours, the plan's holidays.

use std::collections::BTreeMap;

use crate::base::Instant;
use crate::base::calendar::WorkingHours;
use crate::base::sort;
use crate::base::zone::{Zone, Zones};
use crate::model::{PersonId, Plan};
use crate::world::World;

/// When each person of a plan works.
pub struct People<'a> {
    by_id: BTreeMap<&'a str, Hours>,
    /// For everybody who is not in the plan's list, and for nobody in particular.
    others: Hours,
    approval_days: u32,
}

/// Somebody's working hours, in their zone.
#[derive(Debug, Clone)]
pub struct Hours {
    pub zone: Zone,
    pub hours: WorkingHours,
}

impl<'a> People<'a> {
    pub fn new(plan: &'a Plan, world: &World) -> People<'a> {
        let holidays: Vec<(i32, u8, u8)> =
            plan.holidays.iter().map(|date| (date.year, date.month, date.day)).collect();
        let with_holidays =
            |hours: &WorkingHours| WorkingHours { holidays: holidays.clone(), ..hours.clone() };
        let zone = |name: &str| find(&world.zones, name).cloned();
        let first = plan.zones.first().and_then(|name| zone(name.as_str())).unwrap_or_else(Zone::utc);
        let others = Hours { zone: first, hours: with_holidays(&plan.working_hours) };
        let by_id = plan.people.iter().map(|person| {
            let hours = Hours {
                zone: person
                    .zone
                    .as_ref()
                    .and_then(|name| zone(name.as_str()))
                    .unwrap_or(others.zone.clone()),
                hours: person.working_hours.as_ref().map_or(others.hours.clone(), with_holidays),
            };
            (person.id.as_str(), hours)
        });
        People { by_id: sort::map(by_id), others: others.clone(), approval_days: plan.approval_days }
    }

    /// When somebody works; the plan's hours in its first zone for an empty or unknown id.
    pub fn hours(&self, person: &PersonId) -> &Hours {
        self.by_id.get(person.as_str()).unwrap_or(&self.others)
    }

    /// Whether the plan lists this person.
    pub fn knows(&self, person: &PersonId) -> bool {
        self.by_id.contains_key(person.as_str())
    }

    /// The last working moment at or before `at`.
    pub fn roll_back(&self, person: &PersonId, at: Instant) -> Instant {
        let Hours { zone, hours } = self.hours(person);
        hours.roll_back(zone, at)
    }

    /// The moment for people of something that must be done by `hard`: rolled back into working hours, and the plan's
    /// approval days before that.
    pub fn approved_by(&self, person: &PersonId, hard: Instant) -> Instant {
        let Hours { zone, hours } = self.hours(person);
        hours.back_working_days(zone, hard, self.approval_days)
    }
}

/// A loaded zone by its name; zones are loaded by the shells, so one that is missing was misspelt or not asked for.
pub fn find<'z>(zones: &'z Zones, name: &str) -> Option<&'z Zone> {
    zones.get(name)
}
