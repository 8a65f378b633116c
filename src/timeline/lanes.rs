//! The lanes of the timeline, all of them, as cheap descriptors: which window lies in which lane. What a lane looks like is
//! worked out only when it is seen (see `bars`).
//!
//! Building takes O(n log n) of a plan's items and is done once per change of the plan; looking up is by index.

use std::ops::Range;

use super::find::Places;
use super::pack::pack;
use crate::analysis::Analysis;
use crate::base::{Span, sort, words};
use crate::model::{Plan, Run, RunId, Severity, Target, Window};

/// What the lanes stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    /// Blocks with their windows, then what stands on no block.
    #[default]
    Blocks,
    /// Runs with their ladders.
    Runs,
}

/// Which fallbacks have lanes. What is in force always has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ladders {
    #[default]
    All,
    /// Of the selected run.
    Selected,
    None,
}

/// What to lay out.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    pub grouping: Grouping,
    pub ladders: Ladders,
    /// Decides [`Ladders::Selected`].
    pub selected: Option<&'a Target>,
    /// As many lanes as can be seen: the runs of a crowded block have a lane each where there is room.
    pub room: usize,
    /// Keeps the blocks, runs, fallbacks and windows for which it answers true, and the lanes above them.
    pub filter: Option<&'a dyn Fn(&Target) -> bool>,
}

/// What a lane is. Numbers are positions in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneKind {
    /// A block: its bar and its load.
    Block { block: u32 },
    /// Windows on a block, never two at once: those in force, then (`ghost`) those of what is not in force.
    Windows { block: u32, ghost: bool },
    /// The heading over runs that have a window in force on no block.
    Unplaced,
    /// A run; further lanes of it (`more`) hold windows that overlap.
    Run { run: u32, more: bool },
    /// A rung of a run's ladder.
    Rung { run: u32, rung: u32, more: bool },
}

/// One lane. Its items lie in `items`, in the order of time, none over another.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    pub kind: LaneKind,
    /// The lane it stands under, for headers that stay in sight; itself where it is one.
    pub header: usize,
    pub(super) items: Range<usize>,
    /// The worst finding about what it stands for.
    pub worst: Option<Severity>,
}

pub(super) const NONE: u32 = u32::MAX;

/// A window in a lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    pub span: Span,
    pub(super) run: u32,
    /// Position of the rung, `NONE` for the run's own windows.
    pub(super) rung: u32,
    pub(super) window: u32,
    /// It consumes no capacity: what it belongs to is not in force.
    pub ghost: bool,
    /// The worst finding about it.
    pub worst: Option<Severity>,
    pub(super) lane: u32,
}

impl Item {
    /// The window itself.
    pub fn of(self, plan: &Plan) -> Option<&Window> {
        let run = plan.runs.at(self.run as usize)?;
        match self.rung {
            NONE => run.windows.at(self.window as usize),
            rung => run.fallbacks.at(rung as usize)?.windows.at(self.window as usize),
        }
    }

    /// What the window is called in the plan.
    pub fn target(self, plan: &Plan) -> Option<Target> {
        let run = plan.runs.at(self.run as usize)?;
        let rung = match self.rung {
            NONE => None,
            rung => Some(run.fallbacks.at(rung as usize)?.id.clone()),
        };
        Some(Target::Window(run.id.clone(), rung, self.of(plan)?.id.clone()))
    }

    /// The run, with the fallback where the window belongs to one; safe to print.
    pub fn title(self, plan: &Plan) -> String {
        let Some(run) = plan.runs.at(self.run as usize) else { return String::new() };
        match run.fallbacks.at(self.rung as usize) {
            Some(rung) => words::visible(&format!("{}/{}", run.title(), rung.title())).into_owned(),
            None => words::visible(run.title()).into_owned(),
        }
    }
}

/// All lanes.
#[derive(Debug, Clone, Default)]
pub struct Lanes {
    pub grouping: Grouping,
    lanes: Vec<Lane>,
    pub(super) items: Vec<Item>,
    pub(super) places: Places,
    /// Findings that have a moment, by lane, worst first: position in the analysis.
    findings: Vec<(u32, u32)>,
    /// `(run, run that needs it)` and the other way round, sorted.
    needed_by: Vec<(u32, u32)>,
    needs: Vec<(u32, u32)>,
}

/// All lanes of a plan.
pub fn lay_out(plan: &Plan, analysis: &Analysis, options: &Options<'_>) -> Lanes {
    let mut lanes = Lanes { grouping: options.grouping, places: Places::of(plan), ..Lanes::default() };
    match options.grouping {
        Grouping::Blocks => super::by_block::build(&mut lanes, plan, options),
        Grouping::Runs => super::by_run::build(&mut lanes, plan, options),
    }
    lanes.note_findings(plan, analysis);
    lanes.note_dependencies(plan);
    lanes
}

