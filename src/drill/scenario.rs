//! A stored scenario: its assumptions laid over a copy of the plan, and what follows. The plan itself stays as it is.

use super::cascade::money;
use super::{Fate, Kind, deny};
use crate::analysis::{Analysis, RunFacts, Verdict, WindowFacts, analyze, outlook};
use crate::base::{Change, Money, words};
use crate::edit::Edit;
use crate::edit::describe::What;
use crate::edit::overlay::assume;
use crate::model::*;
use crate::world::World;

/// A scenario, and the plan with it.
#[derive(Debug, Clone)]
pub struct Staged {
    pub id: ScenarioId,
    /// Its name for people, else its id.
    pub title: String,
    /// What it changes in the plan, as sentences.
    pub changes: Vec<String>,
    /// Whether something that the plan has stands at another time then.
    pub moves: bool,
    /// Assumptions that change nothing: what they name is gone, or is so already.
    pub idle: Vec<ItemId>,
    /// Every run that ends at another time, costs something else, or goes another way.
    pub fates: Vec<Fate>,
    /// All money that the plan spends or would spend, as a drill counts it.
    pub money: Change<Money>,
    pub verdict: Change<Verdict>,
    /// The plan with the assumptions.
    pub plan_after: Plan,
    /// What follows from that.
    pub analysis: Analysis,
}

/// What follows from a scenario. `before` is the analysis of the plan.
pub fn stage(plan: &Plan, world: &World, before: &Analysis, scenario: &Scenario) -> Staged {
    let now = before.now;
    let mut next = plan.clone();
    let mut idle = Vec::new();
    let mut by_the_hour = Money::ZERO;
    for assumption in scenario.assumptions.iter() {
        let was = next.clone();
        match chosen(&next, world, before, assumption) {
            Some((run, rung, facts)) => {
                let room = facts.place.map(|at| (at.block, at.nodes, at.span));
                let is_unplaced = room.is_none() && rung.windows.is_empty();
                by_the_hour += facts.cost.filter(|_| is_unplaced).unwrap_or_default();
                if let Some(run) = next.runs.get_mut(&run) {
                    run.choose(&rung.id, room);
                }
            }
            None => match assumption.block.as_ref().filter(|_| assumption.what == Assume::Deny) {
                Some(block) => deny(&mut next, before, block),
                None => assume(&mut next, assumption, now),
            },
        }
        if next == was {
            idle.push(assumption.id.clone());
        }
    }
    let analysis = analyze(&next, world, now);
    let changes = Edit::between(plan, &next).sentences();
    let moves = changes.iter().any(|change| matches!(change.what, What::Moved | What::Resized));
    let fates = next.runs.iter().filter_map(|run| fate(plan, run, before, &analysis)).collect();
    Staged {
        id: scenario.id.clone(),
        title: scenario.title().to_string(),
        changes: changes.iter().map(ToString::to_string).collect(),
        moves,
        idle,
        fates,
        money: Change::new(money(before, &analysis), money(&analysis, before) + by_the_hour),
        verdict: Change::new(before.verdict.clone(), analysis.verdict.clone()),
        plan_after: next,
        analysis,
    }
}

/// The rung that an assumption puts in force, with what follows for it: as in a drill, one without windows of its own goes
/// where there is room.
fn chosen(
    plan: &Plan,
    world: &World,
    before: &Analysis,
    assumption: &Assumption,
) -> Option<(RunId, Fallback, crate::analysis::RungFacts)> {
    if assumption.what != Assume::PutInForce {
        return None;
    }
    let run = plan.runs.get(assumption.run.as_ref()?)?;
    let rung = run.fallbacks.get(assumption.fallback.as_ref()?)?;
    let look = outlook(plan, world, before.now);
    let facts = look.run(&run.id)?.rungs.iter().find(|facts| facts.id == rung.id)?.clone();
    Some((run.id.clone(), rung.clone(), facts))
}

fn fate(plan: &Plan, run: &Run, before: &Analysis, after: &Analysis) -> Option<Fate> {
    let was = plan.runs.get(&run.id)?;
    let (old, new) = (before.run(&run.id)?, after.run(&run.id)?);
    let in_time = |facts: &RunFacts| {
        facts.planned_end.is_some() && facts.deadline_slack.is_none_or(|slack| !slack.is_negative())
    };
    let is_same = (was.in_force.as_ref(), old.planned_end, old.cost, in_time(old))
        == (run.in_force.as_ref(), new.planned_end, new.cost, in_time(new));
    if is_same {
        return None;
    }
    let has_place = |window: &WindowFacts| {
        after.block(&window.block).is_some_and(|block| block.capacity != Capacity::None)
    };
    let kind = match was.in_force == run.in_force {
        false if run.in_force.is_some() => Kind::Falls,
        _ if new.windows.iter().any(has_place) || old.windows.is_empty() => Kind::Stays,
        _ => Kind::Stranded,
    };
    Some(Fate {
        run: run.id.clone(),
        kind,
        rung: Change::new(was.in_force.clone(), run.in_force.clone()),
        end: Change::new(old.planned_end, new.planned_end),
        cost: Change::new(Some(old.cost), Some(new.cost)),
        in_time: Change::new(in_time(old), in_time(new)),
        acceptable: run.rung().map_or(Acceptable::Yes, |rung| rung.acceptable),
    })
}

impl Staged {
    /// On track, and no run late that was in time.
    pub fn holds(&self) -> bool {
        self.verdict.after.on_track && self.late().is_empty()
    }

    /// Runs that are late or without a place, and were in time.
    pub fn late(&self) -> Vec<&RunId> {
        let late = self.fates.iter().filter(|fate| fate.in_time.before && !fate.in_time.after);
        late.map(|fate| &fate.run).collect()
    }

    /// The answer in a sentence.
    pub fn told(&self) -> String {
        let track = match (self.verdict.after.on_track, self.verdict.after.reasons.first()) {
            (true, _) => "on track".to_string(),
            (false, Some(reason)) => format!("not on track: {reason}"),
            (false, None) => "not on track".to_string(),
        };
        match self.late().as_slice() {
            [] => track,
            late => {
                let verb = if late.len() == 1 { "is" } else { "are" };
                let but = if self.verdict.after.on_track { ", but" } else { "; and" };
                format!("{track}{but} {} {verb} late or without a place", words::list(late, 3))
            }
        }
    }

    /// What accepting it is called in the history.
    pub fn label(&self) -> String {
        format!("Make scenario {} the plan", self.id)
    }
}
