//! Runs: work that needs accelerators, the windows it is placed in, and its ladder of fallbacks.

use crate::base::fact::Notes;
use crate::base::record::{Items, Maybe};
use crate::base::{Duration, Instant, Span};
use crate::{record, words};

use super::ids::{BlockId, DatasetId, FallbackId, PersonId, RunId, WindowId};
use super::need::Need;
use super::scalar::{Decimal, Nodes, Percent, Region};

words! {
    /// What a run does with its accelerators.
    pub enum RunKind {
        /// Training: wants throughput.
        Training,
        /// Serving requests: latency-sensitive, kept apart from training.
        Serving,
        /// Evaluation.
        Evaluation,
        /// Data preparation.
        Data,
    }
    default Training
}

record! {
    /// Work that needs accelerators.
    pub struct Run keyed by id {
        /// Chosen once, unique among runs.
        id: RunId [essential],
        /// A name for people; the id is shown where there is none.
        name: String,
        /// What it does: Training, Serving, Evaluation or Data.
        kind: RunKind,
        /// The plan fails if this run does: decides severities and whether the plan is on track.
        critical: bool,
        /// Higher goes first where two runs want the same nodes.
        priority: i32,
        /// How much it wants.
        need: Need [essential],
        /// Share of the work already done, in per cent.
        done: Percent,
        /// When that share was measured.
        done_as_of: Option<Instant>,
        /// Not before this moment.
        ready: Option<Instant>,
        /// Its result must be there by then.
        deadline: Option<Instant>,
        /// Checking the result after the last window, before the deadline.
        validation: Duration,
        /// Copying data and weights to the place before the first window.
        staging: Duration,
        /// Runs whose results it needs.
        after: Vec<RunId>,
        /// Regions it may use; empty means any.
        regions: Vec<Region>,
        /// Data it reads.
        datasets: Vec<DatasetId>,
        /// How it saves its state; absent means it cannot continue after an interruption.
        checkpoint: Maybe<Checkpoint>,
        /// Where and when it runs.
        windows: Items<Window>,
        /// Its ladder: other ways to an acceptable result, the most wanted first.
        fallbacks: Items<Fallback>,
        /// The rung of the ladder that is in force; absent means the run itself.
        in_force: Option<FallbackId>,
        /// Loss or evaluation gate with a number, at which it is done.
        gate: String,
        /// Account or subscription it runs in.
        account: String,
        /// What starts it at hand-over (slurm, karpenter, kueue, parallelcluster, batch, skypilot, hyperpod).
        handover: String,
        /// Who answers for it.
        owner: PersonId,
        /// Words to filter by.
        tags: Vec<String>,
        /// Anything else worth knowing.
        notes: Notes,
    }
}

impl Run {
    /// The name, or the id where there is none.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }

    /// The rung in force, if one is and exists.
    pub fn rung(&self) -> Option<&Fallback> {
        self.in_force.as_ref().and_then(|id| self.fallbacks.get(id))
    }

    /// The windows of one of its rungs, or (`None`) its own.
    pub fn windows_of(&self, rung: Option<&FallbackId>) -> Option<&Items<Window>> {
        match rung {
            None => Some(&self.windows),
            Some(rung) => self.fallbacks.get(rung).map(|rung| &rung.windows),
        }
    }

    /// The windows that consume capacity: those of the rung in force, else its own.
    pub fn windows_in_force(&self) -> &Items<Window> {
        self.rung().map_or(&self.windows, |rung| &rung.windows)
    }

    /// Puts a rung in force. One without windows gets one in the room that was found for it: block, nodes, span.
    pub fn choose(&mut self, rung: &FallbackId, room: Option<(BlockId, u32, Span)>) {
        self.in_force = Some(rung.clone());
        let rung = self.fallbacks.get_mut(rung).filter(|rung| rung.windows.is_empty());
        if let Some((rung, (block, nodes, span))) = rung.zip(room) {
            let (id, nodes) = (WindowId::new("w1"), Nodes::new(nodes));
            let (start, end) = (span.start, span.end);
            rung.windows.push(Window { id, block, nodes, start, end, ..Window::default() });
        }
    }

    /// The need that holds: of the rung in force, else its own.
    pub fn need_in_force(&self) -> &Need {
        self.rung().map_or(&self.need, |rung| &rung.need)
    }

    pub fn is_resumable(&self) -> bool {
        self.checkpoint.0.is_some()
    }
}

