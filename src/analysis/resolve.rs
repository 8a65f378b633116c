//! A plan with its relations resolved once: which block a window stands on, which machine and rules a block has. All
//! later steps, and the checks, look here instead of searching the plan's lists.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::base::{Instant, Span, sort};
use crate::model::block_dates::{BlockDates, dates};
use crate::model::machine::{Catalogue, Machine};
use crate::model::rules::Product;
use crate::model::*;
use crate::world::World;

use super::Index;
use super::people::People;

/// How far a block without an end reaches at least, when nothing else in the plan is later.
const OPEN_DAYS: i64 = 28;

/// A block and what it refers to.
#[derive(Debug, Clone)]
pub struct BlockAt<'a> {
    pub block: &'a Block,
    /// `None` where neither the catalogue nor the plan knows the machine.
    pub machine: Option<&'a Machine>,
    /// `None` where no rule set has this id.
    pub product: Option<&'a Product>,
    /// From start to end, with the extensions that are planned or bought; [`Instant::FOREVER`] where open-ended.
    pub span: Span,
    /// The end without extensions that are not bought.
    pub bought_until: Instant,
    /// What the rules imply; extension dates count from `bought_until`.
    pub dates: BlockDates,
}

impl BlockAt<'_> {
    /// Nobody has paid or asked a provider for it yet: it must be bought before it can be used.
    pub fn is_unbought(&self) -> bool {
        matches!(self.block.status.row().account, Account::Estimate | Account::Offered)
    }
    /// It comes, or may come: windows on it count.
    pub fn is_live(&self) -> bool {
        self.block.status.row().capacity != Capacity::None
    }
    /// Accelerators in one node; 1 where the machine is unknown.
    pub fn accelerators(&self) -> u32 {
        self.machine.and_then(|machine| machine.accels_per_node).unwrap_or(1).max(1)
    }
    /// What people call the machine: its provider's name for it; the id that a plan gives its own.
    pub fn machine_name(&self) -> &str {
        let sold = self.machine.filter(|machine| !machine.name.is_empty() && machine.provider != "own");
        sold.map_or(self.machine_id(), |machine| machine.name.as_str())
    }

    /// The catalogue's id of the machine, as written if it is unknown.
    pub fn machine_id(&self) -> &str {
        self.machine.map_or(self.block.machine.as_str(), |machine| &machine.id)
    }
}

/// A window, and where it belongs. Numbers are positions in the plan's lists.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    pub run: usize,
    /// Position of the rung in the run's ladder; `None` for the run's own windows.
    pub rung: Option<usize>,
    pub window: &'a Window,
    /// `None` where the window names a block that does not exist.
    pub block: Option<usize>,
    /// It consumes capacity; the others are ghosts.
    pub in_force: bool,
}

/// The plan with its relations.
pub struct Resolved<'a> {
    pub plan: &'a Plan,
    pub world: &'a World,
    pub now: Instant,
    /// The machines of the world, and the plan's own.
    pub catalogue: &'a Catalogue,
    pub people: People<'a>,
    /// In the order of the plan, as all lists here.
    pub blocks: Vec<BlockAt<'a>>,
    pub runs: Vec<&'a Run>,
    /// Every window of every run and rung.
    pub placed: Vec<Placed<'a>>,
    /// For each run its part of `placed`.
    windows_of: Vec<Range<usize>>,
    /// For each block the windows in force on it, by start: positions in `placed`.
    on_block: Vec<Vec<usize>>,
    block_at: BTreeMap<&'a str, usize>,
    run_at: BTreeMap<&'a str, usize>,
    /// From the first to the last dated thing.
    pub extent: Option<Span>,
}

