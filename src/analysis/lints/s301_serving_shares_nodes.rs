use super::common::*;

pub static LINT: Lint = Lint {
    code: "S301",
    name: "serving-shares-nodes",
    severity: Severity::Error,
    doc: "A latency-sensitive run and other work take more nodes of a block at one moment than it has, so that they share \
          nodes and answers become slow. Both on one block, each on nodes of its own, is fine.",
    source: "judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(BlockView::is_live) {
        let spans = block.facts.load.over(i64::from(block.facts.nodes));
        for (span, windows) in spans.iter().zip(active_in(facts, &block, &spans)) {
            let (serving, others): (Vec<_>, Vec<_>) =
                windows.iter().partition(|window| window.run.run.kind == RunKind::Serving);
            if serving.is_empty() || others.is_empty() {
                continue;
            }
            let shared = block.facts.load.max_in(*span) - i64::from(block.facts.nodes);
            let message = format!(
                "{} (latency-sensitive) shares {} of {} with {}, {}: give it nodes or a block of its own",
                list(run_ids(serving.iter().copied())),
                nodes(shared),
                block.block.id,
                list(run_ids(others)),
                during(*span),
            );
            let target = serving.first().map_or(block.target(), |window| window.run.target());
            found.push(LINT.found(target, message).when(*span));
        }
    }
}
