use super::common::*;

pub static LINT: Lint = Lint {
    code: "B118",
    name: "run-on-dead-block",
    severity: Severity::Error,
    doc: "A run stands on a block that was denied, cancelled, has expired or is over. Move it to another block, or put a rung of \
          its ladder in force.",
    source: "botocore, CapacityReservationState and CapacityBlockResourceState",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows().filter(|window| !is_done(window.run.run)) {
        let Some(block) = window.block.filter(|block| !block.is_live()) else { continue };
        if is_past(facts, window.span()) {
            continue;
        }
        let run = window.run.run;
        let todo = match window.in_force {
            true => format!("move it to another block or {}", fall_back(facts, run)),
            false => "give the rung other windows".to_string(),
        };
        let message = format!(
            "{} rests on {}, which is {}: {todo}",
            window.target(),
            block.block.id,
            block.block.status
        );
        let diagnostic = LINT
            .found(window.target(), message)
            .severity(severity(&LINT, window.in_force))
            .field("block")
            .when(window.span());
        found.push(
            match facts
                .next_rung(run)
                .filter(|(rung, _)| window.in_force && rung.acceptable == Acceptable::Yes)
            {
                Some((rung, found)) => {
                    let label = format!("put fallback {} in force", rung.id);
                    let room =
                        found.place.as_ref().map(|place| (place.block.clone(), place.nodes, place.span));
                    diagnostic.fix_run(facts, &run.id, &label, |run| run.choose(&rung.id, room))
                }
                None => diagnostic,
            },
        );
    }
}
