use super::common::*;

pub static LINT: Lint = Lint {
    code: "C708",
    name: "price-not-counted",
    severity: Severity::Warning,
    doc: "A part of a block's price counts nowhere: it is in another currency than the plan and has no `rate`, or there are two \
          rates by the hour, of which only `per_node_hour` holds.",
    source: "arithmetic: amounts of two currencies do not add up",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(|block| block.facts.cost.account.is_some()) {
        let Some(price) = block.block.price.as_ref() else { continue };
        let ours = &facts.plan.currency;
        let given = [price.upfront, price.per_node_hour, price.per_accelerator_hour];
        let is_foreign = !price.currency.is_empty() && !price.currency.eq_ignore_ascii_case(ours);
        let id = &block.block.id;
        let message = if is_foreign && price.rate.is_none() && given.iter().any(Option::is_some) {
            let (theirs, ours) = (words::quote(&price.currency), words::quote(ours));
            format!(
                "{id}: its price is in {theirs} and counts nowhere: add its rate, what one {theirs} is worth in {ours}"
            )
        } else if price.per_node_hour.is_some() && price.per_accelerator_hour.is_some() {
            format!("{id}: per_accelerator_hour does not count beside per_node_hour: take one of them out")
        } else {
            continue;
        };
        found.push(LINT.found(block.target(), message).field("price"));
    }
}
