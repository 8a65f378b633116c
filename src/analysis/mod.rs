//! Everything that follows from a plan, recomputed whole after each change. [`Analysis`] is the contract with the layers
//! above: they draw and print it, and compute nothing of their own.

mod agenda;
mod cost;
mod dates;
pub mod decide;
pub mod diagnostic;
pub mod elsewhere;
pub mod facts;
mod free;
pub mod ladder;
pub mod lints;
mod month;
pub mod people;
mod placement;
pub mod resolve;
pub mod sessions;
mod usage;
mod verdict;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::steps::Steps;
use crate::base::{Duration, Instant, Money, Span, halves};
use crate::model::block_dates::Why;
use crate::model::*;
use crate::world::World;

pub use cost::share;
pub use diagnostic::{Diagnostic, Fix};
pub use placement::{Sum, hired, job};

/// What follows for blocks, runs and ladders, without decisions, agenda, findings and verdict: for trying out many plans.
pub fn outlook(plan: &Plan, world: &World, now: Instant) -> Analysis {
    let world = &*resolve::ruled(plan, world);
    let catalogue = resolve::catalogue(plan, world);
    capacity(&resolve::Resolved::new(plan, world, &catalogue, now))
}

/// Everything that follows from a plan. Total: it cannot fail, and reports every finding. The same arguments give the
/// same result; `now` is the moment that counts as the present.
pub fn analyze(plan: &Plan, world: &World, now: Instant) -> Analysis {
    let world = &*resolve::ruled(plan, world);
    let catalogue = resolve::catalogue(plan, world);
    let resolved = resolve::Resolved::new(plan, world, &catalogue, now);
    let mut analysis = capacity(&resolved);
    analysis.decisions = agenda::decisions(&resolved, &analysis);
    let facts = facts::Facts::new(&resolved, &analysis);
    let (agenda, problems, waived) = lints::run(&facts, || agenda::agenda(&resolved, &analysis));
    (analysis.agenda, analysis.problems, analysis.waived) = (agenda, problems, waived);
    analysis.verdict = verdict::verdict(&resolved, &analysis);
    analysis
}

fn capacity(resolved: &resolve::Resolved) -> Analysis {
    let (now, extent, index) = (resolved.now, resolved.extent, resolved.index());
    let mut analysis = Analysis { now, extent, index, ..Analysis::default() };
    analysis.blocks = halves::map(&resolved.blocks, |position, at| {
        let mut facts = usage::block(resolved, position, at);
        facts.cost = cost::block(resolved, at, &facts);
        facts.dates = dates::marks(resolved, at, &facts);
        facts
    });
    analysis.runs = runs(resolved, &analysis.blocks);
    analysis.costs = cost::sums(resolved, &analysis.blocks, &analysis.runs);
    analysis
}

fn runs(resolved: &resolve::Resolved, blocks: &[BlockFacts]) -> Vec<RunFacts> {
    let mut facts = halves::map(&resolved.runs, |at, run| placement::run(resolved, blocks, at, run, None));
    hire(resolved, blocks, &mut facts);
    let (bindings, free) = (decide::of_runs(resolved), free::Free::new(resolved, blocks));
    let ladders = ladder::Ladders { resolved, blocks, runs: &facts, bindings: &bindings, free: &free };
    let rungs = halves::map(&resolved.runs, |at, run| ladders.of_run(at, run));
    for (facts, rungs) in facts.iter_mut().zip(rungs) {
        facts.rungs = rungs;
    }
    facts
}

/// Runs on machines by the hour have no windows: they are done some time after what they need, so in that order.
fn hire(resolved: &resolve::Resolved, blocks: &[BlockFacts], facts: &mut [RunFacts]) {
    if resolved.runs.iter().all(|run| placement::hired(run).is_none()) {
        return;
    }
    for at in decide::in_order(resolved) {
        let Some(run) = resolved.runs.get(at) else { continue };
        let Some(rung) = placement::hired(run) else { continue };
        let needed = ladder::needed_by(run).iter().filter_map(|id| resolved.run_position(id.as_str()));
        let ends: Option<Vec<Instant>> = needed.map(|at| facts.get(at)?.projected_end).collect();
        // What it needs never comes: then neither does it.
        let Some(ends) = ends else { continue };
        let start = placement::hired_from(resolved.plan, run, rung, ends.into_iter().max(), resolved.now);
        if let Some(facts) = facts.get_mut(at) {
            *facts = placement::run(resolved, blocks, at, run, Some(start));
        }
    }
}

