//! What a change does to a plan, in a few words: for the line under a held bar, and for what is said after an edit.

use super::steps::brief;
use crate::analysis::{Analysis, Diagnostic, lints};
use crate::base::{Duration, Money, sort};
use crate::model::{Severity, Target};

/// Lines with fewer columns have no room for the whole message of a problem.
const NARROW: u16 = 110;

/// How it is told.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    pub currency: &'a str,
    /// Columns of the line.
    pub columns: u16,
    /// Also what stayed the same.
    pub all: bool,
}

/// What differs between two analyses, what decides first: what breaks, money, the item's slack.
pub fn tell(before: &Analysis, after: &Analysis, target: &Target, telling: Telling) -> Vec<String> {
    let Telling { currency, columns, all } = telling;
    let list = |verb, problems: &[&Diagnostic]| list(verb, problems, target, columns < NARROW);
    let mut told = Vec::new();
    told.extend(list("breaks", &missing(&after.problems, &before.problems)));
    let (was, is) = (total(before), total(after));
    if was != is {
        told.push(format!("cost {} -> {}", was.short(currency), is.short(currency)));
    }
    if let Some(run) = target.run() {
        let of = |analysis: &Analysis| analysis.run(run).map(|facts| (facts.slack, facts.deadline_slack));
        let ((was, was_deadline), (is, is_deadline)) =
            (of(before).unwrap_or_default(), of(after).unwrap_or_default());
        told.extend(changed("slack", was, is, all));
        told.extend(changed("before the deadline", was_deadline, is_deadline, false));
    }
    told.extend(list("mends", &missing(&before.problems, &after.problems)));
    if was == is && all {
        told.push("cost same".to_string());
    }
    told
}

fn changed(name: &str, was: Option<Duration>, is: Option<Duration>, all: bool) -> Option<String> {
    let word = |slack: Option<Duration>| slack.map_or("none".to_string(), brief);
    match word(was) == word(is) {
        true if all && is.is_some() => Some(format!("{name} {}", word(is))),
        true => None,
        false => Some(format!("{name} {} -> {}", word(was), word(is))),
    }
}

/// All money but what is idle, which is part of it.
fn total(analysis: &Analysis) -> Money {
    let costs = &analysis.costs;
    costs.committed + costs.offered + costs.estimated + costs.spent
}

/// The problems, hints aside, that are among `these` and not among `those`.
fn missing<'a>(these: &'a [Diagnostic], those: &[Diagnostic]) -> Vec<&'a Diagnostic> {
    let known: std::collections::BTreeSet<(&str, &Target)> =
        sort::set(those.iter().map(|problem| (problem.code, &problem.target)));
    let serious = these.iter().filter(|problem| problem.severity < Severity::Info);
    serious.filter(|problem| !known.contains(&(problem.code, &problem.target))).collect()
}

fn list(verb: &str, problems: &[&Diagnostic], target: &Target, narrow: bool) -> Option<String> {
    let first = problems.first()?;
    let more = match problems.len() {
        1 => String::new(),
        n => format!(" (+{})", n - 1),
    };
    let is_own = |problem: &Diagnostic| target.run().is_some_and(|run| problem.target.run() == Some(run));
    let what = match lints::find(first.code).filter(|_| narrow) {
        None => first.message.clone(),
        // The item at hand needs no naming.
        Some(lint) if first.target == *target || is_own(first) => spoken(lint),
        Some(lint) => format!("{} ({})", spoken(lint), first.target),
    };
    Some(format!("{verb}: {} {what}{more}", first.code))
}

fn spoken(lint: &lints::Lint) -> String {
    lint.name.replace('-', " ")
}
