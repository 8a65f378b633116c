use super::common::*;

pub static LINT: Lint = Lint {
    code: "F402",
    name: "fallback-decided-too-late",
    severity: Severity::Error,
    doc: "A fallback is to be decided later than the last moment at which choosing it still works: its purchases, its preparation, \
          or the start that meets the deadline come first.",
    source: "arithmetic on the plan and the rule sets (decide-by)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        let rungs = run.run.fallbacks.iter().zip(&run.facts.rungs);
        for (rung, rung_facts) in rungs.filter(|(_, facts)| !facts.in_force) {
            let Some((on, by)) = rung.decide_on.zip(rung_facts.decide_by.as_ref()) else { continue };
            if on <= by.hard {
                continue;
            }
            let target = Target::Fallback(run.run.id.clone(), rung.id.clone());
            let (id, date) = (&rung.id, by.people.max(facts.now).min(by.hard).floor_minute());
            let diagnostic = LINT.found(target, late(&run, rung, on, by)).field("decide_on");
            let label = format!("decide on it {}", date.compact());
            found.push(diagnostic.when(Span::new(by.hard, on)).fix_run(facts, &run.run.id, &label, |run| {
                if let Some(rung) = run.fallbacks.get_mut(id).filter(|_| date >= facts.now) {
                    rung.decide_on = Some(date);
                }
            }));
        }
    }
    for decision in facts.plan.decisions.iter().filter(|decision| decision.outcome.is_none()) {
        let (Some(run), Some(id), Some(on)) = (&decision.run, &decision.fallback, decision.decide_on) else {
            continue;
        };
        let Some(run) = facts.run(run).filter(|_| decision.about == Choice::FallBack) else { continue };
        let rungs = run.run.fallbacks.iter().zip(&run.facts.rungs);
        let found_rung = rungs.filter(|(_, facts)| !facts.in_force).find(|(rung, _)| rung.id == *id);
        let Some((rung, by)) = found_rung.and_then(|(rung, facts)| Some((rung, facts.decide_by.as_ref()?)))
        else {
            continue;
        };
        if on <= by.hard {
            continue;
        }
        let date = by.people.max(facts.now).min(by.hard).floor_minute();
        let message = format!("{}: {}", decision.id, late(&run, rung, on, by));
        let diagnostic = LINT
            .found(Target::Decision(decision.id.clone()), message)
            .field("decide_on")
            .when(Span::new(by.hard, on));
        let label = format!("decide on it {}", date.compact());
        found.push(diagnostic.fix_decision(facts, &decision.id, &label, |decision| {
            if date >= facts.now {
                decision.decide_on = Some(date);
            }
        }));
    }
}

fn late(run: &RunView, rung: &Fallback, on: Instant, by: &crate::analysis::DecideBy) -> String {
    format!(
        "fallback {} of {} is decided {}, but can be chosen until {} only ({}): decide earlier",
        rung.id,
        run.run.id,
        on.compact(),
        by.hard.floor_minute().compact(),
        by.because,
    )
}
