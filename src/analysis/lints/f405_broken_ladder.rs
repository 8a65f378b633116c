use super::common::*;

pub static LINT: Lint = Lint {
    code: "F405",
    name: "broken-ladder",
    severity: Severity::Error,
    doc: "A run puts a rung in force that it does not have, a rung goes on to one that does not exist, or the ladder comes back to \
          where it was.",
    source: "the plan",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs() {
        let (id, rungs) = (&run.run.id, &run.run.fallbacks);
        let nearest = |wanted: &FallbackId| {
            words::nearest(wanted.as_str(), rungs.iter().map(|rung| rung.id.as_str())).map(FallbackId::new)
        };
        let todo = |nearest: &Option<FallbackId>| match nearest {
            Some(nearest) => format!("did you mean {nearest}?"),
            None => "add it or correct the id".to_string(),
        };
        if let Some(wanted) = run.run.in_force.as_ref().filter(|wanted| !rungs.contains(wanted)) {
            let near = nearest(wanted);
            let message =
                format!("{id} has fallback {wanted} in force, which does not exist: {}", todo(&near));
            let diagnostic = LINT.found(run.target(), message).field("in_force");
            found.push(
                diagnostic.fix_run(facts, id, "put the run itself in force", |run| run.in_force = None),
            );
        }
        for rung in rungs.iter() {
            let Some(then) = &rung.then else { continue };
            let target = Target::Fallback(id.clone(), rung.id.clone());
            if !rungs.contains(then) {
                let near = nearest(then);
                let message = format!(
                    "fallback {} of {id} goes on to {then}, which does not exist: {}",
                    rung.id,
                    todo(&near)
                );
                let diagnostic = LINT.found(target, message).field("then");
                found.push(diagnostic.fix_run(facts, id, "go on to the next of the ladder", |run| {
                    if let Some(rung) = run.fallbacks.get_mut(&rung.id) {
                        rung.then = None;
                    }
                }));
            } else if let Some(path) = circle(rungs, rung) {
                let message = format!("the ladder of {id} loops: {}: remove one link", path.join(" > "));
                found.push(LINT.found(target, message).field("then"));
            }
        }
    }
}

/// The way from a rung back to itself, told by the rung of the circle that stands first in the ladder.
fn circle<'r>(rungs: &'r Items<Fallback>, from: &'r Fallback) -> Option<Vec<&'r str>> {
    let mut path = vec![from.id.as_str()];
    let mut at = from;
    while let Some(next) = at.then.as_ref().and_then(|id| rungs.get(id)) {
        if next.id == from.id {
            let first = rungs.iter().find(|rung| path.contains(&rung.id.as_str()))?;
            path.push(from.id.as_str());
            return (first.id == from.id).then_some(path);
        }
        if path.len() > rungs.len() {
            return None; // a circle that this rung only leads into
        }
        path.push(next.id.as_str());
        at = next;
    }
    None
}
