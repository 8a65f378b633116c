//! What the denial drill says, of one block and of all that are not certain yet.

use crate::analysis::DecideBy;
use crate::base::{Instant, Money};
use crate::drill::{Drill, Fate, Kind};
use crate::model::*;

use super::{Part, Report, Table, Times, columns};

/// The drill of one block: the answer, the cascade step by step, and the runs before and after.
pub fn drill(drill: &Drill, plan: &Plan, times: &Times, now: Instant) -> Report {
    let mut answer = vec![format!("{}.", drill.verdict())];
    answer.extend(drill.possible_until.as_ref().map(|by| until(by, times, now)));
    let difference = drill.cost_difference();
    if !difference.is_zero() {
        answer.push(format!(
            "The plan then costs {} instead of {} ({}).",
            drill.money.after.show(&plan.currency),
            drill.money.before.show(&plan.currency),
            signed(difference)
        ));
    }
    let steps = drill.steps.iter().enumerate();
    let steps = steps.map(|(at, step)| vec![(at + 1).to_string(), step.sentence.clone()]);
    let mut parts = vec![
        Part::Answer(answer),
        Part::Table(Table {
            title: "Step by step".to_string(),
            columns: columns(&[">", "*"]),
            rows: steps.collect(),
            empty: String::new(),
        }),
    ];
    parts.extend(runs(&drill.fates, times));
    Report { title: format!("Without {}", drill.block), as_of: as_of(now), parts }
}

/// What becomes of runs, a row each; none where nothing does.
pub(super) fn runs(fates: &[Fate], times: &Times) -> Option<Part> {
    let table = Table {
        title: "Runs".to_string(),
        columns: columns(&RUNS),
        rows: fates.iter().map(|fate| row_of(fate, times)).collect(),
        empty: String::new(),
    };
    (!fates.is_empty()).then_some(Part::Table(table))
}

/// The drills of all blocks that are not certain yet.
pub fn drills(drills: &[Drill], plan: &Plan, times: &Times, now: Instant) -> Report {
    let mut rows = Vec::new();
    for drill in drills {
        rows.extend(rows_of(drill, plan, times));
    }
    let lost = drills.iter().filter(|drill| !drill.holds()).count() as u64;
    let answer = match lost {
        0 if drills.is_empty() => "Every block of the plan is certain.".to_string(),
        0 => "The plan survives the loss of any one block that is not certain.".to_string(),
        _ => format!(
            "{} of {} that {} not certain cannot be lost without harm.",
            lost,
            crate::base::words::count(drills.len() as u64, "block", "blocks"),
            if drills.len() == 1 { "is" } else { "are" }
        ),
    };
    let table = Table {
        title: "Denial drills".to_string(),
        columns: columns(&[
            "~without",
            ">chance",
            "~run",
            "then",
            "done",
            ">change in cost",
            "in time",
            "decide by",
        ]),
        rows,
        empty: "No block is uncertain.".to_string(),
    };
    Report {
        title: if plan.title.is_empty() { "Untitled plan".to_string() } else { plan.title.clone() },
        as_of: as_of(now),
        parts: vec![Part::Answer(vec![answer]), Part::Table(table)],
    }
}

fn rows_of(drill: &Drill, plan: &Plan, times: &Times) -> Vec<Vec<String>> {
    let chance = plan.blocks.get(&drill.block).map_or_else(String::new, |block| {
        format!("{} %", block.chance.unwrap_or(Percent::new(block.status.row().chance)))
    });
    let by = drill.possible_until.as_ref().map_or_else(String::new, |by| times.local(by.people));
    let head = [drill.denied.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "), chance];
    let difference = signed(drill.cost_difference());
    if drill.fates.is_empty() {
        let weaker = drill.steps.iter().any(|step| step.kind == Kind::Weaker);
        let then = if weaker { "ladders get shorter" } else { "nothing changes" };
        let [block, chance] = head;
        let empty = String::new;
        return vec![vec![block, chance, empty(), then.to_string(), empty(), difference, empty(), by]];
    }
    let rows = drill.fates.iter().enumerate().map(|(at, fate)| {
        let first = |text: &String| if at == 0 { text.clone() } else { String::new() };
        vec![
            first(&head[0]),
            first(&head[1]),
            fate.run.to_string(),
            then(fate),
            end(fate.end.after, times),
            first(&difference),
            in_time(fate),
            first(&by),
        ]
    });
    rows.collect()
}

/// The columns of a run before and after.
const RUNS: [&str; 7] = ["~run", "then", "done", "instead of", ">cost", ">instead of", "in time"];

fn row_of(fate: &Fate, times: &Times) -> Vec<String> {
    let cost = |money: Option<Money>| money.map_or_else(|| "unknown".to_string(), |money| money.show(""));
    vec![
        fate.run.to_string(),
        then(fate),
        end(fate.end.after, times),
        end(fate.end.before, times),
        if fate.kind == Kind::Stranded { String::new() } else { cost(fate.cost.after) },
        cost(fate.cost.before),
        in_time(fate),
    ]
}

/// What becomes of a run, in a few words.
fn then(fate: &Fate) -> String {
    match (fate.kind, &fate.rung.after) {
        (Kind::Falls, Some(rung)) => format!("> {rung}"),
        (Kind::Stays, _) => "goes on".to_string(),
        (Kind::Waits, _) => "waits".to_string(),
        (Kind::Moves, _) => "must move".to_string(),
        _ => "no place".to_string(),
    }
}

fn in_time(fate: &Fate) -> String {
    match (fate.in_time.after, fate.acceptable) {
        (false, _) => "NO",
        (true, Acceptable::Yes) => "yes",
        (true, Acceptable::NeedsSignOff) => "if agreed",
        (true, Acceptable::No) => "NOT good enough",
    }
    .to_string()
}

fn end(at: Option<Instant>, times: &Times) -> String {
    at.map_or_else(|| "-".to_string(), |at| times.utc(at))
}

fn until(by: &DecideBy, times: &Times, now: Instant) -> String {
    format!(
        "Possible only if decided by {} ({}; hard limit {}): {}.",
        times.local(by.people),
        times.away(now, by.people),
        times.utc(by.hard),
        by.because
    )
}

pub(super) fn signed(money: Money) -> String {
    match money.is_zero() || money.is_negative() {
        true => money.show(""),
        false => format!("+{}", money.show("")),
    }
}

pub(super) fn as_of(now: Instant) -> String {
    format!("as of {}", now.compact())
}
