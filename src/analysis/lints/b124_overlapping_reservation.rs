use super::common::*;
use super::hosts::Hosts;
use crate::base::sort;

pub static LINT: Lint = Lint {
    code: "B124",
    name: "overlapping-reservation",
    severity: Severity::Error,
    doc: "Two reservations name the same hosts at the same time, which their cluster manager refuses. A maintenance block, or a \
          tag with the flag that allows it (OVERLAP), is not judged.",
    source: "the rule set: `overlap` (measured with Slurm 24.11.5; man scontrol)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let mut blocks: Vec<(BlockView, Hosts)> = facts
        .blocks()
        .filter(|block| block.is_live() && is_refused(block))
        .map(|block| (block, Hosts::parse(&block.block.hosts)))
        .filter(|(_, hosts)| !hosts.is_empty())
        .collect();
    sort::by_key(&mut blocks, |(block, _)| (block.facts.span.start, block.at));
    let mut active: Vec<&(BlockView, Hosts)> = Vec::new();
    for later in &blocks {
        active.retain(|(earlier, _)| earlier.facts.span.end > later.0.facts.span.start);
        for earlier in &active {
            let both = earlier.0.facts.span.intersect(later.0.facts.span);
            let Some((both, hosts)) = both.zip(earlier.1.shared(&later.1)) else { continue };
            let flags = later.0.product.and_then(|product| product.overlap.as_ref());
            let flags = flags.map_or_else(Vec::new, |overlap| overlap.value.unless.clone());
            let message = format!(
                "{} overlaps {} on {} from {}: move it, name other hosts, or set {}",
                later.0.block.id,
                earlier.0.block.id,
                words::quote(&hosts),
                during(both),
                if flags.is_empty() { "a flag that allows it".to_string() } else { flags.join(" or ") },
            );
            found.push(LINT.found(later.0.target(), message).field("hosts").when(both));
        }
        active.push(later);
    }
}

fn is_refused(block: &BlockView) -> bool {
    let overlap = block.product.and_then(|product| product.overlap.as_ref());
    overlap.is_some_and(|overlap| {
        let is_flag = |tag: &String| overlap.value.unless.iter().any(|flag| flag.eq_ignore_ascii_case(tag));
        overlap.value.refused && !block.block.maintenance && !block.block.tags.iter().any(is_flag)
    })
}
