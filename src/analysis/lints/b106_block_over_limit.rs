use crate::model::terms::Scope;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "B106",
    name: "block-over-limit",
    severity: Severity::Error,
    doc: "A block has more nodes than its provider sells in one. Several blocks are not one placement: nothing is promised about \
          the network between them. A warning where the limit is inferred.",
    source: "the rule set: `limits` per block (EC2 User Guide and botocore InstanceCount: 64; Google release note: 80)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(is_open) {
        let limit = block.product.and_then(|product| product.limit(Scope::Block));
        let Some((max, rule)) = limit.filter(|(max, _)| block.facts.nodes > (*max).max(1)) else { continue };
        let message = format!(
            "{} asks for {}, and the limit is {max} per block: split it into {} blocks, which are not one placement",
            block.block.id,
            nodes(block.facts.nodes),
            block.facts.nodes.div_ceil(max.max(1)),
        );
        let severity = if rule.evidence.is_doubtful() { Severity::Warning } else { LINT.severity };
        found.push(
            LINT.found(block.target(), message).severity(severity).field("nodes").when(block.facts.span),
        );
    }
}
