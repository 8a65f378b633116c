//! What a check may look at: the plan with its relations, and what was computed so far.

use std::ops::{Deref, Range};

use crate::base::zone::Zone;
use crate::base::{Instant, Money, Span, sort};
use crate::model::block_dates::BlockDates;
use crate::model::machine::Machine;
use crate::model::rules::Product;
use crate::model::*;

use super::resolve::{Placed, Resolved};
use super::{Analysis, BlockFacts, RunFacts, RungFacts};

/// The argument of every check. Everything of [`Resolved`] is here too: `facts.plan`, `facts.now`, `facts.world`,
/// `facts.people`, `facts.catalogue`. In `facts.analysis` everything but problems and verdict is filled.
pub struct Facts<'a> {
    resolved: &'a Resolved<'a>,
    pub analysis: &'a Analysis,
    /// Every window, those of a part together and by start.
    windows: Vec<WindowView<'a>>,
    /// In the order of the plan; parts without windows are not there.
    parts: Vec<PartAt>,
}

/// Where the windows of a run, or of one of its rungs, stand.
struct PartAt {
    run: usize,
    rung: Option<usize>,
    range: Range<usize>,
}

impl<'a> Deref for Facts<'a> {
    type Target = Resolved<'a>;
    fn deref(&self) -> &Resolved<'a> {
        self.resolved
    }
}

/// A block with everything about it.
#[derive(Clone, Copy)]
pub struct BlockView<'a> {
    /// Position in the plan's list.
    pub at: usize,
    pub block: &'a Block,
    pub facts: &'a BlockFacts,
    pub machine: Option<&'a Machine>,
    pub product: Option<&'a Product>,
    pub dates: &'a BlockDates,
}

impl BlockView<'_> {
    pub fn target(&self) -> Target {
        Target::Block(self.block.id.clone())
    }
    /// Accelerators in all its nodes.
    pub fn accelerators(&self) -> u64 {
        u64::from(self.facts.nodes) * u64::from(self.facts.accelerators_per_node)
    }
    /// The last moment work can run.
    pub fn usable_end(&self) -> Instant {
        self.facts.usable.end
    }
    /// Not paid for or asked for yet.
    pub fn is_unbought(&self) -> bool {
        matches!(self.block.status.row().account, Account::Estimate | Account::Offered)
    }
    /// It comes or may come.
    pub fn is_live(&self) -> bool {
        self.facts.capacity != Capacity::None
    }
    pub fn place(&self) -> Place<'_> {
        Place {
            provider: self.machine.map_or("", |machine| &machine.provider),
            region: self.block.region.as_str(),
            zone: self.block.zone.as_str(),
            zone_id: self.block.zone_id.as_str(),
            account: &self.block.account,
        }
    }
}

/// Where a block is; empty where the plan does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    pub provider: &'a str,
    pub region: &'a str,
    pub zone: &'a str,
    pub zone_id: &'a str,
    pub account: &'a str,
}

impl Place<'_> {
    /// `None` where one of both does not say. Names of zones differ between accounts, ids do not.
    pub fn same_zone(&self, other: &Place) -> Option<bool> {
        if !self.zone_id.is_empty() && !other.zone_id.is_empty() {
            return Some(self.zone_id == other.zone_id);
        }
        let named = !self.zone.is_empty() && !other.zone.is_empty();
        let same_account = self.account == other.account;
        (named && same_account).then_some(self.zone == other.zone)
    }
    /// `None` where one of both does not say.
    pub fn same_region(&self, other: &Place) -> Option<bool> {
        (!self.region.is_empty() && !other.region.is_empty()).then_some(self.region == other.region)
    }
    /// The most exact name that is given: zone id, zone, region.
    pub fn name(&self) -> &str {
        [self.zone_id, self.zone, self.region].into_iter().find(|name| !name.is_empty()).unwrap_or_default()
    }
}

/// A run with everything about it.
#[derive(Clone, Copy)]
pub struct RunView<'a> {
    pub at: usize,
    pub run: &'a Run,
    pub facts: &'a RunFacts,
}

