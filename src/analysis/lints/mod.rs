//! The checks: one row a check, one file a subject. Codes are never reused.

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
    pub check: fn(&Facts, &mut Vec<Diagnostic>),
}

/// All checks, in the order of their codes.
pub static LINTS: &[&Lint] = &[];

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
