//! The denial drill and scenarios as JSON.

use serde_json::{Value, json};

use crate::base::Instant;
use crate::drill::{Drill, Fate, Kind, Staged};
use crate::model::Plan;

use super::json::{at, decide_by, money, print};

/// One drill, or those of all blocks that are not certain.
pub fn json(drills: &[Drill], plan: &Plan, now: Instant) -> String {
    print(&json!({
        "format": "planb-drill-1",
        "as_of": at(now),
        "currency": plan.currency,
        "drills": drills.iter().map(one).collect::<Vec<_>>(),
    }))
}

fn one(drill: &Drill) -> Value {
    json!({
        "block": drill.block.as_str(),
        "denied": drill.denied.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        "holds": drill.holds(),
        "verdict": drill.verdict(),
        "possible_until": drill.possible_until.as_ref().map(decide_by),
        "cost": { "before": money(drill.money.before), "after": money(drill.money.after) },
        "steps": drill.steps.iter().map(|step| json!({
            "kind": word(step.kind),
            "item": step.target.to_string(),
            "text": step.sentence,
        })).collect::<Vec<_>>(),
        "runs": drill.fates.iter().map(fate).collect::<Vec<_>>(),
    })
}

/// Scenarios of the plan.
pub fn scenarios(staged: &[Staged], plan: &Plan, now: Instant) -> String {
    let both = |before: Value, after: Value| json!({ "before": before, "after": after });
    let one = |staged: &Staged| {
        let (was, is) = (&staged.verdict.before, &staged.verdict.after);
        json!({
            "id": staged.id.as_str(),
            "title": staged.title,
            "holds": staged.holds(),
            "told": staged.told(),
            "on_track": both(was.on_track.into(), is.on_track.into()),
            "reasons": is.reasons,
            "errors": both(was.errors.into(), is.errors.into()),
            "warnings": both(was.warnings.into(), is.warnings.into()),
            "cost": both(money(staged.money.before), money(staged.money.after)),
            "changes": staged.changes,
            "without_effect": staged.idle.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
            "runs": staged.fates.iter().map(fate).collect::<Vec<_>>(),
        })
    };
    print(&json!({
        "format": "planb-scenarios-1",
        "as_of": at(now),
        "currency": plan.currency,
        "scenarios": staged.iter().map(one).collect::<Vec<_>>(),
    }))
}

fn fate(fate: &Fate) -> Value {
    json!({
        "run": fate.run.as_str(),
        "kind": word(fate.kind),
        "rung": { "before": fate.rung.before.as_ref().map(|id| id.as_str()), "after": fate.rung.after.as_ref().map(|id| id.as_str()) },
        "end": { "before": fate.end.before.map(at), "after": fate.end.after.map(at) },
        "cost": { "before": fate.cost.before.map(money), "after": fate.cost.after.map(money) },
        "in_time": { "before": fate.in_time.before, "after": fate.in_time.after },
        "acceptable": fate.acceptable.word(),
    })
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Denied => "denied",
        Kind::Homeless => "homeless",
        Kind::Stays => "stays",
        Kind::Skipped => "skipped",
        Kind::Falls => "falls",
        Kind::Waits => "waits",
        Kind::Moves => "moves",
        Kind::Stranded => "stranded",
        Kind::Weaker => "weaker",
    }
}
