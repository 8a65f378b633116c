//! A plan as sorted facts, one a line, so that a line diff of two of them shows what changed: `git log -p` reads it.

use crate::analysis::Analysis;
use crate::base::record::{List, Record, View};
use crate::base::words::visible;
use crate::base::{Instant, sort};
use crate::edit::copy::kind;
use crate::model::Plan;
use crate::report::Times;

/// Every fact of the plan that is not as it would be anyway, and the computed dates and figures, sorted by item.
pub fn facts(plan: &Plan, analysis: &Analysis, times: &Times) -> String {
    let mut lines = Vec::new();
    record(plan, "plan", &mut lines);
    let moment = |at: Instant| format!("{} ({})", at.compact(), times.zone.show(at));
    for block in &analysis.blocks {
        for mark in &block.dates {
            lines.push(format!("block {} computed {} {}", block.id, words(mark.kind), moment(mark.at)));
        }
        if let Some(total) = block.cost.total {
            lines.push(format!("block {} computed cost {}", block.id, total.show(&plan.currency)));
        }
    }
    for run in &analysis.runs {
        let figures = [
            ("planned end", run.planned_end.map(moment)),
            ("slack", run.slack.map(|slack| slack.words())),
            ("deadline slack", run.deadline_slack.map(|slack| slack.words() + &run.after_validation())),
        ];
        for (name, value) in figures {
            lines.extend(value.map(|value| format!("run {} computed {name} {value}", run.id)));
        }
        for rung in &run.rungs {
            let by = rung.decide_by.as_ref().map(|by| moment(by.people));
            lines.extend(by.map(|by| format!("fallback {}/{} computed decide by {by}", run.id, rung.id)));
        }
    }
    sort::all(&mut lines);
    lines.iter().map(|line| format!("{}\n", visible(line))).collect()
}

/// `UsableEnd` as people say it: `usable end`.
fn words(kind: impl std::fmt::Debug) -> String {
    crate::base::fact::spoken(&format!("{kind:?}"))
}

fn record(of: &dyn Record, place: &str, lines: &mut Vec<String>) {
    for (index, field) in of.fields().iter().enumerate() {
        let is_told = field.essential || !of.is_default(index);
        let Some(view) = of.view(index).filter(|_| is_told && field.name != "id") else { continue };
        let name = field.name.replace('_', " ");
        match view {
            View::Fact(fact) => lines.push(format!("{place} {name} {}", fact.show())),
            View::Record(inner) | View::Optional(Some(inner)) => {
                record(inner, &format!("{place} {name}"), lines)
            }
            View::Optional(None) => {}
            View::List(list) => items(list, place, lines),
        }
    }
    lines.extend(of.extra().iter().map(|(name, ron)| format!("{place} {name} {ron}")));
}

/// Items are told by their kind and ids: `window base-8b/w1`.
fn items(list: &dyn List, place: &str, lines: &mut Vec<String>) {
    for item in (0..list.len()).filter_map(|at| list.get(at)) {
        let around = place.split_once(' ').map(|(_, ids)| format!("{ids}/")).unwrap_or_default();
        let place = format!("{} {around}{}", kind(item), item.id().unwrap_or_default());
        lines.push(place.clone());
        record(item, &place, lines);
    }
}
