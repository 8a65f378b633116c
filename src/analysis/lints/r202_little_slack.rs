use super::common::*;

pub static LINT: Lint = Lint {
    code: "R202",
    name: "little-slack",
    severity: Severity::Warning,
    doc: "Between the planned end of a run and the usable end of its last block lies less than the plan's `slack_limit`, as a \
          share of that block. A small delay then costs the result.",
    source: "judgement; the limit is a setting of the plan (15 % by default)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run) && run.facts.planned_end.is_some()) {
        let Some(slack) = run.facts.slack.filter(|slack| !slack.is_negative()) else { continue };
        let last = facts.in_force(&run).iter().max_by_key(|window| window.window.end);
        let Some((window, block)) = last.and_then(|window| Some((window, window.block?))) else { continue };
        let room = block.facts.usable.len();
        let least = room.mul_f64(facts.plan.slack_limit.share());
        if room.is_zero() || slack >= least {
            continue;
        }
        let message = format!(
            "{}: only {} slack in {} ({} of {}), {} % wanted: start {} earlier, cut work, or set a date to fall back",
            run.run.id,
            percent(slack.seconds() as f64 / room.seconds() as f64),
            block.block.id,
            about(slack),
            room.words(),
            facts.plan.slack_limit,
            about(least - slack),
        );
        found.push(LINT.found(run.target(), message).when(window.span()));
    }
}
