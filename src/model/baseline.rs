//! Baselines: states of the plan that people agreed on, small enough to lie in the plan file itself. They hold what later
//! states are compared in: where blocks and windows were, prices, deadlines, and what followed.

use crate::base::fact::Notes;
use crate::base::record::Items;
use crate::base::{Duration, Instant, Money};
use crate::record;

use super::block::Block;
use super::ids::{BlockId, FallbackId, ItemId, MachineId, PersonId, RunId};
use super::plan::Plan;
use super::run::{Fallback, Run, Window};
use super::scalar::Nodes;
use super::status::Status;

record! {
    /// A state of the plan that was agreed on, to compare later ones with.
    pub struct Baseline keyed by id {
        id: ItemId [essential],
        /// What people call it.
        name: String,
        /// When it was stored.
        at: Instant [essential],
        /// Who agreed.
        by: PersonId,
        /// Whether the plan was on track.
        on_track: bool,
        /// Errors that it had.
        errors: u32,
        /// Warnings that it had.
        warnings: u32,
        /// What everything cost.
        cost: Money,
        /// The blocks as they were.
        blocks: Items<KeptBlock>,
        /// The runs as they were.
        runs: Items<KeptRun>,
        notes: Notes,
    }
}

record! {
    /// A block as a baseline holds it.
    pub struct KeptBlock keyed by id {
        id: BlockId [essential],
        machine: MachineId [essential],
        nodes: Nodes [essential],
        start: Instant [essential together],
        end: Option<Instant> [together],
        status: Status,
        /// What it cost in all.
        cost: Option<Money>,
    }
}

record! {
    /// A run as a baseline holds it.
    pub struct KeptRun keyed by id {
        id: RunId [essential],
        deadline: Option<Instant>,
        in_force: Option<FallbackId>,
        /// When it was to end.
        planned_end: Option<Instant>,
        /// Slack in its last block.
        slack: Option<Duration>,
        /// What its windows cost.
        cost: Money,
        windows: Items<Window>,
        fallbacks: Items<KeptRung>,
    }
}

record! {
    /// A fallback as a baseline holds it.
    pub struct KeptRung keyed by id {
        id: FallbackId [essential],
        /// When it had to be chosen, for people.
        choose_by: Option<Instant>,
        windows: Items<Window>,
    }
}

impl Baseline {
    /// The name, or the id where there is none.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }

    /// As much of a plan as is kept: blocks, runs and windows, without anything else.
    pub fn plan(&self) -> Plan {
        let blocks = self.blocks.iter().map(|kept| Block {
            id: kept.id.clone(),
            machine: kept.machine.clone(),
            nodes: kept.nodes,
            start: kept.start,
            end: kept.end,
            status: kept.status.clone(),
            ..Block::default()
        });
        let rung = |kept: &KeptRung| Fallback {
            id: kept.id.clone(),
            windows: kept.windows.clone(),
            ..Fallback::default()
        };
        let runs = self.runs.iter().map(|kept| Run {
            id: kept.id.clone(),
            deadline: kept.deadline,
            in_force: kept.in_force.clone(),
            windows: kept.windows.clone(),
            fallbacks: kept.fallbacks.iter().map(rung).collect(),
            ..Run::default()
        });
        Plan { blocks: blocks.collect(), runs: runs.collect(), ..Plan::default() }
    }
}

impl Plan {
    /// A baseline by its name, or else its id.
    pub fn baseline(&self, name: &str) -> Option<&Baseline> {
        self.baselines.iter().find(|baseline| baseline.name == name).or_else(|| self.baselines.get(name))
    }

    /// The one that was stored last.
    pub fn newest_baseline(&self) -> Option<&Baseline> {
        self.baselines.iter().max_by_key(|baseline| baseline.at)
    }
}