/// A window of a run as an item, not yet in a lane.
fn item(run: usize, rung: Option<usize>, window: usize, of: &Window, ghost: bool) -> Item {
    Item {
        span: of.span(),
        run: run as u32,
        rung: rung.map_or(NONE, |rung| rung as u32),
        window: window as u32,
        ghost,
        worst: None,
        lane: NONE,
    }
}

/// The windows of a run itself, as items.
pub(super) fn own_windows(at: usize, run: &Run) -> impl Iterator<Item = (&Window, Item)> {
    let ghost = run.rung().is_some();
    run.windows.iter().enumerate().map(move |(i, window)| (window, item(at, None, i, window, ghost)))
}

/// The windows of a rung, as items.
pub(super) fn rung_windows(at: usize, run: &Run, rung: usize) -> impl Iterator<Item = (&Window, Item)> {
    let fallback = run.fallbacks.at(rung);
    let ghost = fallback.is_none_or(|fallback| run.in_force.as_ref() != Some(&fallback.id));
    let windows = fallback.into_iter().flat_map(|fallback| fallback.windows.iter());
    windows.enumerate().map(move |(i, window)| (window, item(at, Some(rung), i, window, ghost)))
}

impl Options<'_> {
    pub(super) fn keeps(&self, target: &Target) -> bool {
        self.filter.is_none_or(|filter| filter(target))
    }

    /// Whether a rung has lanes.
    pub(super) fn shows_rung(&self, run: &Run, rung: usize) -> bool {
        let in_force = || {
            let id = run.fallbacks.at(rung).map(|rung| &rung.id);
            id.is_some() && id == run.in_force.as_ref()
        };
        match self.ladders {
            Ladders::All => true,
            Ladders::Selected => self.selected.and_then(Target::run) == Some(&run.id) || in_force(),
            Ladders::None => in_force(),
        }
    }
}

impl Lanes {
    pub fn len(&self) -> usize {
        self.lanes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lanes.is_empty()
    }

    pub fn get(&self, lane: usize) -> Option<&Lane> {
        self.lanes.get(lane)
    }

    /// The windows in a lane, in the order of time.
    pub fn items(&self, lane: usize) -> &[Item] {
        self.lanes.get(lane).and_then(|lane| self.items.get(lane.items.clone())).unwrap_or_default()
    }

    /// What a lane stands for: the block, run or fallback that it shows.
    pub fn target(&self, plan: &Plan, lane: usize) -> Target {
        let of = |kind| {
            Some(match kind {
                LaneKind::Block { block } | LaneKind::Windows { block, .. } => {
                    Target::Block(plan.blocks.at(block as usize)?.id.clone())
                }
                LaneKind::Unplaced => Target::Plan,
                LaneKind::Run { run, .. } => Target::Run(plan.runs.at(run as usize)?.id.clone()),
                LaneKind::Rung { run, rung, .. } => {
                    let run = plan.runs.at(run as usize)?;
                    Target::Fallback(run.id.clone(), run.fallbacks.at(rung as usize)?.id.clone())
                }
            })
        };
        self.get(lane).and_then(|lane| of(lane.kind)).unwrap_or_default()
    }

    /// What stands in the name column, safe to print: the name of the block, run or fallback. A lane of windows is named
    /// after its run where it holds those of one run only.
    pub fn title(&self, plan: &Plan, lane: usize) -> String {
        let Some(kind) = self.get(lane).map(|lane| lane.kind) else { return String::new() };
        let run = |at: u32| plan.runs.at(at as usize);
        let title = match kind {
            LaneKind::Block { block } => plan.blocks.at(block as usize).map(|block| block.title()),
            LaneKind::Unplaced => Some("on no block"),
            LaneKind::Run { run: at, more: false } => run(at).map(Run::title),
            LaneKind::Rung { run: at, rung, more: false } => {
                run(at).and_then(|run| run.fallbacks.at(rung as usize)).map(|rung| rung.title())
            }
            LaneKind::Windows { .. } => {
                let of = |item: &Item| (item.run, item.rung);
                return match self.items(lane) {
                    [first, rest @ ..] if rest.iter().all(|item| of(item) == of(first)) => first.title(plan),
                    _ => String::new(),
                };
            }
            LaneKind::Run { .. } | LaneKind::Rung { .. } => None,
        };
        words::visible(title.unwrap_or_default()).into_owned()
    }

    /// How far the title is indented: 0 for blocks and runs, 1 for what belongs to them.
    pub fn depth(&self, lane: usize) -> u16 {
        u16::from(self.get(lane).is_some_and(|it| it.header != lane))
    }

