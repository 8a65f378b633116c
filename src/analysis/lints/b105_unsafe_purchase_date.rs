use super::common::*;

pub static LINT: Lint = Lint {
    code: "B105",
    name: "unsafe-purchase-date",
    severity: Severity::Warning,
    doc: "A purchase is planned, or left, for a time at which payment or approval may not clear before the block starts. A block \
          that is not paid in time is released. Dates after the last possible moment are D502.",
    source: "the rule set: `buy_margin`, `payment_time` (EC2 User Guide, capacity-blocks-pricing-billing: up to 12 hours)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let (purchases, wanted) = (purchases(facts), is_wanted(facts));
    for block in facts.blocks().filter(|block| block.is_unbought() && is_planned(block, &wanted)) {
        let dates = block.dates;
        let Some((safe, last)) = dates.safe_buy_by.as_ref().zip(dates.must_buy_by.as_ref()) else { continue };
        let planned = purchases.get(block.block.id.as_str());
        let at = planned.map_or(facts.now, |(at, _)| *at);
        if at <= safe.at || at > last.at {
            continue;
        }
        let id = &block.block.id;
        let when = match planned {
            Some((at, _)) => format!("the purchase is planned for {}", at.compact()),
            None => "nobody has bought it".to_string(),
        };
        let todo = match safe.at > facts.now {
            true => format!("buy it by {}", safe.at.compact()),
            false => format!("buy it at once, at the latest {}", last.at.compact()),
        };
        let message = format!(
            "{id}: {when}, {} before its start, and {}: {todo}",
            about(block.block.start - at),
            safe.why,
        );
        let diagnostic = LINT.found(block.target(), message).when(Span::new(safe.at, block.block.start));
        found.push(match planned.and_then(|(_, decision)| *decision) {
            Some(decision) if safe.at > facts.now => {
                let label = format!("decide on it {}", safe.at.compact());
                let safe = safe.at;
                diagnostic
                    .fix_decision(facts, &decision.id, &label, |decision| decision.decide_on = Some(safe))
            }
            _ => diagnostic,
        });
    }
}