impl<'a> Resolved<'a> {
    pub fn new(plan: &'a Plan, world: &'a World, catalogue: &'a Catalogue, now: Instant) -> Resolved<'a> {
        let mut products: BTreeMap<&str, Option<&'a Product>> = BTreeMap::new();
        let blocks: Vec<BlockAt> = plan
            .blocks
            .iter()
            .map(|block| {
                let id = block.product.as_str();
                let product = *products.entry(id).or_insert_with(|| world.rules.get(id));
                block_at(block, catalogue.find(block.machine.as_str()), product)
            })
            .collect();
        let runs: Vec<&Run> = plan.runs.iter().collect();
        let block_at = positions(blocks.iter().map(|at| at.block.id.as_str()));
        let run_at = positions(runs.iter().map(|run| run.id.as_str()));
        let (placed, windows_of) = placements(&runs, &block_at);
        let mut on_block = vec![Vec::new(); blocks.len()];
        for (at, placed) in placed.iter().enumerate().filter(|(_, placed)| placed.in_force) {
            if let Some(windows) = placed.block.and_then(|block| on_block.get_mut(block)) {
                windows.push(at);
            }
        }
        for windows in &mut on_block {
            sort::by_key(windows, |at| placed.get(*at).map(|placed| placed.window.start));
        }
        let extent = extent(plan, &blocks, &placed);
        let people = People::new(plan, world);
        Resolved {
            plan,
            world,
            now,
            catalogue,
            people,
            blocks,
            runs,
            placed,
            windows_of,
            on_block,
            block_at,
            run_at,
            extent,
        }
    }

    /// Position of a block; of equal ids the first.
    pub fn block_position(&self, id: &str) -> Option<usize> {
        self.block_at.get(id).copied()
    }
    pub fn run_position(&self, id: &str) -> Option<usize> {
        self.run_at.get(id).copied()
    }
    pub fn block(&self, id: &str) -> Option<&BlockAt<'a>> {
        self.block_position(id).and_then(|at| self.blocks.get(at))
    }
    pub fn run(&self, id: &str) -> Option<&'a Run> {
        self.run_position(id).and_then(|at| self.runs.get(at)).copied()
    }
    /// All windows of a run, its rungs' too.
    pub fn windows_of(&self, run: usize) -> &[Placed<'a>] {
        let range = self.windows_of.get(run).cloned().unwrap_or_default();
        self.placed.get(range).unwrap_or_default()
    }
    /// The windows of a run that are in force, by start.
    pub fn in_force(&self, run: usize) -> Vec<Placed<'a>> {
        by_start(self.windows_of(run).iter().filter(|placed| placed.in_force))
    }
    /// The windows of one rung, by start.
    pub fn windows_of_rung(&self, run: usize, rung: usize) -> Vec<Placed<'a>> {
        by_start(self.windows_of(run).iter().filter(|placed| placed.rung == Some(rung)))
    }
    /// The windows in force on a block, by start.
    pub fn on_block(&self, block: usize) -> impl Iterator<Item = &Placed<'a>> {
        self.on_block.get(block).into_iter().flatten().filter_map(|at| self.placed.get(*at))
    }
    pub fn target(&self, placed: &Placed) -> Target {
        let run = self.runs.get(placed.run);
        let rung =
            run.zip(placed.rung).and_then(|(run, at)| run.fallbacks.at(at)).map(|rung| rung.id.clone());
        Target::Window(run.map(|run| run.id.clone()).unwrap_or_default(), rung, placed.window.id.clone())
    }

    pub(super) fn index(&self) -> Index {
        let blocks =
            self.block_at.values().filter_map(|at| Some((self.blocks.get(*at)?.block.id.clone(), *at)));
        let runs = self.run_at.values().filter_map(|at| Some((self.runs.get(*at)?.id.clone(), *at)));
        // In order already, so that the whole is made at once.
        Index { blocks: blocks.collect(), runs: runs.collect() }
    }
}

fn by_start<'a: 'b, 'b>(windows: impl Iterator<Item = &'b Placed<'a>>) -> Vec<Placed<'a>> {
    let mut windows: Vec<Placed<'a>> = windows.copied().collect();
    sort::by_key(&mut windows, |placed| (placed.window.start, placed.window.end));
    windows
}

/// Where each id stands first.
fn positions<'a>(ids: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut sorted: Vec<(&str, usize)> = ids.enumerate().map(|(at, id)| (id, at)).collect();
    sorted.sort_unstable();
    sorted.dedup_by_key(|(id, _)| *id);
    sorted.into_iter().collect()
}

