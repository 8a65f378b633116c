use super::common::*;

pub static LINT: Lint = Lint {
    code: "B123",
    name: "gap-between-parts",
    severity: Severity::Warning,
    doc: "Parts that are bought together need not follow each other, and a run that is not resumable stands in more than one of \
          them, with a gap between.",
    source: "SageMaker Developer Guide, training plans: parts may be discontinuous",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let stuck = |part: &Part| part.is_gang() && !part.run.run.is_resumable() && part.windows.len() > 1;
    for part in facts.parts().filter(stuck) {
        for (before, after) in part.sequence() {
            let Some((from, to)) = before.block.zip(after.block) else { continue };
            let bundled = !from.block.bundle.is_empty() && from.block.bundle == to.block.bundle;
            let gap = Span::new(from.usable_end(), to.facts.usable.start);
            if !bundled || from.block.id == to.block.id || gap.is_empty() {
                continue;
            }
            let message = format!(
                "gap {} between parts {} and {} of {}, and {} cannot resume: make it resumable or keep it inside one part",
                during(gap),
                from.block.id,
                to.block.id,
                words::quote(&from.block.bundle),
                part.target(),
            );
            let diagnostic = LINT.found(after.target(), message).when(gap);
            found.push(diagnostic.fix_run(facts, &part.run.run.id, "add an hourly checkpoint", |run| {
                run.checkpoint.0 = Some(Checkpoint::default());
            }));
        }
    }
}
