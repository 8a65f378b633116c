use super::common::*;

pub static LINT: Lint = Lint {
    code: "R219",
    name: "window-before-usable-start",
    severity: Severity::Warning,
    doc: "A window begins with its block, while machines still boot, load their image and pass their health check. That time \
          is not productive; planned work should begin at the usable start.",
    source: "public practitioner runbooks: 2 to 5 minutes to boot, 3.5 minutes to the first job; 30 minutes is a default of the plan",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows() {
        let Some(block) = window.block.filter(BlockView::is_live) else { continue };
        let (span, begins, usable) = (window.span(), block.facts.span.start, block.facts.usable.start);
        if span.start < begins || span.start >= usable || usable <= facts.now {
            continue;
        }
        let message = format!(
            "{} begins {}, but {} boots and is checked until {} ({}): start productive work then",
            window.target(),
            span.start.compact(),
            block.block.id,
            usable.compact(),
            (usable - begins).words(),
        );
        let head = Span::new(span.start, usable.min(span.end));
        let diagnostic = LINT.found(window.target(), message).field("start").when(head);
        found.push(if usable < span.end {
            let label = format!("start {} at {}", window.target(), usable.compact());
            fix_window(diagnostic, facts, window, &label, |window| window.start = usable)
        } else {
            diagnostic
        });
    }
}
