use super::common::*;

pub static LINT: Lint = Lint {
    code: "R202",
    name: "little-slack",
    severity: Severity::Warning,
    doc: "Between the planned end of a run and the usable end of its last block lies less than the plan's `slack_limit`, as a \
          share of what the run needs, or of that block where that is less. A small delay then costs the result.",
    source: "judgement; the limit is a setting of the plan (15 % by default)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run) && run.facts.planned_end.is_some()) {
        let Some(slack) = run.facts.slack.filter(|slack| !slack.is_negative()) else { continue };
        let last = facts.in_force(&run).iter().max_by_key(|window| window.window.end);
        let Some((window, block)) = last.and_then(|window| Some((window, window.block?))) else { continue };
        let room = block.facts.usable.len();
        let of = run.facts.needed.map_or(room, |needed| needed.min(room));
        let least = of.mul_f64(facts.plan.slack_limit.share());
        if room.is_zero() || slack >= least {
            continue;
        }
        let more = least - slack;
        let (earlier, or) = match could_start_earlier(facts, &run, more) {
            true => (format!("start {} earlier, ", about(more)), ", or"),
            false => (String::new(), " or"),
        };
        let message = format!(
            "{}: only {} slack in {} ({} of {}), {} % wanted: {earlier}cut work{or} set a date to fall back",
            run.run.id,
            below(
                slack.seconds() as f64 / of.seconds() as f64 * 100.0,
                facts.plan.slack_limit.share() * 100.0
            ),
            block.block.id,
            about(slack),
            about(of),
            facts.plan.slack_limit,
        );
        found.push(LINT.found(run.target(), message).when(window.span()));
    }
}

/// Per cent, with as many places as it takes to be less than a limit.
fn below(share: f64, limit: f64) -> String {
    match share.round() < limit {
        true => format!("{share:.0} %"),
        false => format!("{:.1} %", (share * 10.0).floor() / 10.0),
    }
}

/// Whether the first window could begin earlier by a time: nothing that it needs comes later, and its nodes are free.
fn could_start_earlier(facts: &Facts, run: &RunView, by: Duration) -> bool {
    let Some(first) = facts.in_force(run).first() else { return false };
    let Some(block) = first.block else { return false };
    let start = first.window.start - by;
    let after = crate::analysis::ladder::needed_by(run.run);
    let ready = after.iter().filter_map(|id| facts.run(id)?.facts.projected_end);
    let earliest = [Some(facts.now), Some(block.facts.usable.start), run.run.ready].into_iter().flatten();
    let span = Span::new(start, first.window.start);
    earliest.chain(ready).all(|at| at <= start)
        && !first.window.pinned
        && free_nodes(&block, span, None) >= i64::from(first.nodes())
}
