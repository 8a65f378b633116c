use super::common::*;
use crate::base::sort;

pub static LINT: Lint = Lint {
    code: "S303",
    name: "contention-without-priority",
    severity: Severity::Warning,
    doc: "Runs of equal priority want more nodes of a block than it has, so that nobody can say which one gives way.",
    source: "judgement (Kueue and HyperPod have priorities and preemption)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(BlockView::is_live) {
        let spans = block.facts.load.over(i64::from(block.facts.nodes));
        for (span, windows) in spans.iter().zip(active_in(facts, &block, &spans)) {
            let mut runs: Vec<&Run> = windows.iter().map(|window| window.run.run).collect();
            sort::by(&mut runs, |a, b| (a.priority, &a.id).cmp(&(b.priority, &b.id)));
            runs.dedup_by(|a, b| a.id == b.id);
            let equal = runs.chunk_by(|a, b| a.priority == b.priority).find(|same| same.len() > 1);
            let Some(equal) = equal else { continue };
            let priority = equal.first().map_or(0, |run| run.priority);
            let message = format!(
                "{} want more nodes of {} than it has from {}, all with priority {priority}: rank them",
                list(equal.iter().map(|run| run.id.as_str())),
                block.block.id,
                span.start.compact(),
            );
            found.push(LINT.found(block.target(), message).when(*span));
        }
    }
}
