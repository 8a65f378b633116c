use crate::model::terms::Share;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "S304",
    name: "account-cannot-use-block",
    severity: Severity::Error,
    doc: "A run is in another account or subscription than its block, and the block's product cannot be shared.",
    source: "the rule set: `share` (EC2 User Guide: UltraServer blocks; azure-mgmt-compute: not across subscriptions)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows().filter(|window| !window.run.run.account.is_empty()) {
        let Some(block) = window.block.filter(|block| !block.block.account.is_empty()) else { continue };
        let (theirs, ours) = (block.block.account.as_str(), window.run.run.account.as_str());
        let share = block.product.and_then(|product| product.share.as_ref());
        if theirs == ours || share.is_none_or(|share| share.value != Share::Nobody) {
            continue;
        }
        let message = format!(
            "{} ({}) belongs to {}, and {} is in {}; it cannot be shared: buy it in {} or move the run",
            block.block.id,
            block.product.map_or("", sold_as),
            words::quote(theirs),
            window.target(),
            words::quote(ours),
            words::quote(ours),
        );
        let severity = severity(&LINT, window.in_force);
        found
            .push(LINT.found(window.target(), message).severity(severity).field("block").when(window.span()));
    }
}