impl RunView<'_> {
    pub fn target(&self) -> Target {
        Target::Run(self.run.id.clone())
    }
}

/// A window with what it belongs to.
#[derive(Clone, Copy)]
pub struct WindowView<'a> {
    pub run: RunView<'a>,
    /// The rung it belongs to; `None` for the run's own windows.
    pub rung: Option<&'a Fallback>,
    pub window: &'a Window,
    /// `None` where it names a block that does not exist.
    pub block: Option<BlockView<'a>>,
    pub in_force: bool,
}

impl WindowView<'_> {
    pub fn target(&self) -> Target {
        let rung = self.rung.map(|rung| rung.id.clone());
        Target::Window(self.run.run.id.clone(), rung, self.window.id.clone())
    }
    pub fn span(&self) -> Span {
        self.window.span()
    }
    pub fn nodes(&self) -> u32 {
        self.window.nodes.get()
    }
    /// The need that its windows serve: of its rung, or of the run.
    pub fn need(&self) -> &Need {
        self.rung.map_or(&self.run.run.need, |rung| &rung.need)
    }
}

/// The windows of a run that would be worked through together: its own, or those of one rung.
#[derive(Clone, Copy)]
pub struct Part<'f, 'a> {
    pub run: RunView<'a>,
    /// `None` for the run's own windows.
    pub rung: Option<&'a Fallback>,
    pub in_force: bool,
    /// At least one, by start.
    pub windows: &'f [WindowView<'a>],
}

