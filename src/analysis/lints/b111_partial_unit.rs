use super::common::*;

pub static LINT: Lint = Lint {
    code: "B111",
    name: "partial-unit",
    severity: Severity::Error,
    doc: "A machine is sold in whole units of several nodes (a rack, an UltraServer), one unit a block, and this block is not one.",
    source: "the rule set: `units` (aws-parallelcluster 3.16.1, ULTRASERVER_CAPACITY_BLOCK_ALLOWED_SIZE_DICT: 9 or 18 instances)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(is_open) {
        let Some((product, machine)) = block.product.zip(block.machine) else { continue };
        let Some(unit) = product.unit_of(machine) else { continue };
        let (count, whole) = (block.facts.nodes, &unit.value.nodes);
        if whole.contains(&count) {
            continue;
        }
        let sizes: Vec<String> = whole.iter().map(u32::to_string).collect();
        let id = &block.block.id;
        let message = format!(
            "{id}: {} of {} {} not a whole unit: use {}, one unit a block",
            nodes(count),
            if machine.name.is_empty() { &machine.id } else { &machine.name },
            if count == 1 { "is" } else { "are" },
            sizes.join(" or "),
        );
        let diagnostic = LINT.found(block.target(), message).field("nodes");
        found.push(match whole.iter().copied().filter(|whole| *whole > count).min() {
            Some(next) => {
                let label = format!("ask for {}", nodes(next));
                diagnostic.fix_block(facts, id, &label, |block| block.nodes = Nodes::new(next))
            }
            None => diagnostic,
        });
    }
}
