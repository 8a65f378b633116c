//! The ladder of a run: whether each rung would do, and until when it can be chosen.
//!
//! The last moment to choose a rung (*hard*) is the least of
//!
//! - (a) the latest start from which its work, its validation included, is done by the deadline, in its windows or, where it
//!   has none, in free capacity, less preparation, staging and ramp (on a block without an end, which stays up, only at its
//!   beginning);
//! - (b) for each block that it needs and that is not bought, the last safe moment to buy it;
//! - (c) the same for the runs whose results it needs.
//!
//! A rung without windows may use the **free capacity** of the plan: one window, as long as its work takes there, on one block
//! that comes or may come (certain, planned or offered), in a region that the run may use, of the machine that the need
//! names, with the nodes that the need names, or all of the block's where those are fewer but enough for it to run. Blocks
//! that can no longer be bought are out; those that can no longer be bought safely, and those that are not certain and on which
//! the run itself stands, are taken only where no other does. The room that ends first says where, when it would be done, and
//! until when it can be chosen there; the block on which it can be chosen last says until when it can be chosen at all. Rungs
//! that need no reserved capacity may start at any time.
//!
//! The moment *for people* leaves time to agree before the hard one, and before that of whoever must buy or extend a block for
//! it in their own hours.

mod free_room;

use crate::base::{Duration, Instant, Money, Span, words};
use crate::model::*;

use super::decide::{self, Binding};
use super::free::Free;
use super::placement::{self, continues};
use super::resolve::{Placed, Resolved};
use super::sessions::{self, Job};
use super::{BlockFacts, DecideBy, RunFacts, RungFacts, Slot, cost, usage};

/// What all ladders look at.
pub struct Ladders<'a> {
    pub resolved: &'a Resolved<'a>,
    pub blocks: &'a [BlockFacts],
    /// Without their ladders yet.
    pub runs: &'a [RunFacts],
    pub bindings: &'a [Option<Binding>],
    pub free: &'a Free,
}

/// A rung, and what about it stays the same in all cases.
struct Rung<'a> {
    at: usize,
    run: &'a Run,
    rung: &'a Fallback,
    job: Job<'a>,
    work: Option<Duration>,
    windows: Vec<Placed<'a>>,
    /// Work, copying and boot between the choice and the first useful hour; boot apart, because blocks differ.
    before: Duration,
    /// Validation included, its work must be done by then.
    limit: Instant,
}

/// A last moment, and why.
struct Term {
    at: Instant,
    why: Why,
}

enum Why {
    Start(Start),
    Bound(Binding),
}

/// Its work must start by a moment on a block, or on no block.
struct Start {
    at: Instant,
    block: Option<usize>,
    /// Boot before it.
    ramp: Duration,
    /// Done by then, because of this.
    until: Instant,
    end: End,
}

/// What ends the time in which work can be done.
#[derive(Clone, Copy)]
enum End {
    Deadline,
    Windows,
    /// The block can be used no longer.
    Block,
    /// Others take its nodes.
    Taken,
}

/// What a way to run a rung comes to.
#[derive(Default)]
struct Way {
    end: Option<Instant>,
    needed: Option<Duration>,
    cost: Option<Money>,
    /// The last moment by the way itself: terms (a) and (b).
    last: Option<Term>,
    /// The place in free capacity, where it has no windows of its own.
    place: Option<Slot>,
    /// The last moment for that place, where there is a later one for another.
    place_last: Option<Term>,
    /// When the first of those who must buy or extend something for it has to act.
    buyer: Option<Instant>,
    /// The same for the place.
    place_buyer: Option<Instant>,
    /// Why it does not do as planned.
    misfit: Option<String>,
    /// Why it cannot be met at all.
    lost: Option<String>,
}