impl<'a> Facts<'a> {
    pub fn new(resolved: &'a Resolved<'a>, analysis: &'a Analysis) -> Facts<'a> {
        let mut facts = Facts { resolved, analysis, windows: Vec::new(), parts: Vec::new() };
        facts.windows.reserve(resolved.placed.len());
        for same in resolved.placed.chunk_by(|a, b| (a.run, a.rung) == (b.run, b.rung)) {
            let Some(first) = same.first() else { continue };
            let from = facts.windows.len();
            facts.windows.extend(same.iter().filter_map(|placed| window_view(resolved, analysis, placed)));
            let range = from..facts.windows.len();
            if let Some(windows) = facts.windows.get_mut(range.clone()) {
                sort::by_key(windows, |window| (window.window.start, window.window.end));
            }
            facts.parts.push(PartAt { run: first.run, rung: first.rung, range });
        }
        facts
    }

    /// All blocks, in the order of the plan.
    pub fn blocks(&self) -> impl Iterator<Item = BlockView<'a>> {
        let (resolved, analysis) = (self.resolved, self.analysis);
        (0..resolved.blocks.len()).filter_map(move |at| block_view(resolved, analysis, at))
    }
    pub fn block(&self, id: impl AsRef<str>) -> Option<BlockView<'a>> {
        block_view(self.resolved, self.analysis, self.resolved.block_position(id.as_ref())?)
    }
    /// All runs, in the order of the plan.
    pub fn runs(&self) -> impl Iterator<Item = RunView<'a>> {
        let (resolved, analysis) = (self.resolved, self.analysis);
        (0..resolved.runs.len()).filter_map(move |at| run_view(resolved, analysis, at))
    }
    pub fn run(&self, id: impl AsRef<str>) -> Option<RunView<'a>> {
        run_view(self.resolved, self.analysis, self.resolved.run_position(id.as_ref())?)
    }
    /// Every window, those of rungs that are not in force too; of each run and rung by start.
    pub fn windows(&self) -> std::slice::Iter<'_, WindowView<'a>> {
        self.windows.iter()
    }
    /// Every run's own windows and those of each rung, where there are any, in the order of the plan.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_, 'a>> {
        self.parts.iter().filter_map(|part| {
            let windows = self.windows.get(part.range.clone())?;
            let first = windows.first()?;
            Some(Part { run: first.run, rung: first.rung, in_force: first.in_force, windows })
        })
    }
    /// The windows of a run that are in force, by start.
    pub fn in_force(&self, run: &RunView<'a>) -> &[WindowView<'a>] {
        let chosen = run.run.in_force.as_ref().and_then(|id| run.run.fallbacks.position(id.as_str()));
        self.part(run.at, chosen)
    }
    /// The windows of a rung, by start.
    pub fn windows_of_rung(&self, run: &RunView<'a>, rung: &FallbackId) -> &[WindowView<'a>] {
        let at = run.run.fallbacks.position(rung.as_str());
        at.map_or(&[], |at| self.part(run.at, Some(at)))
    }
    fn part(&self, run: usize, rung: Option<usize>) -> &[WindowView<'a>] {
        let first = self.parts.partition_point(|part| part.run < run);
        let of_run = self.parts.get(first..).unwrap_or_default().iter().take_while(|part| part.run == run);
        let part = of_run.into_iter().find(|part| part.rung == rung);
        part.and_then(|part| self.windows.get(part.range.clone())).unwrap_or_default()
    }
    /// The windows in force on a block, by start.
    pub fn windows_on(&self, block: &BlockView<'a>) -> Vec<WindowView<'a>> {
        let windows: Vec<Placed> = self.resolved.on_block(block.at).copied().collect();
        self.views(&windows)
    }
    /// The windows in force on a block that overlap a span, by start.
    pub fn windows_during(&self, block: &BlockView<'a>, span: Span) -> Vec<WindowView<'a>> {
        let mut windows = self.windows_on(block);
        windows.retain(|window| window.span().overlaps(span));
        windows
    }

    pub fn machine(&self, id: &MachineId) -> Option<&'a Machine> {
        self.resolved.catalogue.find(id.as_str())
    }
    pub fn product(&self, id: &ProductId) -> Option<&'a Product> {
        self.resolved.world.rules.get(id.as_str())
    }
    /// A loaded time zone by name.
    pub fn zone(&self, name: &str) -> Option<&'a Zone> {
        super::people::find(&self.resolved.world.zones, name)
    }
    /// With the plan's currency: `USD 295,249.92`.
    pub fn money(&self, money: Money) -> String {
        money.show(&self.resolved.plan.currency)
    }
    /// The rung that a message may recommend: the first of the ladder that is not in force, fits, and is acceptable.
    pub fn next_rung(&self, run: &Run) -> Option<(&'a Fallback, &'a RungFacts)> {
        let view = self.run(&run.id)?;
        let mut rungs = view.run.fallbacks.iter().zip(&view.facts.rungs);
        rungs.find(|(rung, facts)| !facts.in_force && facts.fits && rung.acceptable != Acceptable::No)
    }

    fn views(&self, placed: &[Placed<'a>]) -> Vec<WindowView<'a>> {
        placed.iter().filter_map(|placed| window_view(self.resolved, self.analysis, placed)).collect()
    }
}

fn block_view<'a>(resolved: &'a Resolved<'a>, analysis: &'a Analysis, at: usize) -> Option<BlockView<'a>> {
    let found = resolved.blocks.get(at)?;
    Some(BlockView {
        at,
        block: found.block,
        facts: analysis.blocks.get(at)?,
        machine: found.machine,
        product: found.product,
        dates: &found.dates,
    })
}

fn run_view<'a>(resolved: &'a Resolved<'a>, analysis: &'a Analysis, at: usize) -> Option<RunView<'a>> {
    Some(RunView { at, run: resolved.runs.get(at)?, facts: analysis.runs.get(at)? })
}

fn window_view<'a>(
    resolved: &'a Resolved<'a>,
    analysis: &'a Analysis,
    placed: &Placed<'a>,
) -> Option<WindowView<'a>> {
    let run = run_view(resolved, analysis, placed.run)?;
    Some(WindowView {
        run,
        rung: placed.rung.and_then(|at| run.run.fallbacks.at(at)),
        window: placed.window,
        block: placed.block.and_then(|at| block_view(resolved, analysis, at)),
        in_force: placed.in_force,
    })
}
