use super::common::*;

pub static LINT: Lint = Lint {
    code: "B112",
    name: "run-past-usable-end",
    severity: Severity::Warning,
    doc: "A window uses the last minutes of a block, in which the provider already stops the machines. The run and its last \
          checkpoint must be over by the usable end.",
    source: "EC2 User Guide, capacity-blocks-how: instances are terminated from 30 minutes before the end, UltraServers from 60",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows() {
        let Some(block) = window.block.filter(BlockView::is_live) else { continue };
        let (usable_end, end) = (block.usable_end(), block.facts.span.end);
        let span = window.span();
        if block.facts.open_ended || span.end <= usable_end || span.end > end || is_past(facts, span) {
            continue;
        }
        let message = format!(
            "{} ends {}, but {} is stopped from {} on: end the run and its last checkpoint by then",
            window.target(),
            span.end.compact(),
            block.block.id,
            usable_end.compact(),
        );
        let tail = Span::new(usable_end.max(span.start), span.end);
        let diagnostic = LINT.found(window.target(), message).field("end").when(tail);
        found.push(if span.start < usable_end {
            let label = format!("end {} at {}", window.target(), usable_end.compact());
            fix_window(diagnostic, facts, window, &label, |window| window.end = usable_end)
        } else {
            diagnostic
        });
    }
}
