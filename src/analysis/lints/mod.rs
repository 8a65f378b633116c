//! The checks: one row and one file a check, named after its code and name. Codes are never reused, not even when a check
//! goes. `docs/checks.md` lists them all, also the codes that no check has, with the reason.

mod b112_run_past_usable_end;
mod b116_overbooked_block;
mod common;
mod f401_no_fallback;
mod p601_gang_over_zones;
mod p602_gang_over_regions;
mod p610_region_not_allowed;
mod r201_short_of_hours;
mod r202_little_slack;
mod r203_crossing_without_checkpoint;
mod r211_starts_before_dependency;
mod r212_window_outside_block;
mod r219_window_before_usable_start;
mod r220_deadline_missed;
mod s301_serving_shares_nodes;
mod v902_dangling_id;

use std::collections::BTreeMap;

use crate::model::{Severity, Target};

use super::diagnostic::Diagnostic;
use super::facts::Facts;

/// One check.
pub struct Lint {
    /// `B116`: a letter for the subject, and a number.
    pub code: &'static str,
    /// A few words for a list: `overbooked-block`.
    pub name: &'static str,
    /// Where the plan does not say otherwise. A check may give some of its findings another one.
    pub severity: Severity,
    /// What it looks for, why that is wrong, what to do.
    pub doc: &'static str,
    /// Where the rule stands, or that it is arithmetic or an opinion.
    pub source: &'static str,
    pub check: fn(&Facts, &mut Vec<Diagnostic>),
}

/// All checks, in the order of their codes.
pub static LINTS: &[&Lint] = &[
    &b112_run_past_usable_end::LINT,
    &b116_overbooked_block::LINT,
    &f401_no_fallback::LINT,
    &p601_gang_over_zones::LINT,
    &p602_gang_over_regions::LINT,
    &p610_region_not_allowed::LINT,
    &r201_short_of_hours::LINT,
    &r202_little_slack::LINT,
    &r203_crossing_without_checkpoint::LINT,
    &r211_starts_before_dependency::LINT,
    &r212_window_outside_block::LINT,
    &r219_window_before_usable_start::LINT,
    &r220_deadline_missed::LINT,
    &s301_serving_shares_nodes::LINT,
    &v902_dangling_id::LINT,
];

impl Lint {
    /// A finding with this check's code and severity.
    pub fn found(&self, target: Target, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: self.code,
            severity: self.severity,
            target,
            field: None,
            when: None,
            message: message.into(),
            fixes: Vec::new(),
        }
    }
}

/// Codes of what reading a file reports, beside the checks of this table.
pub const OF_READING: &[&str] = &["V901", "V907", "V908"];

/// Whether findings can have this code.
pub fn is_code(code: &str) -> bool {
    find(code).is_some() || OF_READING.iter().any(|known| known.eq_ignore_ascii_case(code))
}

/// The check with a code.
pub fn find(code: &str) -> Option<&'static Lint> {
    LINTS.iter().copied().find(|lint| lint.code.eq_ignore_ascii_case(code))
}

/// Runs every check. Gives what is to be shown, and what a waiver covers; both sorted by severity, time and item.
pub fn run(facts: &Facts) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    run_table(LINTS, facts)
}

fn run_table(lints: &[&Lint], facts: &Facts) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let changed: BTreeMap<String, Severity> =
        facts.plan.severities.iter().map(|rule| (rule.code.as_str().to_uppercase(), rule.severity)).collect();
    let mut found = Vec::new();
    for lint in lints {
        let severity = changed.get(lint.code).copied();
        if severity == Some(Severity::Off) {
            continue;
        }
        let first = found.len();
        (lint.check)(facts, &mut found);
        if let Some(severity) = severity {
            found.iter_mut().skip(first).for_each(|problem| problem.severity = severity);
        }
    }
    found.retain(|problem| problem.severity != Severity::Off);
    found.sort_by(|a, b| key(a).cmp(&key(b)));
    found.into_iter().partition(|problem| !is_waived(facts, problem))
}

/// Undated findings come after the dated ones of their severity.
fn key(problem: &Diagnostic) -> impl Ord + '_ {
    let when = problem.when.map(|when| when.start);
    (problem.severity, when.is_none(), when, &problem.target, problem.code, &problem.message)
}

fn is_waived(facts: &Facts, problem: &Diagnostic) -> bool {
    facts.plan.waivers.iter().any(|waiver| {
        waiver.code.eq_ignore_ascii_case(problem.code)
            && waiver.until.is_none_or(|until| facts.now < until)
            && (waiver.item.is_empty() || waiver.item == problem.target.to_string())
    })
}
