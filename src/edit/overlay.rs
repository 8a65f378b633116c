//! Scenarios and plans: laying assumptions over a plan, and telling another plan as assumptions over this one.

use crate::base::record::Maybe;
use crate::base::{Duration, Money};
use crate::model::{Assume, Assumption, Block, ItemId, Plan, Price, Run, Scenario, Stage, Target, Window};

use super::Edit;

/// The plan with an assumption laid over it; as it was where it names nothing that is there.
pub fn assume(plan: &mut Plan, assumption: &Assumption) {
    let block = assumption.block.as_ref();
    let run = assumption.run.as_ref();
    let by = assumption.by.unwrap_or(Duration::ZERO);
    match assumption.what {
        Assume::Deny => {
            if let Some(block) = block.and_then(|id| plan.blocks.get_mut(id)) {
                block.deny();
            }
        }
        Assume::Delay => {
            if let Some(block) = block.and_then(|id| plan.blocks.get_mut(id)) {
                (block.start, block.end) = (block.start + by, block.end.map(|end| end + by));
            }
        }
        Assume::Slip => {
            if let Some(run) = run.and_then(|id| plan.runs.get_mut(id)) {
                run.ready = run.ready.map(|ready| ready + by);
            }
        }
        Assume::Price => {
            if let Some(block) = block.and_then(|id| plan.blocks.get_mut(id)) {
                block.price = Maybe(Some(Price { upfront: assumption.price, ..Price::default() }));
            }
        }
        Assume::PutInForce => {
            if let Some(run) = run.and_then(|id| plan.runs.get_mut(id)) {
                run.in_force = assumption.fallback.clone();
            }
        }
        Assume::Move => {
            let target = run.zip(assumption.window.as_ref()).map(|(run, window)| {
                Target::Window(run.clone(), assumption.fallback.clone(), window.clone())
            });
            if let Some(window) = target.and_then(|target| plan.window_mut(&target)) {
                window.start = assumption.start.unwrap_or(window.start);
                window.end = assumption.end.unwrap_or(window.end);
                window.nodes = assumption.nodes.unwrap_or(window.nodes);
            }
        }
    }
}

/// What makes `other` of `plan`, as assumptions.
///
/// # Errors
/// What differs and can be told by no assumption.
pub fn assumptions(plan: &Plan, other: &Plan) -> Result<Vec<Assumption>, String> {
    let mut all = Vec::new();
    for block in plan.blocks.iter() {
        match other.blocks.get(&block.id) {
            Some(other) if other != block => all.extend(of_block(block, other)),
            _ => {}
        }
    }
    for run in plan.runs.iter() {
        match other.runs.get(&run.id) {
            Some(other) if other != run => all.extend(of_run(run, other)),
            _ => {}
        }
    }
    for (number, assumption) in (1..).zip(&mut all) {
        assumption.id = ItemId::new(format!("a{number}"));
    }
    let mut told = plan.clone();
    all.iter().for_each(|assumption| assume(&mut told, assumption));
    match Edit::between(&told, other).sentences().first() {
        None if !all.is_empty() => Ok(all),
        None => Err("both sides are the same".to_string()),
        Some(left) => Err(format!("a scenario cannot hold this ({left})")),
    }
}

fn of_block(block: &Block, other: &Block) -> Vec<Assumption> {
    let new = |what| Assumption { what, block: Some(block.id.clone()), ..Assumption::default() };
    let mut all = Vec::new();
    let by = other.start - block.start;
    if !by.is_zero() && !by.is_negative() {
        all.push(Assumption { by: Some(by), ..new(Assume::Delay) });
    }
    if other.status != block.status && other.status.stage() == Stage::Denied {
        all.push(new(Assume::Deny));
    }
    let upfront = |block: &Block| -> Option<Money> { block.price.0.as_ref().and_then(|price| price.upfront) };
    if other.price != block.price {
        all.extend(upfront(other).map(|price| Assumption { price: Some(price), ..new(Assume::Price) }));
    }
    all
}

fn of_run(run: &Run, other: &Run) -> Vec<Assumption> {
    let new = |what| Assumption { what, run: Some(run.id.clone()), ..Assumption::default() };
    let mut all = Vec::new();
    if let (Some(ready), Some(later)) = (run.ready, other.ready)
        && later > ready
    {
        all.push(Assumption { by: Some(later - ready), ..new(Assume::Slip) });
    }
    if other.in_force != run.in_force && other.in_force.is_some() {
        all.push(Assumption { fallback: other.in_force.clone(), ..new(Assume::PutInForce) });
    }
    let mut moved = |fallback: Option<_>, window: &Window, other: Option<&Window>| {
        let Some(other) = other.filter(|other| *other != window) else { return };
        all.push(Assumption {
            fallback,
            window: Some(window.id.clone()),
            start: (other.start != window.start).then_some(other.start),
            end: (other.end != window.end).then_some(other.end),
            nodes: (other.nodes != window.nodes).then_some(other.nodes),
            ..new(Assume::Move)
        });
    };
    for window in run.windows.iter() {
        moved(None, window, other.windows.get(&window.id));
    }
    for rung in run.fallbacks.iter() {
        let others = other.fallbacks.get(&rung.id);
        for window in rung.windows.iter() {
            moved(Some(rung.id.clone()), window, others.and_then(|rung| rung.windows.get(&window.id)));
        }
    }
    all
}

