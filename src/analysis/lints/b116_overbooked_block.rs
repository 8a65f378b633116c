use super::common::*;

pub static LINT: Lint = Lint {
    code: "B116",
    name: "overbooked-block",
    severity: Severity::Error,
    doc: "More nodes of a block are assigned at one moment than it has. Back-to-back windows touch and do not clash. Move or \
          shrink one of the runs. A single window that is larger than its block is R206.",
    source: "arithmetic",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(BlockView::is_live) {
        let spans = block.facts.load.over(i64::from(block.facts.nodes));
        for (span, windows) in spans.iter().zip(active_in(facts, &block, &spans)) {
            if windows.len() > 1 {
                found.push(overbooked(facts, &block, *span, &windows));
            }
        }
    }
}

fn overbooked(facts: &Facts, block: &BlockView, span: Span, windows: &[WindowView]) -> Diagnostic {
    let most = block.facts.load.max_in(span);
    let over = most - i64::from(block.facts.nodes);
    let message = format!(
        "{} has {}, but {most} are assigned {} ({}): move or shrink one run by {}",
        block.block.id,
        nodes(block.facts.nodes),
        during(span),
        list(run_ids(windows)),
        nodes(over),
    );
    let diagnostic = LINT.found(block.target(), message).when(span);
    match windows.iter().filter(|window| can_give(window, over)).min_by_key(|w| w.run.run.priority) {
        Some(window) => {
            let left = i64::from(window.nodes()) - over;
            let label = format!("shrink {} to {}", window.target(), nodes(left));
            fix_window(diagnostic, facts, window, &label, |window| {
                window.nodes = Nodes::new(u32::try_from(left).unwrap_or(1));
            })
        }
        None => diagnostic,
    }
}

/// It can run on that many nodes fewer.
fn can_give(window: &WindowView, over: i64) -> bool {
    !window.window.pinned && i64::from(window.nodes()) - over >= i64::from(window.need().range().0.get())
}
