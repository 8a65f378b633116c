use super::common::*;

pub static LINT: Lint = Lint {
    code: "B114",
    name: "total-length-over-limit",
    severity: Severity::Error,
    doc: "A block with all its extensions lasts longer than its provider allows, or has an extension where none is sold.",
    source: "the rule set: `total_length`, `extend` (EC2 User Guide, capacity-blocks-extend: 182 days; Azure and Google: no extension)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(|block| block.is_live() && !block.block.extensions.is_empty()) {
        let Some((product, end)) = block.product.zip(block.block.end) else { continue };
        let open = block.block.extensions.iter().filter(|extension| {
            extension.until > end && extension.status.row().capacity == Capacity::Planned
        });
        let Some(last) = open.max_by_key(|extension| extension.until) else { continue };
        let id = &block.block.id;
        let length = last.until - block.block.start;
        let limit = product.total_length.as_ref().map(|limit| limit.value);
        let message = if product.extend.as_ref().is_some_and(|extend| !extend.value) {
            format!(
                "{id}: {} cannot be extended, and {} plans it: plan a new block instead",
                sold_as(product),
                last.id
            )
        } else if let Some(limit) = limit.filter(|limit| length > *limit) {
            format!(
                "{id} with its extensions lasts {}, and the limit is {}: shorten {} by {} or plan a new block",
                length.words(),
                limit.words(),
                last.id,
                (length - limit).words(),
            )
        } else {
            continue;
        };
        found.push(LINT.found(block.target(), message).field("extensions").when(Span::new(end, last.until)));
    }
}
