use crate::base::sort;
use std::collections::BTreeSet;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "D501",
    name: "decision-overdue",
    severity: Severity::Error,
    doc: "The date of a decision, or of a rung of a ladder, or the last moment at which it could be taken, has passed, and nobody \
          recorded what became of it.",
    source: "judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let decisions = facts.plan.decisions.iter().zip(&facts.analysis.decisions);
    for (decision, decided) in decisions.filter(|(_, decided)| decided.overdue) {
        let last = decided.decide_by.as_ref().map(|by| by.hard).filter(|hard| *hard < facts.now);
        let Some(due) = decision.decide_on.filter(|on| *on < facts.now).or(last) else { continue };
        let message =
            format!("{} {} outcome: record it, or set a new date and say why", decision.id, ago(facts, due));
        let diagnostic = LINT.found(Target::Decision(decision.id.clone()), message).field("outcome");
        found.push(diagnostic.when(Span::new(due, facts.now)));
    }
    // A decision about a rung says what became of it, or is overdue itself.
    let decided: BTreeSet<(Option<&RunId>, Option<&FallbackId>)> =
        sort::set(facts.plan.decisions.iter().map(|d| (d.run.as_ref(), d.fallback.as_ref())));
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        let rungs = run.run.fallbacks.iter().zip(&run.facts.rungs).filter(|(_, facts)| !facts.in_force);
        for (rung, _) in rungs {
            let Some(due) = rung.decide_on.filter(|on| *on < facts.now) else { continue };
            if decided.contains(&(Some(&run.run.id), Some(&rung.id))) {
                continue;
            }
            let message = format!(
                "fallback {} of {} {} outcome: record a decision, or set a new date",
                rung.id,
                run.run.id,
                ago(facts, due),
            );
            let target = Target::Fallback(run.run.id.clone(), rung.id.clone());
            found.push(LINT.found(target, message).field("decide_on").when(Span::new(due, facts.now)));
        }
    }
}

fn ago(facts: &Facts, due: Instant) -> String {
    format!("was due {}, {} ago, and has no", due.compact(), about(facts.now - due))
}
