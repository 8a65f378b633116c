use super::common::*;

pub static LINT: Lint = Lint {
    code: "C704",
    name: "discount-does-not-apply",
    severity: Severity::Warning,
    doc: "A block's price counts on a discount (a savings plan, reserved instances, committed use) that its product does not give.",
    source: "the rule set: `discounts_apply` (EC2 User Guide, capacity-blocks-pricing-billing)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(BlockView::is_live) {
        let Some(price) = block.block.price.as_ref().filter(|price| !price.discount.is_empty()) else {
            continue;
        };
        let applies = block.product.and_then(|product| product.discounts_apply.as_ref());
        if applies.is_none_or(|applies| applies.value) {
            continue;
        }
        let fee = block.facts.cost.total.map_or_else(String::new, |fee| format!(" of {}", facts.money(fee)));
        let message = format!(
            "{}: the discount {} does not apply to {}: plan the full fee{fee}",
            block.block.id,
            words::quote(&price.discount),
            block.product.map_or("it", sold_as),
        );
        let diagnostic = LINT.found(block.target(), message).field("price");
        found.push(diagnostic.fix_block(facts, &block.block.id, "plan without the discount", |block| {
            if let Some(price) = block.price.0.as_mut() {
                price.discount.clear();
            }
        }));
    }
}
