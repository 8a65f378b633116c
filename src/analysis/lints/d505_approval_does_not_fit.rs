use super::common::*;
use crate::analysis::DecideBy;

pub static LINT: Lint = Lint {
    code: "D505",
    name: "approval-does-not-fit",
    severity: Severity::Warning,
    doc: "Somebody must agree before a decision, and the working days that this takes (`approval_days`) do not fit before its \
          date any more, or do not fit between its date and the last moment for it. The same for a rung that needs sign-off.",
    source: "judgement; the days are a setting of the plan (2 by default)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    too_late_to_ask(facts, found);
    if facts.plan.approval_days > 0 {
        dated_too_late(facts, found);
    }
}

/// Decisions, and rungs that no open decision speaks of, whose date leaves no time to agree before the hard limit.
fn dated_too_late(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let needs_sign_off = |run: &Option<RunId>, rung: &Option<FallbackId>| {
        let rung =
            run.as_ref().zip(rung.as_ref()).and_then(|(run, id)| facts.run(run)?.run.fallbacks.get(id));
        rung.is_some_and(|rung| rung.acceptable == Acceptable::NeedsSignOff)
    };
    let decisions = facts.plan.decisions.iter().zip(&facts.analysis.decisions);
    for (decision, decided) in decisions.filter(|(decision, _)| decision.outcome.is_none()) {
        let asks = !decision.approver.is_empty() || needs_sign_off(&decision.run, &decision.fallback);
        let dated = decision.decide_on.zip(decided.decide_by.as_ref());
        let Some((on, by)) = dated.filter(|_| asks && decision.about != Choice::Approve) else { continue };
        if let Some(message) = too_late(facts, decision.id.as_str(), on, by) {
            let diagnostic = LINT.found(Target::Decision(decision.id.clone()), message).field("decide_on");
            let diagnostic = diagnostic.when(Span::new(by.people, on));
            found.push(super::d502_decision_too_late::moved(diagnostic, facts, decision, by.people));
        }
    }
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        let rungs = run.run.fallbacks.iter().zip(&run.facts.rungs).filter(|(_, facts)| !facts.in_force);
        for (rung, rung_facts) in rungs.filter(|(rung, _)| rung.acceptable == Acceptable::NeedsSignOff) {
            let Some((on, by)) = rung.decide_on.zip(rung_facts.decide_by.as_ref()) else { continue };
            let what = format!("fallback {} of {}", rung.id, run.run.id);
            let Some(message) = too_late(facts, &what, on, by) else { continue };
            let target = Target::Fallback(run.run.id.clone(), rung.id.clone());
            let diagnostic = LINT.found(target, message).field("decide_on").when(Span::new(by.people, on));
            let (id, date) = (&rung.id, by.people);
            let label = format!("decide on it {}", date.compact());
            found.push(diagnostic.fix_run(facts, &run.run.id, &label, |run| {
                if let Some(rung) = run.fallbacks.get_mut(id).filter(|_| date >= facts.now) {
                    rung.decide_on = Some(date);
                }
            }));
        }
    }
}

fn too_late(facts: &Facts, what: &str, on: Instant, by: &DecideBy) -> Option<String> {
    // Later than the hard limit is another finding, and a date that has passed too.
    if on <= by.people || on > by.hard || on < facts.now {
        return None;
    }
    let todo = match by.people < facts.now {
        true => "ask now".to_string(),
        false => format!("move it to {} or earlier", by.people.compact()),
    };
    Some(format!(
        "{what} is dated {}, and {} to agree, with the working hours of who must act, do not fit between that and {}: {todo}",
        on.compact(),
        words::count(facts.plan.approval_days, "working day", "working days"),
        by.hard.compact(),
    ))
}

fn too_late_to_ask(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let open = facts.plan.decisions.iter().filter(|d| d.outcome.is_none() && !d.approver.is_empty());
    for decision in open {
        let Some(on) = decision.decide_on.filter(|on| *on > facts.now) else { continue };
        let ask = facts.people.approved_by(&decision.approver, on);
        if ask >= facts.now {
            continue;
        }
        let message = format!(
            "{} is due {} and approval takes {}, so {} had to be asked by {}: ask now or move the date",
            decision.id,
            on.compact(),
            words::count(facts.plan.approval_days, "working day", "working days"),
            decision.approver,
            ask.compact(),
        );
        let diagnostic = LINT.found(Target::Decision(decision.id.clone()), message);
        found.push(diagnostic.field("decide_on").when(Span::new(ask, on)));
    }
}
