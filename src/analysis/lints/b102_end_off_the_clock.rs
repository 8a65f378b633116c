use super::common::*;

pub static LINT: Lint = Lint {
    code: "B102",
    name: "end-off-the-clock",
    severity: Severity::Error,
    doc: "Blocks of some products all end at one time of day, and this one ends at another. A warning where the rule is \
          inferred. Blocks with a provider's reservation id are not judged.",
    source: "the rule set: `end_clock` (EC2 User Guide, capacity-blocks-purchase: 11:30 UTC; Azure: one published example)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(|block| block.is_live() && block.block.reference.is_empty()) {
        let Some((product, end)) = block.product.zip(block.block.end) else { continue };
        let Some(clock) = product.end_clock.as_ref().filter(|_| end > facts.now) else { continue };
        let (before, after) = clock.value.around(end);
        if before == end {
            continue;
        }
        let nearest = if end - before < after - end { before } else { after };
        let right = if nearest > block.block.start { nearest } else { after };
        let off = if right > end { right - end } else { end - right };
        let id = &block.block.id;
        let message = format!(
            "{id} ends {}, but {} ends at {} UTC, {} {}: move the end to {}",
            end.compact(),
            sold_as(product),
            clock.value,
            off.words(),
            if right > end { "later" } else { "earlier" },
            right.compact(),
        );
        let severity = if clock.evidence.is_doubtful() { Severity::Warning } else { LINT.severity };
        let when = Span::new(end.min(right), end.max(right));
        let diagnostic = LINT.found(block.target(), message).severity(severity).field("end").when(when);
        let label = format!("end {id} at {}", right.compact());
        found.push(diagnostic.fix_block(facts, id, &label, |block| block.end = Some(right)));
    }
}
