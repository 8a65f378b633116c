use super::common::*;

pub static LINT: Lint = Lint {
    code: "F404",
    name: "common-cause",
    severity: Severity::Warning,
    doc: "A fallback stands on a block that the run itself stands on and that is not certain to come, so that one denial takes \
          both; without windows, the only block with room for it is such a one. The same zone is information.",
    source: "judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    of_windows(facts, found);
    of_places(facts, found);
}

/// Rungs without windows, where they would run as the plan is.
fn of_places(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        let rungs = run.run.fallbacks.iter().zip(&run.facts.rungs);
        for (rung, rung_facts) in rungs.filter(|(rung, _)| rung.acceptable != Acceptable::No) {
            let Some(place) = &rung_facts.place else { continue };
            let uncertain = facts.block(&place.block).is_some_and(|block| !block.block.status.row().certain);
            if !uncertain || !run.facts.windows.iter().any(|window| window.block == place.block) {
                continue;
            }
            let message = format!(
                "fallback {0} of {1} has room only on {2}, where {1} itself stands, so one failure takes both: plan another block for it, or machines by the hour",
                rung.id, run.run.id, place.block,
            );
            let target = Target::Fallback(run.run.id.clone(), rung.id.clone());
            found.push(LINT.found(target, message).when(place.span));
        }
    }
}

fn of_windows(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for part in facts.parts().filter(|part| !part.in_force && part.rung.is_some()) {
        let Some(rung) = part.rung.filter(|rung| rung.acceptable != Acceptable::No) else { continue };
        let own: Vec<BlockView> =
            facts.in_force(&part.run).iter().filter_map(|window| window.block).collect();
        let theirs: Vec<BlockView> = part.windows.iter().filter_map(|window| window.block).collect();
        let uncertain = |block: &&BlockView| !block.block.status.row().certain;
        let same_block =
            theirs.iter().filter(uncertain).find(|block| own.iter().any(|own| own.at == block.at));
        let same_zone = || {
            theirs.iter().filter(uncertain).find(|block| {
                own.iter()
                    .any(|own| own.at != block.at && own.place().same_zone(&block.place()) == Some(true))
            })
        };
        let (what, severity) = match (same_block, same_zone()) {
            (Some(block), _) => (format!("block {}", block.block.id), LINT.severity),
            (None, Some(block)) => (format!("zone {}", block.place().name()), Severity::Info),
            (None, None) => continue,
        };
        let message = format!(
            "fallback {} shares {what} with {}, so one failure takes both: choose another block, zone or provider",
            rung.id, part.run.run.id,
        );
        let when = part.windows.iter().map(WindowView::span).reduce(Span::hull);
        let diagnostic = LINT.found(part.target(), message).severity(severity);
        found.push(match when {
            Some(when) => diagnostic.when(when),
            None => diagnostic,
        });
    }
}