record! {
    /// How a run saves its state so that it can continue in a later window.
    pub struct Checkpoint {
        /// Work between two checkpoints.
        interval: Duration = Duration::from_hours(1),
        /// Writing one, while training stands still.
        write: Duration,
        /// From the start of a window to useful work again: detect, load, compile.
        restart: Duration,
        /// Moving the last one off the machines before they stop.
        upload: Duration,
        /// Size of one in gigabytes.
        size_gb: Decimal,
        /// Whether one is written on the provider's warning event.
        on_warning: bool,
    }
}

record! {
    /// One placement of a run on a block over `[start, end)`. Several in sequence continue from the checkpoint; several at
    /// the same time are one gang.
    pub struct Window keyed by id {
        /// Unique within the run; windows without one are called w1, w2, … in the order of the file.
        id: WindowId,
        /// The block it uses.
        block: BlockId [essential],
        /// How many of the block's nodes.
        nodes: Nodes [essential],
        /// When it begins.
        start: Instant [essential together],
        /// When it ends.
        end: Instant [essential together],
        /// Automatic placement must not move it.
        pinned: bool,
        /// Anything else worth knowing.
        notes: Notes,
    }
    check |window, bad| {
        if window.end <= window.start {
            bad.push(("end", "must be after start".to_string()));
        }
    }
}

impl Window {
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

words! {
    /// In which way a fallback is cheaper than the run it stands in for.
    pub enum FallbackKind {
        /// Low-rank adapters instead of full training.
        Lora,
        /// Low-rank adapters on a quantised base.
        Qlora,
        /// A small student learns from a teacher.
        Distillation,
        /// Shorter sequences.
        SmallerContext,
        /// Fewer parameters.
        SmallerModel,
        /// The same work on fewer nodes, for longer.
        FewerNodes,
        /// Other accelerators.
        OtherHardware,
        /// On-demand machines, if there are any.
        OnDemand,
        /// Spot machines with checkpoints.
        Spot,
        /// Later.
        Postpone,
        /// Anything else.
        Custom,
    }
    default Custom
}

impl FallbackKind {
    /// Whether it runs on machines that are started when needed and paid by the hour.
    pub fn is_by_the_hour(self) -> bool {
        matches!(self, FallbackKind::OnDemand | FallbackKind::Spot)
    }

    /// Whether it needs no reserved capacity at all.
    pub fn needs_no_block(self) -> bool {
        matches!(self, FallbackKind::OnDemand | FallbackKind::Spot | FallbackKind::Postpone)
    }
}

words! {
    /// Whether the result of a fallback would do.
    pub enum Acceptable {
        /// Its result is good enough.
        Yes,
        /// Its result is not good enough.
        No,
        /// Somebody must agree first.
        NeedsSignOff,
    }
    default NeedsSignOff
}

record! {
    /// One rung of a run's ladder: another way to reach an acceptable result.
    pub struct Fallback keyed by id {
        /// Chosen once, unique within the run.
        id: FallbackId [essential],
        /// A name for people; the id is shown where there is none.
        name: String,
        /// In which way it is cheaper.
        kind: FallbackKind [essential],
        /// How much it wants.
        need: Need,
        /// Where and when it would run.
        windows: Items<Window>,
        /// Work between the choice and the first node-hour: code, configuration, tests.
        preparation: Duration,
        /// Copying data and weights to the place.
        staging: Duration,
        /// Checking the result before the deadline; the run's where absent.
        validation: Option<Duration>,
        /// What is given up: a note on quality.
        gives_up: String,
        /// Bar that the result must clear, with a number.
        quality_bar: String,
        /// Whether the result would do: Yes, No or NeedsSignOff.
        acceptable: Acceptable,
        /// Runs whose results it needs (a teacher before its student).
        after: Vec<RunId>,
        /// When it must be chosen, as people agreed; the latest possible moment is computed.
        decide_on: Option<Instant>,
        /// The other rung or run that it falls back to next, where that is not the next of the ladder.
        then: Option<FallbackId>,
        /// Who decides and prepares it.
        owner: PersonId,
        /// Words to filter by.
        tags: Vec<String>,
        /// Anything else worth knowing.
        notes: Notes,
    }
}

impl Fallback {
    /// The name, or the id where there is none.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }
}

record! {
    /// Data that runs read, and where it lies.
    pub struct Dataset keyed by id {
        id: DatasetId [essential],
        /// A name for people.
        name: String,
        /// Size in gigabytes.
        size_gb: Decimal,
        /// Region where it lies.
        region: Region,
        /// Regions it may be in; empty means any.
        residency: Vec<Region>,
        /// Time to copy it to another region.
        copy: Option<Duration>,
        /// When copying starts, if planned.
        copy_at: Option<Instant>,
        owner: PersonId,
        tags: Vec<String>,
        notes: Notes,
    }
}