/// What follows from a plan at a moment. Lists are in the order of the plan.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// The moment that counts as now.
    pub now: Instant,
    pub blocks: Vec<BlockFacts>,
    pub runs: Vec<RunFacts>,
    /// Sorted by severity, time and id; waived and switched-off findings are not among them.
    pub problems: Vec<Diagnostic>,
    /// Findings that a waiver covers.
    pub waived: Vec<Diagnostic>,
    /// The last moments of the plan's decisions.
    pub decisions: Vec<DecisionFacts>,
    /// Everything dated from now on, and what is overdue, in the order of time.
    pub agenda: Vec<AgendaItem>,
    pub costs: Costs,
    pub verdict: Verdict,
    /// From the first to the last dated thing; `None` for an empty plan.
    pub extent: Option<Span>,
    /// Position in `blocks` and `runs` by id.
    pub index: Index,
}

/// Where things stand in the lists.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub blocks: BTreeMap<BlockId, usize>,
    pub runs: BTreeMap<RunId, usize>,
}

impl Analysis {
    pub fn block(&self, id: &BlockId) -> Option<&BlockFacts> {
        self.index.blocks.get(id).and_then(|at| self.blocks.get(*at))
    }
    pub fn run(&self, id: &RunId) -> Option<&RunFacts> {
        self.index.runs.get(id).and_then(|at| self.runs.get(*at))
    }
    /// What a block's machine is called by its provider, as people know it; as written where nothing is known of it.
    pub fn machine_name<'a>(&'a self, block: &'a Block) -> &'a str {
        let known = self.block(&block.id).map(|facts| facts.machine_name.as_str());
        known.filter(|name| !name.is_empty()).unwrap_or(block.machine.as_str())
    }
    /// The findings about an item, worst first.
    pub fn problems_of<'a>(&'a self, target: &'a Target) -> impl Iterator<Item = &'a Diagnostic> {
        self.problems.iter().filter(move |problem| problem.target == *target)
    }
}

/// The answer on the first line of every report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// No error on a critical run, and no overdue decision.
    pub on_track: bool,
    /// Why not, the worst first; empty when on track.
    pub reasons: Vec<String>,
    /// The next date by which something must be bought or decided.
    pub next: Option<AgendaItem>,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

/// One block.
#[derive(Debug, Clone, Default)]
pub struct BlockFacts {
    pub id: BlockId,
    /// From start to end, or to the end of the plan's extent where it is open-ended.
    pub span: Span,
    pub open_ended: bool,
    /// The part of the span that its money is counted over: all of it; of a block without an end from its start to the end
    /// of the last window on it, or to now if that is later.
    pub counted: Span,
    /// The part of that in which it is used, idle or lost: all of it; of a block without an end from the first window on it,
    /// or from now if that is earlier.
    pub planned: Span,
    /// Where work can be: after the ramp, before the provider stops the machines.
    pub usable: Span,
    /// Until when it is bought; before the end where an extension is planned and not bought yet.
    pub bought_until: Instant,
    /// How far it can be counted on.
    pub capacity: Capacity,
    pub nodes: u32,
    /// Accelerators in one node; 1 where the machine is unknown.
    pub accelerators_per_node: u32,
    /// The catalogue's id of the machine, as written if it is unknown.
    pub machine: String,
    /// What people call the machine: p5.48xlarge.
    pub machine_name: String,
    /// Nodes taken by windows in force, over time.
    pub load: Steps,
    /// Windows in force on it: run, rung, window, in the order of start.
    pub windows: Vec<Target>,
    /// Node-time between usable start and end that no window takes.
    pub idle: Duration,
    /// Node-time lost to ramp and tail.
    pub lost: Duration,
    /// Node-time taken.
    pub used: Duration,
    pub cost: BlockCost,
    pub dates: Vec<Mark>,
    /// Chance that it comes, in per cent.
    pub chance: Percent,
}

