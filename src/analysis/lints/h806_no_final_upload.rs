use super::common::*;

pub static LINT: Lint = Lint {
    code: "H806",
    name: "no-final-upload",
    severity: Severity::Warning,
    doc: "A run works to the end of a block whose machines, with their disks, are deleted then, and plans no upload of its last \
          checkpoint.",
    source: "the rule set: `vms_deleted_at_end` (compute.v1 discovery document, reservationMode CALENDAR)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows().filter(|window| window.in_force && window.run.run.kind != RunKind::Serving)
    {
        let Some(block) = window.block.filter(|block| block.is_live() && !block.facts.open_ended) else {
            continue;
        };
        let deleted = block.product.and_then(|product| product.vms_deleted_at_end.as_ref());
        let uploads =
            window.run.run.checkpoint.as_ref().is_some_and(|checkpoint| !checkpoint.upload.is_zero());
        let by = block.usable_end();
        let close = window.window.end > by - super::r214_upload_not_planned::CLOSE;
        if deleted.is_none_or(|deleted| !deleted.value) || uploads || !close || is_past(facts, window.span())
        {
            continue;
        }
        let message = format!(
            "{} on {}: machines are deleted at {} and no final upload is planned: state its time under checkpoint, it ends by {}",
            window.target(),
            block.block.id,
            block.facts.span.end.compact(),
            by.compact(),
        );
        let tail = Span::new(by - super::r214_upload_not_planned::CLOSE, by);
        found.push(LINT.found(window.run.target(), message).field("checkpoint").when(tail));
    }
}