    /// The findings with a moment in a lane, as positions in the analysis.
    pub(super) fn findings(&self, lane: usize) -> impl Iterator<Item = usize> + '_ {
        let from = self.findings.partition_point(|(at, _)| (*at as usize) < lane);
        let here = self.findings.get(from..).unwrap_or_default().iter();
        here.take_while(move |(at, _)| *at as usize == lane).map(|(_, finding)| *finding as usize)
    }

    /// Positions of the runs that a run needs, and of those that need it.
    pub(super) fn neighbours(&self, run: usize) -> (Vec<usize>, Vec<usize>) {
        let at = run as u32;
        let of = |pairs: &[(u32, u32)]| {
            let from = pairs.partition_point(|(a, _)| *a < at);
            let rest = pairs.get(from..).unwrap_or_default().iter();
            rest.take_while(|(a, _)| *a == at).map(|(_, b)| *b as usize).collect()
        };
        (of(&self.needs), of(&self.needed_by))
    }

    pub(super) fn run_position(&self, id: &RunId) -> Option<usize> {
        self.places.run_ids.get(id).map(|at| *at as usize)
    }

    pub(super) fn block_position(&self, id: &str) -> Option<usize> {
        self.places.block(id).map(|at| at as usize)
    }

    /// Adds a lane that holds no windows.
    pub(super) fn push(&mut self, kind: LaneKind, header: Option<usize>) -> usize {
        let at = self.lanes.len();
        self.places.note_lane(kind, at);
        let items = self.items.len()..self.items.len();
        self.lanes.push(Lane { kind, header: header.unwrap_or(at), items, worst: None });
        at
    }

    /// Packs windows into lanes: the first of them is `lane` if given, the others are added as `kind`.
    pub(super) fn fill(
        &mut self,
        plan: &Plan,
        mut windows: Vec<Item>,
        lane: Option<usize>,
        kind: LaneKind,
        header: usize,
    ) {
        sort::by_key(&mut windows, |item| (item.span.start, item.span.end, item.run, item.rung, item.window));
        let (rows, count) = pack(windows.iter().map(|item| item.span));
        let mut by_row: Vec<Vec<Item>> = vec![Vec::new(); count];
        for (item, row) in windows.into_iter().zip(rows) {
            if let Some(row) = by_row.get_mut(row) {
                row.push(item);
            }
        }
        for (row, items) in by_row.into_iter().enumerate() {
            let at = match lane {
                Some(lane) if row == 0 => lane,
                _ => self.push(kind, Some(header)),
            };
            let from = self.items.len();
            for item in items {
                self.places.note(plan, &item, self.items.len());
                self.items.push(Item { lane: at as u32, ..item });
            }
            if let Some(lane) = self.lanes.get_mut(at) {
                lane.items = from..self.items.len();
            }
        }
    }

    /// Gives each run or fallback lanes of its own, in the order of the plan: they stay where they are when bars move.
    pub(super) fn fill_apart(&mut self, plan: &Plan, windows: Vec<Item>, kind: LaneKind, header: usize) {
        for windows in windows.chunk_by(|a, b| (a.run, a.rung) == (b.run, b.rung)) {
            self.fill(plan, windows.to_vec(), None, kind, header);
        }
    }

    fn note_findings(&mut self, plan: &Plan, analysis: &Analysis) {
        for (at, problem) in analysis.problems.iter().enumerate() {
            let Some(place) = self.find(plan, &problem.target) else { continue };
            let severity = Some(problem.severity);
            match place.item.and_then(|item| self.items.get_mut(item)) {
                Some(item) if matches!(problem.target, Target::Window(..)) => {
                    item.worst = worse(item.worst, severity);
                }
                _ => {
                    if let Some(lane) = self.lanes.get_mut(place.lane) {
                        lane.worst = worse(lane.worst, severity);
                    }
                }
            }
            if problem.when.is_some() {
                self.findings.push((place.lane as u32, at as u32));
            }
        }
        self.findings.sort_unstable();
    }

    fn note_dependencies(&mut self, plan: &Plan) {
        for (at, run) in plan.runs.iter().enumerate() {
            let rung = run.rung().map_or(&[][..], |rung| &rung.after);
            for needed in run.after.iter().chain(rung) {
                if let Some(needed) = self.places.run_ids.get(needed.as_str()) {
                    self.needs.push((at as u32, *needed));
                    self.needed_by.push((*needed, at as u32));
                }
            }
        }
        for pairs in [&mut self.needs, &mut self.needed_by] {
            pairs.sort_unstable();
            pairs.dedup();
        }
    }
}

/// `Error` is the least of the severities.
fn worse(a: Option<Severity>, b: Option<Severity>) -> Option<Severity> {
    [a, b].into_iter().flatten().min_by_key(|severity| *severity as u8)
}
