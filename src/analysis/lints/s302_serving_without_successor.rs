use super::common::*;

pub static LINT: Lint = Lint {
    code: "S302",
    name: "serving-without-successor",
    severity: Severity::Error,
    doc: "A latency-sensitive run stays on a block until it is taken away, and nothing follows. A deadline says that it may end by \
          then.",
    source: "EC2 User Guide, capacity-blocks-how (instances are terminated at the end)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| run.run.kind == RunKind::Serving && !is_done(run.run)) {
        let windows = facts.in_force(&run);
        let Some(last) = windows.iter().max_by_key(|window| window.window.end) else { continue };
        let Some(block) = last.block.filter(|block| block.is_live() && !block.facts.open_ended) else {
            continue;
        };
        let (end, usable_end) = (last.window.end, block.usable_end());
        let may_end = run.run.deadline.is_some_and(|deadline| deadline <= end);
        let rests = end > usable_end - super::r214_upload_not_planned::CLOSE;
        if !rests || may_end || usable_end <= facts.now {
            continue;
        }
        let message = format!(
            "{} rests on {} until {} and nothing follows: add a successor or move it before then",
            run.run.id,
            block.block.id,
            usable_end.compact(),
        );
        found.push(
            LINT.found(run.target(), message)
                .field("windows")
                .when(Span::new(usable_end, block.facts.span.end)),
        );
    }
}
