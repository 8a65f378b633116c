use super::common::*;

pub static LINT: Lint = Lint {
    code: "V909",
    name: "unresolved-conflict",
    severity: Severity::Error,
    doc: "A merge left a conflict that nobody resolved: both sides changed one thing, and the plan goes on with our side until \
          somebody picks one. planb resolve lists them.",
    source: "the plan",
    check,
};

/// Longest value in a message, in columns.
const LONGEST: usize = 40;

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for conflict in facts.plan.conflicts.iter() {
        let what = match (conflict.item.as_str(), conflict.field.as_str()) {
            ("plan", field) => field.to_string(),
            (item, "") => item.to_string(),
            (item, field) => format!("{field} of {item}"),
        };
        let sides = words::cut_alike(&conflict.ours, &conflict.theirs, LONGEST);
        let side = |ron: &str| if ron.is_empty() { "nothing".to_string() } else { ron.to_string() };
        let message = format!(
            "a merge left {what} open, {} on our side and {} on theirs: pick one with planb resolve ({})",
            side(&sides.0),
            side(&sides.1),
            conflict.id
        );
        found.push(LINT.found(Target::Conflict(conflict.id.clone()), message));
    }
}