fn placements<'a>(
    runs: &[&'a Run],
    block_at: &BTreeMap<&str, usize>,
) -> (Vec<Placed<'a>>, Vec<Range<usize>>) {
    let mut placed = Vec::new();
    let mut ranges = Vec::with_capacity(runs.len());
    for (at, run) in runs.iter().enumerate() {
        let first = placed.len();
        let chosen = run.in_force.as_ref().and_then(|id| run.fallbacks.position(id.as_str()));
        let own = std::iter::once((None, &run.windows));
        let rungs = run.fallbacks.iter().enumerate().map(|(rung, fallback)| (Some(rung), &fallback.windows));
        for (rung, windows) in own.chain(rungs) {
            placed.extend(windows.iter().map(|window| Placed {
                run: at,
                rung,
                window,
                block: block_at.get(window.block.as_str()).copied(),
                in_force: rung == chosen,
            }));
        }
        ranges.push(first..placed.len());
    }
    (placed, ranges)
}

fn block_at<'a>(block: &'a Block, machine: Option<&'a Machine>, product: Option<&'a Product>) -> BlockAt<'a> {
    let mut span = block.span();
    let mut bought_until = span.end;
    for extension in block.extensions.iter() {
        let row = extension.status.row();
        if row.capacity != Capacity::None {
            span.end = span.end.max(extension.until);
            if !matches!(row.account, Account::Estimate | Account::Offered) {
                bought_until = bought_until.max(extension.until);
            }
        }
    }
    let dates = product.map_or_else(BlockDates::default, |product| {
        let at_end = |end| dates(product, Some(span.start), Some(end), block.purchased_at);
        let whole = at_end(span.end);
        match bought_until == span.end {
            true => whole,
            false => {
                let bought = at_end(bought_until);
                BlockDates {
                    extend_from: bought.extend_from,
                    safe_extend_by: bought.safe_extend_by,
                    extend_by: bought.extend_by,
                    ..whole
                }
            }
        }
    });
    BlockAt { block, machine, product, span, bought_until, dates }
}

/// From the first to the last date that somebody wrote. The start of a block without an end counts only where it is the
/// latest thing, because a cluster may have been owned for years; such a block then reaches four weeks on.
fn extent(plan: &Plan, blocks: &[BlockAt], placed: &[Placed]) -> Option<Span> {
    let mut all: Option<Span> = None;
    let mut add = |start: Instant, end: Instant| {
        let end = end.max(start);
        all =
            Some(all.map_or(Span { start, end }, |all| Span {
                start: all.start.min(start),
                end: all.end.max(end),
            }));
    };
    for at in blocks.iter().filter(|at| !at.span.end.is_forever()) {
        add(at.span.start, at.span.end);
    }
    for placed in placed {
        add(placed.window.start, placed.window.end);
    }
    let rungs = plan.runs.iter().flat_map(|run| run.fallbacks.iter());
    let dates = plan.runs.iter().flat_map(|run| [run.ready, run.deadline]);
    let decisions = plan.decisions.iter().map(|decision| decision.decide_on);
    for at in dates.chain(decisions).chain(rungs.map(|rung| rung.decide_on)).flatten() {
        add(at, at);
    }
    let open = blocks.iter().filter(|at| at.span.end.is_forever()).map(|at| at.span.start);
    if let Some((first, last)) = open.clone().min().zip(open.max()) {
        let start = all.map_or(first, |all| all.start);
        let end = all.map_or(last, |all| all.end.max(last));
        let least = if end <= last { last + crate::base::Duration::from_days(OPEN_DAYS) } else { end };
        all = Some(Span::new(start, end.max(least)));
    }
    all
}

/// The world with the terms of providers that the plan states itself.
pub fn ruled<'a>(plan: &Plan, world: &'a World) -> Cow<'a, World> {
    if plan.products.is_empty() {
        return Cow::Borrowed(world);
    }
    Cow::Owned(World { rules: world.rules.with_plan(plan), ..world.clone() })
}

/// The machines of the world, with those that the plan defines.
pub fn catalogue<'a>(plan: &Plan, world: &'a World) -> Cow<'a, Catalogue> {
    if plan.machines.is_empty() {
        return Cow::Borrowed(&world.catalogue);
    }
    Cow::Owned(world.catalogue.with_plan(plan))
}
