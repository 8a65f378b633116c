use super::common::*;

pub static LINT: Lint = Lint {
    code: "R205",
    name: "no-restart-budget",
    severity: Severity::Info,
    doc: "At the size and length of a run at least one interruption is to be expected, and the plan states neither the run's \
          restart time nor a share of time lost to interruptions. A warning where the run has no checkpoint, so that each makes it \
          begin anew, and it comes through without one in fewer than half of all cases.",
    source: "Llama 3 (arXiv 2407.21783): one interruption in 50,700 GPU-hours; by scale as in Kokolis et al. (arXiv 2410.21680)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    if facts.plan.failure_share.is_some() {
        return;
    }
    for run in facts.runs().filter(|run| !is_done(run.run) && run.run.kind != RunKind::Serving) {
        let states = run.run.checkpoint.as_ref().is_some_and(|checkpoint| !checkpoint.restart.is_zero());
        let Some((sum, needed)) = run.facts.sum.as_ref().zip(run.facts.needed).filter(|_| !states) else {
            continue;
        };
        let span = run.facts.windows.first().map(|window| window.span).or(run.facts.hired);
        let Some(span) = span else { continue };
        let expected = needed.hours() / sum.between.hours().max(1.0 / 3600.0);
        // Interruptions come at random, so none at all is as likely as this.
        let chance = (-expected).exp();
        if !run.run.is_resumable() && chance < 0.5 {
            let message = format!(
                "{}: {} accelerators for {} make {expected:.1} expected interruptions (one in {}), and without a checkpoint each makes it begin anew: {} come through; add a checkpoint and its restart time",
                run.run.id,
                sum.accelerators,
                about(needed),
                about(sum.between),
                if chance < 0.01 {
                    "fewer than 1 in 100".to_string()
                } else {
                    format!("{:.0} in 100", chance * 100.0)
                },
            );
            let diagnostic =
                LINT.found(run.target(), message).severity(Severity::Warning).field("checkpoint");
            let label = "add an hourly checkpoint, with 15m to restart";
            found.push(diagnostic.when(span).fix_run(facts, &run.run.id, label, |run| {
                let restart = Duration::from_minutes(15);
                run.checkpoint.0 = Some(Checkpoint { restart, ..Checkpoint::default() });
            }));
            continue;
        }
        if expected < 1.0 {
            continue;
        }
        let lost = (sum.saving.interval.mul_f64(0.5) + sum.saving.restart).mul_f64(expected);
        let message = format!(
            "{}: {} accelerators for {} make {expected:.1} expected interruptions (one in {}): state the restart time; about {} are lost",
            run.run.id,
            sum.accelerators,
            about(needed),
            about(sum.between),
            about(lost),
        );
        found.push(LINT.found(run.target(), message).field("checkpoint").when(span));
    }
}