/// The plan with one more scenario: what makes `other` of it.
///
/// # Errors
/// As [`assumptions`].
pub fn with_scenario(plan: &Plan, other: &Plan, id: &str, name: &str) -> Result<Plan, String> {
    let assumptions = assumptions(plan, other)?;
    let mut next = plan.clone();
    let id = next.scenarios.free_id(id).as_str().into();
    let assumptions = assumptions.into_iter().collect();
    next.scenarios.push(Scenario { id, name: name.to_string(), assumptions, ..Scenario::default() });
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Nodes, WindowId};

    fn at(text: &str) -> crate::base::Instant {
        crate::base::Instant::parse(text).unwrap()
    }

    fn plan() -> Plan {
        let mut plan = Plan::default();
        let (start, end) = (at("2027-01-11T12:00Z"), Some(at("2027-01-25T12:00Z")));
        let price = Maybe(Some(Price { upfront: Some(Money::parse("100").unwrap()), ..Price::default() }));
        plan.blocks.push(Block { id: "cb".into(), start, end, price, ..Block::default() });
        let mut run = Run { id: "base".into(), ready: Some(start), ..Run::default() };
        run.windows.push(Window {
            id: WindowId::new("w1"),
            block: "cb".into(),
            nodes: Nodes::new(8),
            start,
            end: at("2027-01-12T12:00Z"),
            ..Window::default()
        });
        plan.runs.push(run);
        plan
    }

    #[test]
    fn another_plan_is_told_as_assumptions_that_make_it_again() {
        let day = Duration::from_days(1);
        let mut other = plan();
        let block = other.blocks.at_mut(0).unwrap();
        (block.start, block.end) = (block.start + day, block.end.map(|end| end + day));
        block.price.0.as_mut().unwrap().upfront = Some(Money::parse("120").unwrap());
        let run = other.runs.at_mut(0).unwrap();
        run.ready = run.ready.map(|ready| ready + day);
        let window = run.windows.at_mut(0).unwrap();
        (window.end, window.nodes) = (window.end + day, Nodes::new(6));
        let all = assumptions(&plan(), &other).unwrap();
        let kinds: Vec<Assume> = all.iter().map(|assumption| assumption.what).collect();
        assert_eq!(kinds, [Assume::Delay, Assume::Price, Assume::Slip, Assume::Move]);
        let mut again = plan();
        all.iter().for_each(|assumption| assume(&mut again, assumption));
        assert_eq!(again, other);
    }

    #[test]
    fn what_no_assumption_tells_is_refused_by_name() {
        let mut other = plan();
        other.blocks.at_mut(0).unwrap().nodes = Nodes::new(12);
        let why = assumptions(&plan(), &other).unwrap_err();
        assert!(why.contains("cannot hold this") && why.contains("block cb"), "{why}");
        assert!(assumptions(&plan(), &plan()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_told_makes_the_other_plan_again(
            seed in 0u64..50,
            picks in proptest::collection::vec((0usize..40, 0u8..6, 1i64..200), 1..8),
        ) {
            let plan = crate::model::generate::generate(6, 8, 24, seed);
            let mut other = plan.clone();
            for (at, kind, by) in picks {
                let by = Duration::from_hours(by);
                let (blocks, runs) = (other.blocks.len(), other.runs.len());
                let block = other.blocks.at_mut(at % blocks).unwrap();
                match kind {
                    0 => (block.start, block.end) = (block.start + by, block.end.map(|end| end + by)),
                    1 => block.status = Stage::Denied.into(),
                    // What no assumption tells: it must be refused, not told in part.
                    2 => block.nodes = Nodes::new(block.nodes.get() + 1),
                    _ => {
                        let run = other.runs.at_mut(at % runs).unwrap();
                        let windows = run.windows.len().max(1);
                        match run.windows.at_mut(at % windows) {
                            Some(window) if kind == 3 => window.end = window.end + by,
                            Some(window) if kind == 4 => window.nodes = Nodes::new(window.nodes.get() + 1),
                            _ => run.in_force = run.fallbacks.at(0).map(|rung| rung.id.clone()),
                        }
                    }
                }
            }
            if let Ok(all) = assumptions(&plan, &other) {
                let mut again = plan.clone();
                all.iter().for_each(|assumption| assume(&mut again, assumption));
                proptest::prop_assert_eq!(&again, &other);
            } else {
                let same_sizes = plan.blocks.iter().zip(other.blocks.iter()).all(|(a, b)| a.nodes == b.nodes);
                let taken_out = plan.runs.iter().zip(other.runs.iter()).any(|(a, b)| a.in_force.is_some() && b.in_force.is_none());
                proptest::prop_assert!(!same_sizes || taken_out || plan == other, "refused without a reason");
            }
        }
    }
}
