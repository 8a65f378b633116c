use super::common::*;

pub static LINT: Lint = Lint {
    code: "R214",
    name: "upload-not-planned",
    severity: Severity::Warning,
    doc: "A run works to the usable end of a block on which machines are stopped, and states the size of its checkpoints but not \
          how long the last one takes to move away. A stated upload time is taken off the end of each window and shows in R201.",
    source: "a public practitioner runbook; EC2 User Guide, capacity-blocks-how",
    check,
};

/// A window that ends this close to the usable end leaves no time for an upload after it.
pub(super) const CLOSE: Duration = Duration::from_hours(1);

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows().filter(|window| window.in_force && window.run.run.kind != RunKind::Serving)
    {
        let Some(checkpoint) = window.run.run.checkpoint.as_ref() else { continue };
        let Some(block) = window.block.filter(|block| block.is_live() && !block.facts.open_ended) else {
            continue;
        };
        let Some(product) = block.product else { continue };
        let stops = product.early_stop.as_ref().is_some_and(|stop| !stop.value.is_zero());
        let deleted = product.vms_deleted_at_end.as_ref().is_some_and(|deleted| deleted.value);
        let close = window.window.end > block.usable_end() - CLOSE;
        let unknown = checkpoint.upload.is_zero() && checkpoint.size_gb > Decimal::default();
        // Machines that are deleted are H806.
        if !stops || deleted || !close || !unknown || is_past(facts, window.span()) {
            continue;
        }
        let message = format!(
            "{}: the last checkpoint has {} GB and no upload time, and {} stops at {}: state how long the upload takes",
            window.target(),
            checkpoint.size_gb,
            block.block.id,
            block.usable_end().compact(),
        );
        let tail = Span::new(block.usable_end() - CLOSE, block.usable_end());
        found.push(LINT.found(window.run.target(), message).field("checkpoint").when(tail));
    }
}
