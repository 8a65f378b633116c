use super::common::*;

pub static LINT: Lint = Lint {
    code: "B120",
    name: "impaired-block",
    severity: Severity::Warning,
    doc: "The provider reports nodes of a block as unavailable, or the network between them as impaired.",
    source: "botocore, CapacityBlockStatus; AWS blog of 2026-05-07 (a failed instance is back after about ten minutes)",
    check,
};

/// What providers call an interconnect that works, or about which they do not know.
const FINE: &[&str] = &["", "ok", "healthy", "insufficient-data"];

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(|block| block.is_live() && !is_past(facts, block.facts.span)) {
        let (lost, all) = (block.block.unavailable_nodes, block.facts.nodes);
        let interconnect = block.block.interconnect.as_str();
        let impaired = !FINE.iter().any(|fine| interconnect.eq_ignore_ascii_case(fine));
        if lost == 0 && !impaired {
            continue;
        }
        let mut what = Vec::new();
        if lost > 0 {
            what.push(format!("{lost} of {} unavailable", nodes(all)));
        }
        if impaired {
            what.push(format!("interconnect {}", words::quote(interconnect)));
        }
        let back = block.product.and_then(|product| product.replace_node.as_ref());
        let back = back.map_or_else(String::new, |back| format!(" ({} a node)", back.value.words()));
        let message = format!(
            "{}: {}: start replacements in it{back} or plan with {}",
            block.block.id,
            what.join(", "),
            nodes(all.saturating_sub(lost)),
        );
        found.push(LINT.found(block.target(), message).when(block.facts.span));
    }
}
