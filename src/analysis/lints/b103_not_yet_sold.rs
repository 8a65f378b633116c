use super::common::*;

pub static LINT: Lint = Lint {
    code: "B103",
    name: "not-yet-sold",
    severity: Severity::Error,
    doc: "A block that is not bought starts further ahead than its provider sells. It can be bought later: a buy decision that is \
          dated on or after the first possible day settles it.",
    source: "the rule set: `horizon` (EC2 User Guide, SageMaker Developer Guide and azure-mgmt-compute: 56 days; Google calendar mode: 60 and 120)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let purchases = purchases(facts);
    for block in facts.blocks().filter(BlockView::is_unbought) {
        let Some((product, from)) = block.product.zip(block.dates.can_buy_from.as_ref()) else { continue };
        let from = from.at.ceil_minute();
        let planned = purchases.get(block.block.id.as_str());
        if from <= facts.now || planned.is_some_and(|(at, _)| *at >= from) {
            continue;
        }
        let id = &block.block.id;
        let horizon = product.horizon.as_ref().map_or(Duration::ZERO, |horizon| horizon.value);
        let message = format!(
            "{id} starts in {} days, and {} is sold at most {} ahead: plan to buy it {} or later",
            (block.block.start - facts.now).seconds() / Duration::from_days(1).seconds(),
            sold_as(product),
            horizon.words(),
            from.compact(),
        );
        let diagnostic = LINT.found(block.target(), message).when(Span::new(facts.now, from));
        let decision = match planned.and_then(|(_, decision)| *decision) {
            Some(decision) => decision.id.clone(),
            None => DecisionId::new(facts.plan.decisions.free_id(&format!("buy-{id}"))),
        };
        let label = format!("plan to decide on it {}", from.compact());
        let owner = &block.block.owner;
        found.push(diagnostic.fix_decision(facts, &decision, &label, |decision| {
            decision.about = Choice::Buy;
            decision.block = Some(id.clone());
            decision.decide_on = Some(from);
            if decision.owner.is_empty() {
                decision.owner = owner.clone();
            }
        }));
    }
}
