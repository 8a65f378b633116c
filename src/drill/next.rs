//! Which rung comes next.

use crate::base::sort;
use std::collections::BTreeSet;

use crate::model::*;

/// The rungs that a run may still fall back to, in the order in which they are tried: from the one in force, or from the top,
/// each followed by the rung that it names with `then`, else by the next of the ladder.
pub fn candidates(run: &Run) -> Vec<&Fallback> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut next = match run.rung() {
        Some(rung) => {
            seen.insert(rung.id.as_str());
            after(run, rung)
        }
        None => run.fallbacks.at(0),
    };
    let mut found = Vec::new();
    while let Some(rung) = next.filter(|rung| seen.insert(rung.id.as_str())) {
        found.push(rung);
        next = after(run, rung);
    }
    found
}

/// A `then` that names no rung of this run ends the ladder: another run takes over.
fn after<'r>(run: &'r Run, rung: &Fallback) -> Option<&'r Fallback> {
    match &rung.then {
        Some(id) => run.fallbacks.get(id),
        None => run.fallbacks.at(run.fallbacks.position(rung.id.as_str())? + 1),
    }
}

/// Homeless runs in the order in which they choose: critical ones first, then by priority, by deadline and as in the plan.
pub fn in_order(runs: &mut [&Run]) {
    sort::by_key(runs, |run| {
        (!run.critical, std::cmp::Reverse(run.priority), run.deadline.is_none(), run.deadline)
    });
}

/// Runs whose results what is in force needs.
pub fn needs(run: &Run) -> &[RunId] {
    crate::analysis::ladder::needed_by(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(rungs: &[(&str, Option<&str>)]) -> Run {
        let mut run = Run::default();
        for (id, then) in rungs {
            let then = then.map(FallbackId::from);
            run.fallbacks.push(Fallback { id: (*id).into(), then, ..Fallback::default() });
        }
        run
    }

    fn ids(run: &Run) -> Vec<&str> {
        candidates(run).iter().map(|rung| rung.id.as_str()).collect()
    }

    #[test]
    fn the_ladder_is_gone_down_from_where_the_run_stands() {
        let mut run = run(&[("a", None), ("b", None), ("c", None)]);
        assert_eq!(ids(&run), ["a", "b", "c"]);
        run.in_force = Some("b".into());
        assert_eq!(ids(&run), ["c"]);
    }

    #[test]
    fn a_rung_may_name_its_successor() {
        let mut run = run(&[("a", Some("c")), ("b", None), ("c", Some("b")), ("d", None)]);
        assert_eq!(ids(&run), ["a", "c", "b"], "and b comes before c, which was tried");
        run.in_force = Some("c".into());
        assert_eq!(ids(&run), ["b"]);
        assert!(ids(&self::run(&[("a", Some("another-run"))])) == ["a"]);
    }
}
