//! What stored scenarios say: of one, beside the plan as it is, and of all.

use crate::analysis::Analysis;
use crate::base::{Change, Instant, Money};
use crate::drill::Staged;
use crate::model::{Plan, Severity};

use super::diff::surplus;
use super::drill::{as_of, runs, signed};
use super::{Part, Report, Table, Times, columns};

/// New problems that are named.
const MOST: usize = 12;

/// One scenario: the answer, what it assumes, the numbers beside those of the plan, the runs that differ, and the errors and
/// warnings that the plan does not have. `sides` are the analyses of the plan and of the plan with the scenario.
pub fn scenario(staged: &Staged, sides: Change<&Analysis>, plan: &Plan, times: &Times) -> Report {
    let now = sides.before.now;
    let mut assumes: Vec<Vec<String>> = staged.changes.iter().map(|change| vec![change.clone()]).collect();
    let idle =
        |id: &crate::model::ItemId| vec![format!("{id} changes nothing: it is so, or what it names is gone")];
    assumes.extend(staged.idle.iter().map(idle));
    let (was, is) = (&staged.verdict.before, &staged.verdict.after);
    let yes = |on_track: bool| if on_track { "yes" } else { "NO" }.to_string();
    let next = |verdict: &crate::analysis::Verdict| {
        verdict.next.as_ref().map_or("-".to_string(), |next| times.local(next.due(now)))
    };
    let money = |money: Money| money.show(&plan.currency);
    let numbers = [
        ("on track", yes(was.on_track), yes(is.on_track)),
        ("errors", was.errors.to_string(), is.errors.to_string()),
        ("warnings", was.warnings.to_string(), is.warnings.to_string()),
        ("cost", money(staged.money.before), money(staged.money.after)),
        ("next to decide by", next(was), next(is)),
    ];
    let numbers = numbers.into_iter().map(|(name, was, is)| vec![name.to_string(), was, is]);
    let mut parts = vec![
        Part::Answer(vec![format!("{}.", capital(&staged.told()))]),
        Part::Table(Table {
            title: "What it assumes".to_string(),
            columns: columns(&["*"]),
            rows: assumes,
            empty: "It has no assumptions.".to_string(),
        }),
        Part::Table(Table {
            title: "In numbers".to_string(),
            columns: columns(&["", "the plan", "then"]),
            rows: numbers.collect(),
            empty: String::new(),
        }),
    ];
    parts.extend(runs(&staged.fates, times));
    let mut new = surplus(sides.after, &[sides.before]);
    new.retain(|problem| problem.severity <= Severity::Warning);
    let more = new.len().saturating_sub(MOST);
    let rows = new.into_iter().take(MOST);
    let mut rows: Vec<_> = rows.map(|new| vec![new.code, new.severity.to_string(), new.message]).collect();
    if more > 0 {
        rows.push(vec![String::new(), String::new(), format!("and {more} more")]);
    }
    if !rows.is_empty() {
        let (title, columns) = ("New problems".to_string(), columns(&["code", "", "*problem"]));
        parts.push(Part::Table(Table { title, columns, rows, empty: String::new() }));
    }
    Report { title: format!("Scenario {}", staged.title), as_of: as_of(now), parts }
}

/// All scenarios of a plan, a row each.
pub fn scenarios(staged: &[Staged], plan: &Plan, now: Instant) -> Report {
    let rows = staged.iter().map(|one| {
        let difference = one.money.after - one.money.before;
        let name = if one.title == one.id.as_str() { String::new() } else { one.title.clone() };
        vec![one.id.to_string(), name, signed(difference), one.told()]
    });
    let table = Table {
        title: "Scenarios".to_string(),
        columns: columns(&["~scenario", "~name", ">cost", "*then"]),
        rows: rows.collect(),
        empty: "The plan has no scenario.".to_string(),
    };
    let title = if plan.title.is_empty() { "Untitled plan".to_string() } else { plan.title.clone() };
    Report { title, as_of: as_of(now), parts: vec![Part::Table(table)] }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
