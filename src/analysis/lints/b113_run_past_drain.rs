use super::common::*;

pub static LINT: Lint = Lint {
    code: "B113",
    name: "run-past-drain",
    severity: Severity::Info,
    doc: "The tool that starts a run empties nodes of its own accord before the provider stops them, and the run uses that time. \
          Treat the beginning of the drain as the usable end.",
    source: "the rule set: `drains` (aws/karpenter-provider-aws, ODCR documentation: 40 minutes before the end)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows().filter(|window| !window.run.run.handover.is_empty()) {
        let Some(block) = window.block.filter(|block| block.is_live() && !block.facts.open_ended) else {
            continue;
        };
        let Some(product) = block.product else { continue };
        let tool = &window.run.run.handover;
        let drain = product.drains.iter().find(|drain| drain.value.tool.eq_ignore_ascii_case(tool));
        let Some(drain) = drain else { continue };
        let from = block.facts.span.end - drain.value.before_end;
        let span = window.span();
        // Later than the usable end is B112.
        if span.end <= from || span.end > block.usable_end() || span.start >= from || is_past(facts, span) {
            continue;
        }
        let message = format!(
            "{} ends {}, and {} drains {} from {}, {} before its end: treat that as the usable end",
            window.target(),
            span.end.compact(),
            drain.value.tool,
            block.block.id,
            from.compact(),
            drain.value.before_end.words(),
        );
        let diagnostic = LINT.found(window.target(), message).field("end").when(Span::new(from, span.end));
        let label = format!("end {} at {}", window.target(), from.compact());
        found.push(fix_window(diagnostic, facts, window, &label, |window| window.end = from));
    }
}