impl BlockFacts {
    /// Until when the money of a block without an end is counted.
    pub fn counted_until(&self) -> Option<Instant> {
        self.open_ended.then_some(self.counted.end)
    }
}

/// What a block costs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BlockCost {
    /// For the whole block; `None` where no price is known.
    pub total: Option<Money>,
    /// What of it is paid at once, when it is bought; extensions not counted.
    pub fee: Money,
    /// Per node and hour.
    pub node_hour: Option<Money>,
    pub account: Option<Account>,
    /// The part of the total that is idle.
    pub idle: Money,
    /// When the money leaves: at purchase, else at the safe buy-by.
    pub due: Option<Instant>,
    /// Where the price comes from: the plan, or the catalogue with its date.
    pub source: String,
}

/// What a dated mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    CanBuyFrom,
    MustBuyBy,
    SafeBuyBy,
    PayBy,
    UsableStart,
    Warning,
    Drain,
    UsableEnd,
    ExtendFrom,
    SafeExtendBy,
    ExtendBy,
}

/// A dated fact about a block that follows from a provider's rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub kind: MarkKind,
    pub at: Instant,
    /// The rule; it prints as words.
    pub why: Why,
    /// Where the rule stands; empty where the plan itself says so.
    pub source: Arc<str>,
    /// The rule is inferred or an opinion.
    pub doubtful: bool,
}

/// One run.
#[derive(Debug, Clone, Default)]
pub struct RunFacts {
    pub id: RunId,
    /// Windows of what is in force, in the order of start.
    pub windows: Vec<WindowFacts>,
    /// Duration that is still needed at the plan's confidence, on the windows' nodes, interruptions included.
    pub needed: Option<Duration>,
    /// Productive time that the windows give.
    pub given: Duration,
    /// `needed - given` where that is positive, in whole minutes, rounded up.
    pub short: Duration,
    /// When it is done at the plan's confidence; `None` where the windows do not suffice, or without windows unless it runs
    /// on machines by the hour.
    pub planned_end: Option<Instant>,
    /// The same, going on after the last window where the windows do not suffice.
    pub projected_end: Option<Instant>,
    /// The same for the median and the P90, which may lie past the last window.
    pub p50_end: Option<Instant>,
    pub p90_end: Option<Instant>,
    /// Usable end of the last window's block less the planned end; negative when short.
    pub slack: Option<Duration>,
    /// Deadline less planned end and validation.
    pub deadline_slack: Option<Duration>,
    /// Time that checking the result takes after the planned end, for what is in force.
    pub validation: Duration,
    /// Share of the blocks' cost that its windows take, or what it pays by the hour.
    pub cost: Money,
    /// When it works on machines by the hour, without windows.
    pub hired: Option<Span>,
    /// The ladder, in the order of the plan.
    pub rungs: Vec<RungFacts>,
    /// How the needed time was computed; [`RunFacts::because`] says it in words.
    pub sum: Option<Sum>,
}

impl RunFacts {
    /// How the needed time was computed, for the inspector: one line a term.
    pub fn because(&self) -> Vec<String> {
        self.sum.as_ref().map(Sum::lines).unwrap_or_default()
    }
    /// What lies between the planned end and the deadline besides the slack: `, after 12h of validation`.
    pub fn after_validation(&self) -> String {
        match self.validation.is_zero() {
            true => String::new(),
            false => format!(", after {} of validation", self.validation.words()),
        }
    }
}

/// One window of what is in force.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowFacts {
    pub target: Target,
    pub block: BlockId,
    pub nodes: u32,
    pub span: Span,
    /// Productive part: after restart, before the last checkpoint is safe.
    pub productive: Duration,
}

