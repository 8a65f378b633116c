//! The denial drill: what happens if a block does not come.
//!
//! The block is denied in a copy of the plan, with those that are bought together with it. Runs that stood on it are homeless.
//! One after the other (critical first, then by priority and deadline) they keep what windows they have elsewhere if these
//! suffice, or else go to the next rung of their ladder that still fits. Each rung is judged with the runs before it in their
//! new places. Runs that need the result of one that is done later wait for it, or fall back too. The plan itself stays as it
//! is; [`Drill::edit`] accepts the cascade as one change.

mod cascade;
mod next;
mod say;
mod scenario;

pub use scenario::{Staged, stage};

use crate::analysis::{Analysis, DecideBy, outlook};
use crate::base::{Change, Instant, Money};
use crate::edit::{Edit, overlay};
use crate::model::*;
use crate::world::World;

/// What happens without one block.
#[derive(Debug, Clone)]
pub struct Drill {
    pub block: BlockId,
    /// The block, and those that are bought together with it.
    pub denied: Vec<BlockId>,
    /// The cascade, in the order in which it happens.
    pub steps: Vec<Step>,
    /// Every run that it moves, in that order.
    pub fates: Vec<Fate>,
    /// Until when all of it is still possible: the first of the last moments of the rungs that are chosen.
    pub possible_until: Option<DecideBy>,
    /// All money that the plan spends or would spend: on blocks that are paid for or used, and on machines by the hour.
    pub money: Change<Money>,
    /// The plan with the cascade in it.
    pub plan_after: Plan,
}

/// One step of the cascade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub kind: Kind,
    pub target: Target,
    /// Without a full stop; moments in UTC.
    pub sentence: String,
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A block does not come.
    Denied,
    /// A run loses windows.
    Homeless,
    /// A run keeps its other windows, and they suffice.
    Stays,
    /// A rung is passed over.
    Skipped,
    /// A rung is put in force.
    Falls,
    /// A run waits for the result of another.
    Waits,
    /// A run that no rung helps has room elsewhere, and is moved there.
    Moves,
    /// A run has no place left.
    Stranded,
    /// A run keeps its place, but can no longer fall back to a rung.
    Weaker,
}

/// One run before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    pub run: RunId,
    /// [`Kind::Stays`], [`Kind::Falls`], [`Kind::Waits`], [`Kind::Moves`] or [`Kind::Stranded`].
    pub kind: Kind,
    pub rung: Change<Option<FallbackId>>,
    /// At the plan's confidence; `None` where it is never done, or nobody said when.
    pub end: Change<Option<Instant>>,
    /// Its share of what it runs on; `None` where no price is known.
    pub cost: Change<Option<Money>>,
    /// It has a place, and meets its deadline where it has one.
    pub in_time: Change<bool>,
    /// The result would do; for a rung that needs somebody's agreement, once that is given.
    pub acceptable: Acceptable,
}

impl Drill {
    /// No run that was in time is late or without a place, and every result would do.
    pub fn holds(&self) -> bool {
        self.fates
            .iter()
            .all(|fate| (fate.in_time.after || !fate.in_time.before) && fate.acceptable != Acceptable::No)
    }

    /// Money after less money before.
    pub fn cost_difference(&self) -> Money {
        self.money.after - self.money.before
    }

    /// The change that accepts the cascade, for the plan that was drilled.
    pub fn edit(&self, plan: &Plan) -> Edit {
        Edit::between(plan, &self.plan_after)
    }

    /// The plan with the drill stored as a scenario, and the id of that: the blocks that do not come, then run by run where its
    /// windows go and the rung that is put in force. The plan's own stay as they are.
    pub fn stored(&self, plan: &Plan) -> (Plan, ScenarioId) {
        let mut next = plan.clone();
        let id = ScenarioId::new(next.scenarios.free_id(&format!("without-{}", self.block)));
        let name = format!("{} does not come", self.block);
        let mut scenario = Scenario { id: id.clone(), name, ..Scenario::default() };
        let denied = self.denied.iter();
        let mut all: Vec<Assumption> =
            denied.map(|block| Assumption { block: Some(block.clone()), ..Assumption::default() }).collect();
        // In the order of the cascade: where there is room depends on what went before.
        for run in self.fates.iter().map(|fate| &fate.run) {
            if let (Some(run), Some(after)) = (plan.runs.get(run), self.plan_after.runs.get(run)) {
                all.extend(overlay::of_run(run, after));
            }
        }
        for mut assumption in all {
            let word = match assumption.what {
                Assume::Deny => "deny",
                Assume::PutInForce => "fall-back",
                Assume::Remove => "remove",
                _ => "move",
            };
            let run = assumption.run.as_ref().map(|run| run.as_str());
            let about = run.or(assumption.block.as_ref().map(|block| block.as_str())).unwrap_or_default();
            assumption.id = ItemId::new(scenario.assumptions.free_id(&format!("{word}-{about}")));
            scenario.assumptions.push(assumption);
        }
        next.scenarios.push(scenario);
        (next, id)
    }

    /// What accepting it is called in the history.
    pub fn label(&self) -> String {
        format!("Go on without {}", self.block)
    }

    /// The outcome in one sentence.
    pub fn verdict(&self) -> String {
        say::verdict(self)
    }
}

/// A block does not come. The fee of what was certain was paid, also where nobody wrote down when: by today at the latest.
fn deny(plan: &mut Plan, before: &Analysis, id: &BlockId) {
    let Some(block) = plan.blocks.get_mut(id) else { return };
    let cost = before.block(id).map(|facts| &facts.cost).filter(|cost| !cost.fee.is_zero());
    let is_paid = |account| matches!(account, Some(Account::Committed | Account::Spent));
    if let Some(cost) = cost.filter(|cost| block.status.row().certain && is_paid(cost.account)) {
        let now = before.now.seconds();
        let today = Instant::from_seconds(now - now.rem_euclid(86_400));
        block.purchased_at = block.purchased_at.or(cost.due.map(|due| due.min(today)));
    }
    block.deny();
}

/// Drills of one plan.
pub struct Drills<'a> {
    plan: &'a Plan,
    world: &'a World,
    now: Instant,
    before: Analysis,
}

impl<'a> Drills<'a> {
    pub fn new(plan: &'a Plan, world: &'a World, now: Instant) -> Drills<'a> {
        Drills { plan, world, now, before: outlook(plan, world, now) }
    }

    /// What happens without a block; `None` where the plan has none of this id.
    pub fn of(&self, block: &BlockId) -> Option<Drill> {
        self.plan.blocks.get(block)?;
        Some(cascade::play(self, block))
    }

    /// Of every block that is planned with and not yet certain, in the order of the plan; blocks that are bought together
    /// are one drill.
    pub fn all(&self) -> Vec<Drill> {
        let mut drills: Vec<Drill> = Vec::new();
        for block in self.plan.blocks.iter().filter(|block| !block.status.row().certain) {
            if !drills.iter().any(|drill| drill.denied.contains(&block.id)) {
                drills.push(cascade::play(self, &block.id));
            }
        }
        drills
    }
}

/// What happens without one block; `None` where the plan has none of this id.
pub fn drill(plan: &Plan, world: &World, now: Instant, block: &BlockId) -> Option<Drill> {
    Drills::new(plan, world, now).of(block)
}
