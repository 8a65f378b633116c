use super::common::*;

pub static LINT: Lint = Lint {
    code: "D508",
    name: "extension-assumed",
    severity: Severity::Warning,
    doc: "A run uses a block beyond the end that is bought. Extensions are not guaranteed: they need free capacity, and their \
          payment must clear in time.",
    source: "the rule set: `extend_guaranteed`, `extend_margin` (EC2 User Guide, capacity-blocks-extend)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows().filter(|window| window.in_force) {
        let Some(block) = window.block.filter(|block| block.is_live() && !block.is_unbought()) else {
            continue;
        };
        let (bought, span) = (block.facts.bought_until, window.span());
        let extended = bought < block.facts.span.end;
        let guaranteed = block.product.and_then(|product| product.extend_guaranteed.as_ref());
        if !extended
            || span.end <= bought
            || guaranteed.is_some_and(|rule| rule.value)
            || is_past(facts, span)
        {
            continue;
        }
        let by =
            block.dates.safe_extend_by.as_ref().or(block.dates.extend_by.as_ref()).map_or(bought, |by| by.at);
        let message = format!(
            "{} uses {} until {}, but it is bought until {}, and the extension by {} is not guaranteed: buy it by {}",
            window.target(),
            block.block.id,
            span.end.compact(),
            bought.compact(),
            (block.facts.span.end - bought).words(),
            by.compact(),
        );
        found.push(LINT.found(window.target(), message).when(Span::new(bought.max(span.start), span.end)));
    }
}