/// One rung of a run's ladder.
#[derive(Debug, Clone, Default)]
pub struct RungFacts {
    pub id: FallbackId,
    pub in_force: bool,
    /// Whether its windows or free capacity would do.
    pub fits: bool,
    pub planned_end: Option<Instant>,
    pub needed: Option<Duration>,
    /// The latest moment to choose it; `None` where nothing binds it (no deadline) or it cannot be met at all.
    pub decide_by: Option<DecideBy>,
    /// Why it cannot be chosen any more, or at all.
    pub lost: Option<String>,
    /// Why it would not do as it is planned, where that could be mended: a block that is full, a deadline missed.
    pub misfit: Option<String>,
    pub cost: Option<Money>,
    /// Where it would run, for a rung without windows of its own: the room in free capacity that ends first.
    pub place: Option<Slot>,
    /// The last moment for that place, where another one can be chosen later.
    pub place_by: Option<DecideBy>,
}

/// Room on a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    pub block: BlockId,
    pub nodes: u32,
    pub span: Span,
}

/// The last moment for a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct DecideBy {
    /// After this moment it cannot be met any more.
    pub hard: Instant,
    /// The term that is least: "cb-feb starts 18 Jan 11:30Z and its payment may take 12h".
    pub because: String,
    /// For people: less approval time, rolled back into working hours.
    pub people: Instant,
}

/// One decision of the plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DecisionFacts {
    pub id: DecisionId,
    /// `None` where nothing binds it.
    pub decide_by: Option<DecideBy>,
    /// Its own date or its last moment has passed, and nobody recorded what became of it.
    pub overdue: bool,
}

/// What kind of date stands on the agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgendaKind {
    Buy,
    Pay,
    Quota,
    Approve,
    /// Whether to fall back; after what makes that unnecessary.
    Decide,
    Staging,
    /// A block begins, or can be bought from then on.
    Opens,
    /// A run begins to work.
    Starts,
    /// The provider announces the end of a block.
    Warning,
    /// Work on a block must be over.
    UsableEnd,
    Extend,
    /// A block ends.
    Ends,
    Deadline,
}

/// Something dated that somebody must do or know.
#[derive(Debug, Clone, PartialEq)]
pub struct AgendaItem {
    pub at: Instant,
    /// The same for people, where working hours come before it.
    pub people: Option<Instant>,
    pub kind: AgendaKind,
    pub target: Target,
    /// One line: "buy cb-jan (USD 169,150.00)".
    pub text: String,
    /// Why then.
    pub because: String,
    pub owner: String,
    pub overdue: bool,
}

impl AgendaItem {
    /// When somebody should act: the moment for people, where there is one.
    pub fn when(&self) -> Instant {
        self.people.unwrap_or(self.at)
    }
    /// The moment that is still to be told: that for people, and the hard limit once theirs has passed.
    pub fn due(&self, now: Instant) -> Instant {
        if self.when() < now && !self.overdue { self.at } else { self.when() }
    }
    /// It was to be done, and nobody recorded that it was; the last moment where that has not passed. `show` writes moments.
    pub fn overdue_words(&self, now: Instant, show: &dyn Fn(Instant) -> String) -> String {
        let still = match self.at > self.when() && self.at >= now {
            true => format!(", possible until {}", show(self.at)),
            false => String::new(),
        };
        format!("overdue since {}: {}{still}", show(self.when()), self.text)
    }
    /// The moment for people has passed, and it can still be done.
    pub fn is_pressing(&self, now: Instant) -> bool {
        !self.overdue && self.when() < now && now <= self.at
    }
}

/// Money, by heading, by block and by month.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Costs {
    pub committed: Money,
    pub offered: Money,
    pub estimated: Money,
    pub spent: Money,
    pub idle: Money,
    /// The part of what is estimated that runs pay by the hour, without blocks.
    pub by_the_hour: Money,
    /// In the order of time.
    pub months: Vec<MonthCost>,
    /// Blocks without a known price.
    pub unpriced: Vec<BlockId>,
}

/// The money of a month.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MonthCost {
    /// `2027-01`
    pub month: String,
    /// Its first moment.
    pub start: Instant,
    /// Fees, in the month of purchase.
    pub upfront: Money,
    /// What is paid by the hour, in the months of use.
    pub hourly: Money,
}

impl MonthCost {
    pub fn total(&self) -> Money {
        self.upfront + self.hourly
    }
}
