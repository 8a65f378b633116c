use std::collections::BTreeSet;

use crate::base::zone::unknown_name;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "V911",
    name: "unknown-time-zone",
    severity: Severity::Error,
    doc: "No time zone has the name that the plan or a person states. Times are then shown, and working hours counted, in another \
          zone than was meant.",
    source: "the IANA time zone database",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let of_plan = facts.plan.zones.iter().enumerate();
    let of_plan = of_plan.map(|(at, zone)| (zone, Target::Plan, format!("zones/{at}")));
    let people = facts.plan.people.iter().filter_map(|person| Some((person.zone.as_ref()?, person)));
    let people = people.map(|(zone, person)| (zone, Target::Person(person.id.clone()), "zone".to_string()));
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for (zone, target, field) in of_plan.chain(people) {
        let name = zone.as_str();
        if known.contains(name) {
            continue;
        }
        match unknown_name(name).filter(|_| facts.zone(name).is_none()) {
            Some(why) => found.push(LINT.found(target, why).field(field)),
            None => drop(known.insert(name)),
        }
    }
}
