use super::common::*;

pub static LINT: Lint = Lint {
    code: "B119",
    name: "payment-pending-too-long",
    severity: Severity::Warning,
    doc: "A block waits for its payment longer than that may take, or too close to its start. A block that is not paid in time is \
          released.",
    source: "the rule set: `payment_time`, `payment_before_start` (EC2 User Guide, capacity-blocks-pricing-billing: 12 hours, and 5 minutes before the start)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(|block| block.block.status.stage() == Stage::PaymentPending) {
        let Some(by) = block.dates.pay_by.as_ref().filter(|by| by.at <= facts.now) else { continue };
        let since = block.block.purchased_at.map_or_else(
            || "payment is pending".to_string(),
            |at| format!("payment is pending for {}", about(facts.now - at)),
        );
        let run = facts.windows_on(&block).first().map(|window| window.run.run);
        let todo = run.map_or_else(String::new, |run| format!(" and be ready to {}", fall_back(facts, run)));
        let message = format!(
            "{}: {since}, and {} ({}): an unpaid block is released, so check the payment method{todo}",
            block.block.id,
            by.why,
            by.at.compact(),
        );
        found.push(LINT.found(block.target(), message).field("status").when(Span::new(by.at, facts.now)));
    }
}
