//! Whether the plan is on track, and what comes next.

use crate::base::sort;
use std::collections::BTreeSet;

use crate::model::*;

use super::resolve::Resolved;
use super::{AgendaKind, Analysis, Diagnostic, Verdict};

/// On track: no error on a critical run, and no overdue decision. An error on a block that a critical run stands on is one
/// on the run, and so is one on its windows and its ladder.
pub fn verdict(resolved: &Resolved, analysis: &Analysis) -> Verdict {
    let critical: Vec<&Run> = resolved.runs.iter().copied().filter(|run| run.critical).collect();
    let runs: BTreeSet<&RunId> = sort::set(critical.iter().map(|run| &run.id));
    let stands_on = critical.iter().flat_map(|run| run.windows_in_force().iter().map(|window| &window.block));
    let blocks: BTreeSet<&BlockId> = sort::set(stands_on);
    let concerns = |problem: &&Diagnostic| match &problem.target {
        Target::Block(block) => blocks.contains(block),
        target => target.run().is_some_and(|run| runs.contains(run)),
    };
    let errors = analysis.problems.iter().filter(|problem| problem.severity == Severity::Error);
    // What is wrong with the plan as it is comes before what is wrong with a way out.
    let is_aside = |problem: &&Diagnostic| match &problem.target {
        Target::Fallback(run, rung) | Target::Window(run, Some(rung), _) => {
            resolved.run(run.as_str()).is_none_or(|run| run.in_force.as_ref() != Some(rung))
        }
        _ => false,
    };
    let (aside, first): (Vec<_>, Vec<_>) = errors.filter(concerns).partition(is_aside);
    let said = |problem: &Diagnostic| format!("{} {}", problem.code, problem.message);
    let mut reasons: Vec<String> = first.into_iter().chain(aside).map(said).collect();
    let overdue = analysis.agenda.iter().filter(|item| item.overdue);
    reasons.extend(overdue.map(|item| item.overdue_words(resolved.now, &crate::base::Instant::compact)));
    let count = |severity| analysis.problems.iter().filter(|problem| problem.severity == severity).count();
    let must = |kind| {
        use AgendaKind::*;
        matches!(kind, Decide | Buy | Pay | Quota | Approve | Extend)
    };
    Verdict {
        on_track: reasons.is_empty(),
        reasons,
        next: analysis.agenda.iter().find(|item| must(item.kind) && !item.overdue).cloned(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        infos: count(Severity::Info),
    }
}
