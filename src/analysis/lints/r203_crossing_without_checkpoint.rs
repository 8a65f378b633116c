use super::common::*;

pub static LINT: Lint = Lint {
    code: "R203",
    name: "crossing-without-checkpoint",
    severity: Severity::Error,
    doc: "A run goes on in a later window, on another block or after a gap, but does not say how it saves its state. Machines of \
          a block do not outlive it, so the work so far would be lost. State a checkpoint, or fit the run into one window. \
          Parts that were bought together are B123.",
    source: "SageMaker Developer Guide, training plans (checkpointing is recommended); EC2 User Guide, capacity-blocks-how",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let stuck = |part: &Part| part.is_gang() && !part.run.run.is_resumable() && part.windows.len() > 1;
    for part in facts.parts().filter(stuck) {
        for (before, after) in part.sequence() {
            let Some((from, to)) = before.block.zip(after.block) else { continue };
            let gap = after.window.start > before.window.end;
            let same_block = from.block.id == to.block.id;
            let bundled = !from.block.bundle.is_empty() && from.block.bundle == to.block.bundle;
            if same_block && !gap || bundled {
                continue;
            }
            let (how, stay) = match same_block {
                true => (
                    format!(
                        "stops on {} at {} and goes on {}",
                        from.block.id,
                        before.window.end.compact(),
                        after.window.start.compact()
                    ),
                    "one window".to_string(),
                ),
                false => (
                    format!(
                        "crosses from {} to {} at {}",
                        from.block.id,
                        to.block.id,
                        after.window.start.compact()
                    ),
                    from.block.id.to_string(),
                ),
            };
            let message = format!(
                "{} {how} and is not resumable: add a checkpoint and its restart time, or fit it into {stay}",
                part.target(),
            );
            let severity = severity(&LINT, part.in_force);
            let diagnostic = LINT.found(after.target(), message).severity(severity).when(after.span());
            found.push(diagnostic.fix_run(facts, &part.run.run.id, "add an hourly checkpoint", |run| {
                run.checkpoint.0 = Some(Checkpoint::default());
            }));
        }
    }
}
