use super::b117_idle_prepaid_hours::is_prepaid;
use super::common::*;

pub static LINT: Lint = Lint {
    code: "C705",
    name: "credits-assumed",
    severity: Severity::Warning,
    doc: "A prepaid block that is not bought counts on credits. Credit programs may exclude block fees.",
    source: "a public practitioner runbook",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(|block| block.is_unbought() && is_prepaid(block)) {
        let credits = block.block.price.as_ref().and_then(|price| price.credits);
        let Some(credits) = credits.filter(|credits| !credits.is_zero()) else { continue };
        let dates = block.dates;
        let by =
            dates.safe_buy_by.as_ref().or(dates.must_buy_by.as_ref()).map_or(block.block.start, |by| by.at);
        let fee = block.facts.cost.total.map_or_else(|| "the fee".to_string(), |fee| facts.money(fee));
        let message = format!(
            "{}: {} in credits are assumed, and the program may exclude block fees: confirm by {} or plan {fee} in cash",
            block.block.id,
            facts.money(credits),
            by.compact(),
        );
        found.push(LINT.found(block.target(), message).field("price"));
    }
}
