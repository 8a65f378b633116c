use super::common::*;

pub static LINT: Lint = Lint {
    code: "H804",
    name: "job-does-not-fit",
    severity: Severity::Error,
    doc: "A reservation starts a job only if its whole time limit fits, and the time that a run needs, which cannot be split \
          because it is not resumable, is longer than what is left of the reservation from its start on.",
    source: "the rule set: `job_must_fit` (measured with Slurm 24.11.5; man scontrol)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run) && !run.run.is_resumable()) {
        let Some(needed) = run.facts.needed else { continue };
        let [window] = facts.in_force(&run) else { continue };
        let Some(block) = window.block.filter(|block| block.is_live() && !block.facts.open_ended) else {
            continue;
        };
        let must_fit = block.product.and_then(|product| product.job_must_fit.as_ref());
        let (start, end) = (window.window.start.max(block.facts.usable.start), block.usable_end());
        let room = (end - start).max(Duration::ZERO);
        if must_fit.is_none_or(|rule| !rule.value) || needed <= room {
            continue;
        }
        let message = format!(
            "{}: a time limit of {} from {} ends {}, after reservation {} ends {}, so it never starts: ask for {} or less, or make it resumable",
            run.run.id,
            about(needed),
            start.compact(),
            minute(start + needed),
            block.block.id,
            end.compact(),
            room.words(),
        );
        found.push(LINT.found(window.target(), message).when(Span::new(end, start + needed)));
    }
}
