use super::common::*;

pub static LINT: Lint = Lint {
    code: "R204",
    name: "rare-checkpoint-at-end",
    severity: Severity::Warning,
    doc: "A run works on into the last minutes of a block and is not done there. Between the provider's warning and the usable end \
          lies less time than between two checkpoints, and none is written on the warning, so that work is lost. \
          One finding a run, about the first such window.",
    source: "the rule set: `warning`, `early_stop` (EC2 User Guide, capacity-blocks-monitor: 10 minutes between them)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let mut last_run = None;
    for window in facts.windows().filter(|window| window.in_force) {
        // Once a run: the same setting mends all its windows.
        if last_run == Some(window.run.at) {
            continue;
        }
        let Some(checkpoint) = window.run.run.checkpoint.as_ref().filter(|c| !c.on_warning) else { continue };
        let Some(block) = window.block.filter(BlockView::is_live) else { continue };
        let Some(warning) = block.dates.warning.as_ref() else { continue };
        let (usable_end, span) = (block.usable_end(), window.span());
        let gap = usable_end - warning.at;
        let is_over = window.run.facts.planned_end.is_some_and(|end| end <= warning.at);
        let is_cut = span.end > warning.at && span.start < warning.at && !is_over;
        if !is_cut || checkpoint.interval <= gap || is_past(facts, span) {
            continue;
        }
        last_run = Some(window.run.at);
        let run = window.run.run;
        let message = format!(
            "{} checkpoints every {}, and {} lie between the warning and the usable end of {}: up to {} of work is lost at {}, so checkpoint on the warning",
            run.id,
            checkpoint.interval.words(),
            gap.words(),
            block.block.id,
            checkpoint.interval.words(),
            usable_end.compact(),
        );
        let diagnostic = LINT.found(window.target(), message).when(Span::new(warning.at, usable_end));
        found.push(diagnostic.fix_run(facts, &run.id, "checkpoint on the warning", |run| {
            if let Some(checkpoint) = run.checkpoint.0.as_mut() {
                checkpoint.on_warning = true;
            }
        }));
    }
}
