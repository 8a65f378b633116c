use super::common::*;

pub static LINT: Lint = Lint {
    code: "P607",
    name: "gang-over-blocks",
    severity: Severity::Warning,
    doc: "One gang spans several blocks whose product promises closeness inside a block only. Buy one block, or measure the loss. \
          Gangs over zones or regions are P601 and P602.",
    source: "the rule set: `adjacent` (EC2 User Guide, Capacity Blocks for ML: UltraCluster placement inside one block)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for part in facts.parts().filter(|part| part.windows.len() > 1 && part.is_gang()) {
        for (a, b) in part.together() {
            let Some((here, there)) = a.block.zip(b.block).filter(|(here, there)| here.at != there.at) else {
                continue;
            };
            let apart = here.place().same_zone(&there.place()) == Some(false)
                || here.place().same_region(&there.place()) == Some(false);
            let promised = |block: &BlockView| {
                block.product.and_then(|product| product.adjacent.as_ref()).is_some_and(|rule| rule.value)
            };
            if apart || !promised(&here) && !promised(&there) {
                continue;
            }
            let message = format!(
                "{} is one gang over {} and {}, and closeness is promised only inside a block: use one block of {} or measure the loss",
                part.target(),
                here.block.id,
                there.block.id,
                nodes(a.nodes() + b.nodes()),
            );
            let when = a.span().intersect(b.span()).unwrap_or(b.span());
            found.push(LINT.found(b.target(), message).field("block").when(when));
        }
    }
}