impl Ladders<'_> {
    /// Every rung of a run, in the order of the plan.
    pub fn of_run(&self, at: usize, run: &Run) -> Vec<RungFacts> {
        run.fallbacks.iter().enumerate().map(|(position, rung)| self.rung(at, run, position, rung)).collect()
    }

    fn rung(&self, at: usize, run: &Run, position: usize, fallback: &Fallback) -> RungFacts {
        if run.rung().is_some_and(|chosen| std::ptr::eq(chosen, fallback)) {
            return self.chosen(at, run, fallback);
        }
        let resolved = self.resolved;
        let windows = resolved.windows_of_rung(at, position);
        let after = needs(run, fallback);
        let ready =
            after.iter().filter_map(|id| self.runs.get(resolved.run_position(id.as_str())?)?.projected_end);
        let mut job = placement::job(run, &fallback.need, resolved.now, ready.max());
        job.measured = None;
        let done = if continues(fallback.kind) { run.done } else { Percent::default() };
        let per_node = placement::accelerators_per_node(resolved, &fallback.need, &windows);
        let validation = fallback.validation.unwrap_or(run.validation);
        let rung = Rung {
            at,
            run,
            rung: fallback,
            job,
            work: placement::remaining(&fallback.need, per_node, resolved.plan.confidence, done),
            before: fallback.preparation + fallback.staging,
            limit: run.deadline.map_or(Instant::FOREVER, |deadline| deadline - validation),
            windows,
        };
        let way = if !rung.windows.is_empty() {
            self.in_windows(&rung)
        } else if fallback.kind.needs_no_block() {
            self.without_block(&rung)
        } else {
            self.in_free_capacity(&rung)
        };
        let needed = decide::needed(resolved, self.bindings, after);
        self.facts(&rung, way, needed)
    }

    /// The rung in force is the run now.
    fn chosen(&self, at: usize, run: &Run, fallback: &Fallback) -> RungFacts {
        let Some(facts) = self.runs.get(at) else { return RungFacts::default() };
        let late = facts.deadline_slack.is_some_and(|slack| slack.is_negative());
        let misfit = match facts.planned_end {
            None if facts.windows.is_empty() => Some("it has no window".to_string()),
            None => Some(format!("its windows do not suffice for {}", run.id)),
            Some(end) => run.deadline.filter(|_| late).map(|deadline| {
                format!("is done {}, after {}", end.compact(), (deadline - facts.validation).compact())
            }),
        };
        let hired = facts.hired.map(|_| facts.cost).filter(|cost| !cost.is_zero());
        RungFacts {
            id: fallback.id.clone(),
            in_force: true,
            fits: misfit.is_none(),
            planned_end: facts.planned_end,
            needed: facts.needed,
            cost: hired.or_else(|| placement::share(self.blocks, &self.resolved.in_force(at))),
            misfit,
            ..RungFacts::default()
        }
    }

    fn facts(&self, rung: &Rung, way: Way, needed: Option<Binding>) -> RungFacts {
        let now = self.resolved.now;
        let bound = needed.map(|binding| Term { at: binding.at, why: Why::Bound(binding) });
        let possible = way.lost.is_none();
        let needed_by = needed.and_then(|binding| self.buyer(&binding));
        let least = [way.last, bound].into_iter().flatten().min_by_key(|term| term.at).filter(|_| possible);
        let end = way.end.map(Instant::ceil_minute);
        let decide_by = least.map(|term| self.decide_by(rung, &term, [way.buyer, needed_by]));
        let there = way.place_last.map(|term| self.decide_by(rung, &term, [way.place_buyer, needed_by]));
        let hard = decide_by.as_ref().map(|by| by.hard);
        let place_by = there.filter(|there| hard.is_some_and(|hard| there.hard < hard));
        let late = decide_by.as_ref().filter(|by| by.hard < now);
        let lost = way
            .lost
            .or_else(|| late.map(|by| format!("had to be chosen by {}: {}", by.hard.compact(), by.because)));
        let misses = end
            .filter(|end| *end > rung.limit)
            .map(|end| format!("would be done {}, after {}", end.compact(), rung.limit.compact()));
        let misfit = way.misfit.or(misses);
        RungFacts {
            id: rung.rung.id.clone(),
            in_force: false,
            fits: lost.is_none() && misfit.is_none(),
            planned_end: end,
            needed: way.needed,
            decide_by,
            lost,
            misfit,
            cost: way.cost,
            place: way.place,
            place_by,
        }
    }

    fn decide_by(&self, rung: &Rung, term: &Term, buyers: [Option<Instant>; 2]) -> DecideBy {
        let owner = if rung.rung.owner.is_empty() { &rung.run.owner } else { &rung.rung.owner };
        let people = &self.resolved.people;
        let hard = term.at.floor_minute();
        let buyer = buyers.into_iter().flatten().min().map(|at| people.roll_back(owner, at));
        let own = people.approved_by(owner, hard);
        DecideBy { hard, because: self.because(rung, &term.why), people: buyer.map_or(own, |at| at.min(own)) }
    }

    /// When whoever buys or extends a block must act, in their own hours.
    fn buyer(&self, binding: &Binding) -> Option<Instant> {
        let owner = &self.resolved.blocks.get(binding.block)?.block.owner;
        Some(self.resolved.people.approved_by(owner, binding.at.floor_minute()))
    }

    fn because(&self, rung: &Rung, why: &Why) -> String {
        match why {
            Why::Bound(binding) => decide::words(self.resolved, binding),
            Why::Start(start) => {
                let place = start
                    .block
                    .and_then(|at| self.resolved.blocks.get(at))
                    .map_or_else(String::new, |at| format!(" on {}", words::quote(at.block.id.as_str())));
                let what = match (rung.rung.preparation.is_zero(), rung.rung.staging.is_zero()) {
                    (_, true) => "preparation",
                    (true, false) => "staging",
                    (false, false) => "preparation and staging",
                };
                let before = [(rung.before, what), (start.ramp, "boot")];
                let before = before.iter().filter(|(time, _)| !time.is_zero());
                let before: Vec<String> =
                    before.map(|(time, what)| format!("{} of {what}", time.words())).collect();
                let after = match before.is_empty() {
                    true => String::new(),
                    false => format!(", after {}", before.join(" and ")),
                };
                let validation = rung.rung.validation.unwrap_or(rung.run.validation);
                let end = match start.end {
                    End::Deadline if validation.is_zero() => String::new(),
                    End::Deadline => {
                        format!(", with {} of validation before the deadline", validation.words())
                    }
                    End::Windows => ", when its windows end".to_string(),
                    End::Block => ", when that must be left".to_string(),
                    End::Taken => ", when others take its nodes".to_string(),
                };
                format!(
                    "must start by {}{place}{after}, to be done by {}{end}",
                    start.at.floor_minute().compact(),
                    start.until.compact(),
                )
            }
        }
    }

    /// From now on, after preparation.
    fn earliest(&self, rung: &Rung) -> Instant {
        let prepared = self.resolved.now + rung.before;
        rung.job.from.map_or(prepared, |from| from.max(prepared))
    }

    fn in_windows(&self, rung: &Rung) -> Way {
        let (resolved, blocks) = (self.resolved, self.blocks);
        let all = sessions::sessions(resolved, blocks, &rung.windows, &rung.job);
        let still = Job { from: Some(self.earliest(rung)), ..rung.job };
        let rest = sessions::sessions(resolved, blocks, &rung.windows, &still);
        let mut way =
            Way { cost: placement::share(blocks, &rung.windows), misfit: self.taken(rung), ..Way::default() };
        let Some(work) = rung.work else {
            // It takes its windows, so it must start with the first.
            way.end = rest.last().map(|session| session.span.end);
            let first = all.first().zip(all.last());
            way.last = first.map(|(first, last)| {
                self.start_term(rung, first.span.start, Some(first.block), (last.span.end, End::Windows))
            });
            self.and_bought(rung, &mut way);
            return way;
        };
        way.end = sessions::ends(&rest, work).planned;
        way.needed = all
            .iter()
            .find(|session| session.rate > 0.0)
            .map(|session| sessions::whole(work.seconds() as f64 / session.rate));
        match sessions::latest_start(&all, work, rung.limit) {
            Some(latest) => {
                let end = if latest.until < rung.limit { End::Windows } else { End::Deadline };
                way.last = Some(self.start_term(rung, latest.start, Some(latest.block), (latest.until, end)));
                self.and_bought(rung, &mut way);
            }
            None => way.lost = Some(self.never(rung, &all, work)),
        }
        if way.end.is_none() && way.misfit.is_none() {
            way.misfit = Some("its windows do not suffice from now on".to_string());
        }
        way
    }

    /// Why windows never do.
    fn never(&self, rung: &Rung, all: &[sessions::Session], work: Duration) -> String {
        let blocks = rung.windows.iter().filter_map(|placed| self.resolved.blocks.get(placed.block?));
        if let Some(dead) = blocks.into_iter().find(|at| !at.is_live()) {
            return format!("{} is {}", words::quote(dead.block.id.as_str()), dead.block.status);
        }
        let given = sessions::work_of(all);
        if given < work.seconds() as f64 {
            let minutes = |seconds: i64| Duration::from_minutes(seconds.div_euclid(60)).words();
            let (given, work) = (minutes(given as i64), minutes(work.seconds() + 59));
            return format!("its windows do {given} of {work} of work");
        }
        format!("its windows end too late to be done by {}", rung.limit.compact())
    }

    /// Term (a): preparation and boot come before the start. A block without an end is up once it was booted.
    fn start_term(&self, rung: &Rung, start: Instant, block: Option<usize>, until: (Instant, End)) -> Term {
        let at = block.and_then(|at| self.resolved.blocks.get(at).zip(self.blocks.get(at)));
        let is_up = at
            .is_some_and(|(at, facts)| at.span.end.is_forever() && facts.usable.start <= start - rung.before);
        let ramp = match at {
            _ if is_up => Duration::ZERO,
            Some((at, _)) => usage::ramp(self.resolved, at),
            None => self.resolved.plan.ramp,
        };
        let (until, end) = until;
        let why = Why::Start(Start { at: start, block, ramp, until, end });
        Term { at: start - rung.before - ramp, why }
    }

    /// Term (b): what its windows stand on must be bought.
    fn and_bought(&self, rung: &Rung, way: &mut Way) {
        let bindings = || decide::all_of_windows(self.resolved, &rung.windows);
        let bought = bindings().min().map(|binding| Term { at: binding.at, why: Why::Bound(binding) });
        way.buyer = bindings().filter_map(|binding| self.buyer(&binding)).min();
        way.last = [bought, way.last.take()].into_iter().flatten().min_by_key(|term| term.at);
    }

    /// Why its windows would overbook a block. The run's own windows would go.
    fn taken(&self, rung: &Rung) -> Option<String> {
        let own = self.own(rung);
        rung.windows.iter().find_map(|placed| {
            let at = placed.block?;
            let (facts, block) = (self.blocks.get(at)?, self.resolved.blocks.get(at)?);
            let id = words::quote(block.block.id.as_str());
            if !block.is_live() {
                return Some(format!("{id} is {}", block.block.status));
            }
            let span = placed.window.span();
            let nodes = i64::from(placed.window.nodes.get());
            let own = own.iter().filter(|(block, window, _)| *block == at && window.overlaps(span));
            let own = crate::base::steps::Steps::from_parts(own.map(|(_, span, n)| (*span, i64::from(*n))));
            let others =
                if own.is_zero() { facts.load.max_in(span) } else { facts.load.minus(&own).max_in(span) };
            let over = others + nodes - i64::from(facts.nodes);
            (over > 0).then(|| {
                let over = words::count(over as u64 as u32, "node", "nodes");
                format!("{id} has {over} too few then")
            })
        })
    }

    /// The windows that the run has in force.
    fn own(&self, rung: &Rung) -> Vec<(usize, Span, u32)> {
        let windows = self.resolved.windows_of(rung.at).iter().filter(|placed| placed.in_force);
        windows.filter_map(|p| Some((p.block?, p.window.span(), p.window.nodes.get()))).collect()
    }

    /// On machines that nobody reserved: whenever it is ready.
    fn without_block(&self, rung: &Rung) -> Way {
        let Some(work) = rung.work else { return Way::default() };
        let resolved = self.resolved;
        let machine = rung.rung.need.machine.as_ref().and_then(|id| resolved.catalogue.find(id.as_str()));
        let nodes = rung.rung.need.nodes.get();
        let time = rung.job.time_on(resolved, work, nodes, machine);
        let start = self.earliest(rung) + resolved.plan.ramp;
        let last = (!rung.limit.is_forever())
            .then(|| self.start_term(rung, rung.limit - time, None, (rung.limit, End::Deadline)));
        Way {
            end: Some(start + time),
            needed: Some(time),
            cost: cost::by_the_hour(resolved.plan, rung.rung, machine, time),
            last,
            ..Way::default()
        }
    }
}

/// Runs whose results what is in force needs.
pub fn needed_by(run: &Run) -> &[RunId] {
    run.rung().map_or(&run.after, |rung| needs(run, rung))
}

/// Runs whose results a rung needs: its own, and those of the run where it goes on with the same work.
pub fn needs<'r>(run: &'r Run, rung: &'r Fallback) -> &'r [RunId] {
    if rung.after.is_empty() && continues(rung.kind) { &run.after } else { &rung.after }
}
