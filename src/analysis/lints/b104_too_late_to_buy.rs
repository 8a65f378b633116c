use super::common::*;

pub static LINT: Lint = Lint {
    code: "B104",
    name: "too-late-to-buy",
    severity: Severity::Error,
    doc: "A block that is not bought starts so soon, or has started, that its provider does not sell it any more. Offers that \
          nothing stands on, and capacity that is started when needed, are not judged.",
    source: "the rule set: `lead`, `same_day_cutoff` (EC2 User Guide: 30 minutes; Google calendar mode: 87 hours for GPUs; azure-mgmt-compute: same day until 11:30 UTC)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let wanted = is_wanted(facts);
    for block in facts.blocks().filter(|block| block.is_unbought() && is_planned(block, &wanted)) {
        let Some((product, by)) = block.product.zip(block.dates.must_buy_by.as_ref()) else { continue };
        let is_free =
            |rule: &crate::model::sourced::Known<bool>| rule.as_ref().is_some_and(|rule| rule.value);
        if by.at >= facts.now || is_free(&product.unpromised) || is_free(&product.queued) {
            continue;
        }
        let start = block.block.start;
        let since = if start > facts.now {
            format!("in {}", about(start - facts.now))
        } else {
            format!("{} ago", about(facts.now - start))
        };
        // The first start that can still be bought, if it is bought now.
        let first =
            (facts.now + product.lead.as_ref().map_or(start - by.at, |lead| lead.value)).ceil_minute();
        let run = facts.windows_on(&block).first().map(|window| window.run.run);
        let todo = run.map_or_else(|| "give it up".to_string(), |run| fall_back(facts, run));
        let message = format!(
            "too late to buy {}: it starts {}, {since}, and {} ({}): move the start to {} or later, or {todo}",
            block.block.id,
            start.compact(),
            by.why,
            sold_as(product),
            first.compact(),
        );
        found.push(
            LINT.found(block.target(), message).field("start").when(Span::new(by.at, start.max(by.at))),
        );
    }
}
