use crate::base::sort;
use std::collections::BTreeMap;

use crate::base::steps::Steps;
use crate::model::terms::Scope;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "B107",
    name: "sum-over-limit",
    severity: Severity::Error,
    doc: "Blocks of one product that cover the same moment have more nodes together than an account or organization may hold. \
          Offers that nothing stands on do not count.",
    source: "the rule set: `limits` per account and organization (EC2 User Guide, Capacity Blocks for ML: 256 instances on one date)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let wanted = is_wanted(facts);
    let mut groups: BTreeMap<(&str, &str, &str), (u32, Vec<BlockView>)> = BTreeMap::new();
    for block in facts.blocks().filter(|block| block.is_live() && is_planned(block, &wanted)) {
        let Some(product) = block.product else { continue };
        let scopes =
            [(Scope::Organization, "organization", ""), (Scope::Account, "account", &*block.block.account)];
        for (scope, word, key) in scopes {
            if let Some((max, _)) = product.limit(scope) {
                let group = groups.entry((&product.id, word, key)).or_insert((max, Vec::new()));
                group.1.push(block);
            }
        }
    }
    for ((_, word, _), (max, blocks)) in &mut groups {
        sort::by_key(blocks, |block| (block.facts.span.start, block.at));
        let parts = blocks.iter().map(|block| (block.facts.span, i64::from(block.facts.nodes)));
        let load = Steps::from_parts(parts);
        let mut next = 0;
        let mut active: Vec<&BlockView> = Vec::new();
        for span in load.over(i64::from(*max)) {
            while let Some(block) = blocks.get(next).filter(|block| block.facts.span.start < span.end) {
                active.push(block);
                next += 1;
            }
            active.retain(|block| block.facts.span.end > span.start);
            let most = load.max_in(span);
            // A single block that is too large is B106.
            let Some(last) = active.last().filter(|_| active.len() > 1) else { continue };
            let message = format!(
                "{} in {} overlap {}, and the limit per {word} is {max}: drop {} or move one block",
                nodes(most),
                list(active.iter().map(|block| block.block.id.as_str())),
                during(span),
                nodes(most - i64::from(*max)),
            );
            found.push(LINT.found(last.target(), message).field("nodes").when(span));
        }
    }
}
