//! Scenarios and plans: laying assumptions over a plan, and telling another plan as assumptions over this one.

use crate::base::record::{Items, Maybe};
use crate::base::{Duration, Instant, Money};
use crate::model::{Assume, Assumption, Block, ItemId, Plan, Price, Run, Scenario, Stage, Window, WindowId};

use super::Edit;

/// The plan with an assumption laid over it at a moment; as it was where it names nothing that is there.
pub fn assume(plan: &mut Plan, assumption: &Assumption, now: Instant) {
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
                run.ready = Some(run.ready.unwrap_or_else(|| begins(run, now)) + by);
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
        Assume::Move => move_window(plan, assumption),
        Assume::Remove => {
            if let Some((windows, id)) = windows(plan, assumption) {
                windows.remove(id.as_str());
            }
        }
    }
}

/// When a run begins of which nobody says when it is ready: in its first window, or now.
fn begins(run: &Run, now: Instant) -> Instant {
    let first = run.windows_in_force().iter().map(|window| window.start).min();
    first.map_or(now, |first| first.max(now))
}

/// The list that an assumption about a window means, and the window's id.
fn windows<'a>(plan: &'a mut Plan, assumption: &Assumption) -> Option<(&'a mut Items<Window>, WindowId)> {
    let rung = assumption.fallback.as_ref().map(|id| id.as_str());
    let windows = plan.windows_mut(assumption.run.as_ref()?.as_str(), rung)?;
    Some((windows, assumption.window.clone()?))
}

/// A window that is not there yet needs a block, a start and an end.
fn move_window(plan: &mut Plan, assumption: &Assumption) {
    let block = assumption.block.clone().filter(|block| plan.blocks.contains(block));
    let Some((windows, id)) = windows(plan, assumption) else { return };
    if !windows.contains(&id) {
        let (Some(block), Some(start), Some(end)) = (block.clone(), assumption.start, assumption.end) else {
            return;
        };
        windows.push(Window { id: id.clone(), block, start, end, ..Window::default() });
    }
    let Some(window) = windows.get_mut(&id) else { return };
    if let Some(block) = block.filter(|block| *block != window.block) {
        (window.block, window.pinned) = (block, false);
    }
    window.start = assumption.start.unwrap_or(window.start);
    window.end = assumption.end.unwrap_or(window.end);
    window.nodes = assumption.nodes.unwrap_or(window.nodes);
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
    // A slip is told only where it does not depend on the moment.
    all.iter().for_each(|assumption| assume(&mut told, assumption, Instant::MIN));
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

/// What makes `other` of a run. The windows come first: what is put in force then has its place.
pub fn of_run(run: &Run, other: &Run) -> Vec<Assumption> {
    let new = |what| Assumption { what, run: Some(run.id.clone()), ..Assumption::default() };
    let mut all = Vec::new();
    if let (Some(ready), Some(later)) = (run.ready, other.ready)
        && later > ready
    {
        all.push(Assumption { by: Some(later - ready), ..new(Assume::Slip) });
    }
    of_windows(&run.windows, &other.windows, &new(Assume::Move), &mut all);
    for rung in run.fallbacks.iter() {
        if let Some(other) = other.fallbacks.get(&rung.id) {
            let new = Assumption { fallback: Some(rung.id.clone()), ..new(Assume::Move) };
            of_windows(&rung.windows, &other.windows, &new, &mut all);
        }
    }
    if other.in_force != run.in_force && other.in_force.is_some() {
        all.push(Assumption { fallback: other.in_force.clone(), ..new(Assume::PutInForce) });
    }
    all
}

/// What makes the others of these windows; `new` names run and rung.
fn of_windows(windows: &Items<Window>, others: &Items<Window>, new: &Assumption, all: &mut Vec<Assumption>) {
    for window in windows.iter().filter(|window| !others.contains(&window.id)) {
        all.push(Assumption { what: Assume::Remove, window: Some(window.id.clone()), ..new.clone() });
    }
    for other in others.iter() {
        let window = windows.get(&other.id);
        if window == Some(other) {
            continue;
        }
        all.push(Assumption {
            window: Some(other.id.clone()),
            block: window.is_none_or(|window| window.block != other.block).then(|| other.block.clone()),
            start: window.is_none_or(|window| window.start != other.start).then_some(other.start),
            end: window.is_none_or(|window| window.end != other.end).then_some(other.end),
            nodes: window.is_none_or(|window| window.nodes != other.nodes).then_some(other.nodes),
            ..new.clone()
        });
    }
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
    use crate::model::Nodes;

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
        all.iter().for_each(|assumption| assume(&mut again, assumption, Instant::MIN));
        assert_eq!(again, other);
    }

    #[test]
    fn a_run_that_nobody_says_is_ready_slips_from_its_first_window_or_from_now() {
        let slip = Assumption { run: Some("base".into()), what: Assume::Slip, ..Assumption::default() };
        let slip = Assumption { by: Some(Duration::from_days(3)), ..slip };
        let ready = |windows: bool, now: &str| {
            let mut plan = plan();
            let run = plan.runs.at_mut(0).unwrap();
            run.ready = None;
            run.windows.retain(|_| windows);
            assume(&mut plan, &slip, at(now));
            plan.runs.at(0).unwrap().ready
        };
        assert_eq!(ready(true, "2027-01-06T09:00Z"), Some(at("2027-01-14T12:00Z")));
        assert_eq!(ready(false, "2027-01-06T09:00Z"), Some(at("2027-01-09T09:00Z")));
        assert_eq!(ready(true, "2027-01-11T18:00Z"), Some(at("2027-01-14T18:00Z")), "it has begun");
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
            picks in proptest::collection::vec((0usize..40, 0u8..8, 1i64..200), 1..8),
        ) {
            let plan = crate::model::generate::generate(6, 8, 24, seed);
            let mut other = plan.clone();
            for (at, kind, by) in picks {
                let by = Duration::from_hours(by);
                let (blocks, runs) = (other.blocks.len(), other.runs.len());
                let block = other.blocks.at_mut(at % blocks).unwrap();
                let (id, block) = (block.id.clone(), block);
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
                            Some(window) if kind == 5 => (window.block, window.pinned) = (id, false),
                            Some(window) if kind == 6 => {
                                let id = window.id.clone();
                                run.windows.remove(&id);
                            }
                            Some(window) if kind == 7 => {
                                let more = Window { id: "more".into(), pinned: false, ..window.clone() };
                                run.windows.retain(|window| window.id.as_str() != "more");
                                run.windows.push(Window { notes: crate::base::fact::Notes::default(), ..more });
                            }
                            Some(window) if kind == 4 => window.nodes = Nodes::new(window.nodes.get() + 1),
                            _ => run.in_force = run.fallbacks.at(0).map(|rung| rung.id.clone()),
                        }
                    }
                }
            }
            if let Ok(all) = assumptions(&plan, &other) {
                let mut again = plan.clone();
                all.iter().for_each(|assumption| assume(&mut again, assumption, Instant::MIN));
                proptest::prop_assert_eq!(&again, &other);
            } else {
                let same_sizes = plan.blocks.iter().zip(other.blocks.iter()).all(|(a, b)| a.nodes == b.nodes);
                let taken_out = plan.runs.iter().zip(other.runs.iter()).any(|(a, b)| a.in_force.is_some() && b.in_force.is_none());
                proptest::prop_assert!(!same_sizes || taken_out || plan == other, "refused without a reason");
            }
        }
    }
}
