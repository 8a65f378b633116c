use super::b117_idle_prepaid_hours::is_prepaid;
use super::common::*;

pub static LINT: Lint = Lint {
    code: "H801",
    name: "launch-without-reservation",
    severity: Severity::Error,
    doc: "A run is handed over to a tool on a prepaid block that is bought, but the block has no reservation id, so that the launch \
          cannot name it and fails or starts elsewhere. Purchases that serve a target are H808.",
    source: "a public practitioner runbook; EC2 User Guide, capacity-blocks-launch",
    check: |facts, found| without_reference(&LINT, false, facts, found),
};

/// Windows that a tool starts on a bought block whose reservation nobody noted.
pub(super) fn without_reference(
    lint: &'static Lint,
    targeted: bool,
    facts: &Facts,
    found: &mut Vec<Diagnostic>,
) {
    let handed = |window: &&WindowView| window.in_force && !window.run.run.handover.is_empty();
    for window in facts.windows().filter(handed) {
        let Some(block) = window.block.filter(|block| block.facts.capacity == Capacity::Certain) else {
            continue;
        };
        let has_targets = block.product.is_some_and(|product| product.targets.is_some());
        let noted = !block.block.reference.is_empty();
        if noted || !is_prepaid(&block) || has_targets != targeted || is_past(facts, window.span()) {
            continue;
        }
        let message = format!(
            "the launch of {} by {} cannot name {}, which has no reservation id: note it under reference, else it fails or starts elsewhere",
            window.target(),
            words::quote(&window.run.run.handover),
            block.block.id,
        );
        found.push(lint.found(window.target(), message).when(window.span()));
    }
}
