use super::common::*;

pub static LINT: Lint = Lint {
    code: "B108",
    name: "unusual-size",
    severity: Severity::Warning,
    doc: "A block has a number of nodes that its product is not, or not usually, sold in. An error where the provider enforces \
          its list, a warning for wishes elsewhere.",
    source: "the rule set: `sizes` (azure-mgmt-compute sku.capacity; elsewhere judgement: current EC2 text names only a maximum)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(is_open) {
        let Some((product, rule)) = block.product.and_then(|p| Some((p, p.sizes.as_ref()?))) else {
            continue;
        };
        let (count, sizes) = (block.facts.nodes, &rule.value);
        let is_wish = block.block.status.stage() == Stage::Wanted;
        if sizes.allows(count) || !sizes.strict && !is_wish {
            continue;
        }
        let (below, above) = sizes.around(count);
        let near: Vec<String> = [below, above].into_iter().flatten().map(|near| near.to_string()).collect();
        let id = &block.block.id;
        let how = if sizes.strict { "is not sold in" } else { "is not usually sold in" };
        let message = format!(
            "{id} asks for {}, and {} {how} that number: the nearest {} {}",
            nodes(count),
            sold_as(product),
            if near.len() == 1 { "is" } else { "are" },
            near.join(" and "),
        );
        let severity = if sizes.strict { Severity::Error } else { LINT.severity };
        let diagnostic = LINT.found(block.target(), message).severity(severity).field("nodes");
        // The larger one holds every window; the smaller one only where no window needs more.
        let most = block.facts.load.max_in(block.facts.span);
        let best = above.or(below.filter(|below| i64::from(*below) >= most));
        found.push(match best {
            Some(best) => {
                let label = format!("ask for {}", nodes(best));
                diagnostic.fix_block(facts, id, &label, |block| block.nodes = Nodes::new(best))
            }
            None => diagnostic,
        });
    }
}
