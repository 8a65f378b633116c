use super::common::*;

pub static LINT: Lint = Lint {
    code: "R211",
    name: "starts-before-dependency",
    severity: Severity::Error,
    doc: "A run starts before a run whose result it needs is done (at the plan's confidence), or needs one that is not planned to \
          be done at all, because it has no place. Or it starts before its own ready date, or runs need each other in a circle.",
    source: "arithmetic on the plan",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        let windows = facts.in_force(&run);
        let is_hired = crate::analysis::hired(run.run).is_some();
        let start = windows.first().map(|window| window.window.start);
        let Some(start) = start.or(is_hired.then_some(Instant::FOREVER)) else { continue };
        let after = match run.run.rung() {
            Some(rung) if !rung.after.is_empty() => &rung.after,
            _ => &run.run.after,
        };
        let others = after.iter().filter_map(|id| facts.run(id)).filter(|needed| needed.at != run.at);
        for needed in others.filter(|needed| !is_done(needed.run)) {
            let Some(end) = needed.facts.projected_end.map(Instant::ceil_minute) else {
                let message = format!(
                    "{} needs {}, which is not planned to be done: give {} a place or drop the dependency",
                    run.run.id, needed.run.id, needed.run.id,
                );
                let found_at = windows.first().map(|window| window.span());
                let diagnostic = LINT.found(run.target(), message).field("after");
                found.push(match found_at {
                    Some(span) => diagnostic.when(span),
                    None => diagnostic,
                });
                continue;
            };
            if end > start {
                let message = format!(
                    "{} starts {}, before {} ends {}: move it by {} or drop the dependency",
                    run.run.id,
                    start.compact(),
                    needed.run.id,
                    end.compact(),
                    about(end - start),
                );
                found.push(moved(LINT.found(run.target(), message), facts, &run, windows, start, end));
            }
        }
        if let Some(ready) = run.run.ready.filter(|ready| *ready > start && !is_hired) {
            let message = format!(
                "{} starts {}, before it is ready {}: move it by {} or correct the ready date",
                run.run.id,
                start.compact(),
                ready.compact(),
                about(ready - start),
            );
            found.push(moved(LINT.found(run.target(), message), facts, &run, windows, start, ready));
        }
    }
    circles(facts, found);
}

/// With a fix that moves all windows, where each still fits into its block.
fn moved(
    diagnostic: Diagnostic,
    facts: &Facts,
    run: &RunView,
    windows: &[WindowView],
    start: Instant,
    to: Instant,
) -> Diagnostic {
    let diagnostic = diagnostic.when(Span::new(start, to));
    let by = to - start;
    let fits = windows.iter().all(|window| {
        let later = window.span().shift(by);
        window.block.is_some_and(|block| {
            !window.window.pinned
                && later.end <= block.usable_end()
                && free_nodes(&block, later, Some(window.window)) >= i64::from(window.nodes())
        })
    });
    if !fits {
        return diagnostic;
    }
    let rung = run.run.rung().map(|rung| rung.id.clone());
    let label = format!("move {} by {}", run.run.id, about(by));
    diagnostic.fix_run(facts, &run.run.id, &label, |run| {
        let Some(windows) = windows_mut(run, &rung) else { return };
        for at in 0..windows.len() {
            if let Some(window) = windows.at_mut(at) {
                (window.start, window.end) = (window.start + by, window.end + by);
            }
        }
    })
}

/// One finding a circle of runs that need each other, by depth-first search with its own stack.
fn circles(facts: &Facts, found: &mut Vec<Diagnostic>) {
    const NEW: u8 = 0;
    const OPEN: u8 = 1;
    const CLOSED: u8 = 2;
    let needs: Vec<Vec<usize>> = facts
        .runs
        .iter()
        .map(|run| run.after.iter().filter_map(|id| facts.run_position(id.as_str())).collect())
        .collect();
    let mut state = vec![NEW; needs.len()];
    for first in 0..needs.len() {
        if state.get(first) != Some(&NEW) {
            continue;
        }
        // The way from the first run to this one, each with the number of its needs that were looked at.
        let mut way: Vec<(usize, usize)> = vec![(first, 0)];
        if let Some(state) = state.get_mut(first) {
            *state = OPEN;
        }
        while let Some((run, looked)) = way.last_mut() {
            let next = needs.get(*run).and_then(|needs| needs.get(*looked)).copied();
            *looked += 1;
            match next {
                None => {
                    if let Some(state) = state.get_mut(*run) {
                        *state = CLOSED;
                    }
                    way.pop();
                }
                Some(next) if state.get(next) == Some(&OPEN) => {
                    let from = way.iter().position(|(run, _)| *run == next).unwrap_or_default();
                    let circle: Vec<usize> = way.iter().skip(from).map(|(run, _)| *run).collect();
                    found.extend(circle_found(facts, &circle));
                }
                Some(next) if state.get(next) == Some(&NEW) => {
                    if let Some(state) = state.get_mut(next) {
                        *state = OPEN;
                    }
                    way.push((next, 0));
                }
                Some(_) => {}
            }
        }
    }
}

fn circle_found(facts: &Facts, circle: &[usize]) -> Option<Diagnostic> {
    let run = facts.runs.get(*circle.first()?)?;
    let ids = circle.iter().filter_map(|at| facts.runs.get(*at)).map(|run| run.id.as_str());
    let mut path: Vec<&str> = ids.chain([run.id.as_str()]).collect();
    if path.len() > 6 {
        path.splice(3..path.len() - 2, ["…"]);
    }
    let message = format!("{} depends on itself through {}: remove one link", run.id, path.join(" > "));
    Some(LINT.found(Target::Run(run.id.clone()), message).field("after"))
}
