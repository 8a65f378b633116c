//! The cascade itself.

use std::collections::BTreeMap;

use crate::analysis::elsewhere::{elsewhere, stand_on};
use crate::analysis::{Analysis, BlockFacts, DecideBy, RungFacts, outlook};
use crate::base::{Change, Instant, Money, Span};
use crate::model::*;

use super::next::{candidates, in_order, needs};
use super::{Drill, Drills, Fate, Kind, Step, deny, say};

/// A plan while it is played.
struct Cascade<'a> {
    drills: &'a Drills<'a>,
    denied: Vec<BlockId>,
    plan: Plan,
    look: Analysis,
    steps: Vec<Step>,
    fates: Vec<Fate>,
    /// When runs that changed are done.
    ends: BTreeMap<RunId, Option<Instant>>,
    until: Option<DecideBy>,
    /// What is paid for machines that nobody reserved.
    by_the_hour: Money,
}

/// Why a run cannot go on as it is.
enum Trouble {
    /// It needs the result of another run, which comes then, or never.
    Waits(RunId, Option<Instant>),
    /// Its windows are gone.
    Homeless,
}

/// Plays one block, which the plan has.
pub fn play(drills: &Drills, block: &BlockId) -> Drill {
    let denied = bundle(drills.plan, block);
    let mut plan = drills.plan.clone();
    for id in &denied {
        deny(&mut plan, &drills.before, id);
    }
    let look = outlook(&plan, drills.world, drills.now);
    let mut cascade = Cascade {
        drills,
        denied,
        plan,
        look,
        steps: Vec::new(),
        fates: Vec::new(),
        ends: BTreeMap::new(),
        until: None,
        by_the_hour: Money::ZERO,
    };
    cascade.blocks_go();
    cascade.homeless_move();
    cascade.dependants_follow();
    cascade.ladders_weaken();
    let after = money(&cascade.look, &drills.before) + cascade.by_the_hour;
    let money = Change::new(money(&drills.before, &cascade.look), after);
    Drill {
        block: block.clone(),
        denied: cascade.denied,
        steps: cascade.steps,
        fates: cascade.fates,
        possible_until: cascade.until,
        money,
        plan_after: cascade.plan,
    }
}

/// A block, and those that are bought together with it.
fn bundle(plan: &Plan, block: &BlockId) -> Vec<BlockId> {
    let word = plan.blocks.get(block).map_or("", |block| block.bundle.as_str());
    let together = plan.blocks.iter().filter(|other| other.id != *block && !other.status.row().certain);
    let together = together.filter(|other| !word.is_empty() && other.bundle == word);
    std::iter::once(block.clone()).chain(together.map(|other| other.id.clone())).collect()
}

/// What is paid for blocks: those that are bought, and those that something stands on. A block without an end is paid as long
/// as in the other outlook, where that counts it longer: it goes on either way.
pub fn money(look: &Analysis, other: &Analysis) -> Money {
    let counts = |account: Option<Account>| matches!(account, Some(Account::Committed | Account::Spent));
    let paid = look.blocks.iter().filter(|facts| {
        counts(facts.cost.account) || facts.cost.account.is_some() && !facts.windows.is_empty()
    });
    let whole = |facts: &BlockFacts| {
        let until = other
            .block(&facts.id)
            .filter(|_| facts.open_ended)
            .map_or(facts.counted.end, |other| other.counted.end);
        let longer = Span::new(facts.counted.end, until.max(facts.counted.end)).len();
        let (total, nodes) = (facts.cost.total?, u64::from(facts.nodes));
        let more = facts.cost.node_hour.map(|rate| rate.times_hours(longer, nodes)).unwrap_or_default();
        // A fee is paid once, however long it lasts.
        let by_the_hour = more.mul_div((total - facts.cost.fee).micros(), total.micros());
        Some(total + if facts.cost.fee.is_zero() { more } else { by_the_hour })
    };
    paid.filter_map(whole).sum()
}

impl Cascade<'_> {
    fn step(&mut self, kind: Kind, target: Target, sentence: String) {
        self.steps.push(Step { kind, target, sentence });
    }

    fn blocks_go(&mut self) {
        let gone = self.denied.iter().filter_map(|id| self.plan.blocks.get(id)).enumerate();
        let steps: Vec<Step> = gone
            .map(|(at, block)| Step {
                kind: Kind::Denied,
                target: Target::Block(block.id.clone()),
                sentence: say::denied(block, at > 0),
            })
            .collect();
        self.steps.extend(steps);
    }

    fn homeless_move(&mut self) {
        let stands = |run: &&Run| {
            run.done < Percent::new(100)
                && run.windows_in_force().iter().any(|window| self.denied.contains(&window.block))
        };
        let mut homeless: Vec<&Run> = self.drills.plan.runs.iter().filter(stands).collect();
        in_order(&mut homeless);
        for run in homeless {
            let lost = run.windows_in_force().iter().filter(|window| self.denied.contains(&window.block));
            let sentence = say::homeless(run, &lost.collect::<Vec<_>>());
            self.step(Kind::Homeless, Target::Run(run.id.clone()), sentence);
            if !self.stays(run) {
                self.falls(run, &Trouble::Homeless);
            }
        }
    }

    /// Whether its other windows suffice; then it keeps those only.
    fn stays(&mut self, run: &Run) -> bool {
        let denied = &self.denied;
        let left = run.windows_in_force().iter().any(|window| !denied.contains(&window.block));
        if !left || self.before(&run.id).and_then(|facts| facts.needed).is_none() {
            return false;
        }
        let kept = |windows: &mut crate::base::record::Items<Window>| {
            windows.retain(|window| !denied.contains(&window.block));
        };
        let Some(plan) = self.with_windows(run, kept) else { return false };
        self.try_windows(run, plan, Kind::Stays, None)
    }

    /// The plan with other windows in force for one run.
    fn with_windows(
        &self,
        run: &Run,
        change: impl FnOnce(&mut crate::base::record::Items<Window>),
    ) -> Option<Plan> {
        let mut plan = self.plan.clone();
        let rung = run.rung().map(|rung| rung.id.as_str());
        change(plan.windows_mut(run.id.as_str(), rung)?);
        Some(plan)
    }

    /// Takes a plan if the run is done in time in it.
    fn try_windows(&mut self, run: &Run, plan: Plan, kind: Kind, waits_for: Option<&RunId>) -> bool {
        let look = outlook(&plan, self.drills.world, self.drills.now);
        let Some(facts) = look.run(&run.id) else { return false };
        let (end, cost) = (facts.planned_end, facts.cost);
        let in_time = end.is_some() && facts.deadline_slack.is_none_or(|slack| !slack.is_negative());
        if !in_time {
            return false;
        }
        (self.plan, self.look) = (plan, look);
        let before = self.before(&run.id).and_then(|facts| facts.planned_end);
        let sentence = say::goes_on(run, end, before, waits_for);
        self.step(kind, Target::Run(run.id.clone()), sentence);
        self.settle(run, kind, run.in_force.clone(), end, Some(cost), true, Acceptable::Yes);
        true
    }

    /// Puts the next rung in force that still fits. A result that would do comes before a deadline that is met, and both
    /// before a result that would not do.
    fn falls(&mut self, run: &Run, trouble: &Trouble) {
        let good = |rung: &Fallback| rung.acceptable != Acceptable::No;
        let bad = |rung: &Fallback| rung.acceptable == Acceptable::No;
        let tries = |cascade: &Cascade, look: &Analysis, is: &dyn Fn(&Fallback) -> bool| {
            let rungs = candidates(run);
            let fits = |rung: &&&Fallback| cascade.fits(look, run, rung);
            let rung = rungs.iter().filter(|rung| is(rung)).find(fits)?;
            Some(((*rung).clone(), rung_facts(look, run, &rung.id)?.clone()))
        };
        let mut chosen = tries(self, &self.look, &good);
        if chosen.is_none() && run.deadline.is_some() {
            chosen = tries(self, &self.without_deadline(run), &good);
        }
        let chosen = chosen.or_else(|| tries(self, &self.look, &bad));
        self.skipped(run, chosen.as_ref().map(|(rung, _)| rung));
        match chosen {
            Some((rung, facts)) => self.put_in_force(run, &rung, facts),
            None if self.moves(run, trouble) => {}
            None => self.stranded(run, trouble),
        }
    }

    /// Moves a run as it is to where there is room, in time; what is pinned to a block that comes stays.
    fn moves(&mut self, run: &Run, trouble: &Trouble) -> bool {
        let stays = |window: &Window| window.pinned && !self.denied.contains(&window.block);
        if run.windows_in_force().iter().any(stays) {
            return false;
        }
        let waits_for = match trouble {
            Trouble::Waits(_, None) => return false,
            Trouble::Waits(id, _) => Some(id),
            Trouble::Homeless => None,
        };
        // What it needs may never come, though it is not what moved it first.
        if needs(run).iter().any(|id| self.ends.get(id) == Some(&None)) {
            return false;
        }
        let found = elsewhere(&self.plan, self.drills.world, self.drills.now, run);
        let Some((facts, place)) = found.and_then(|facts| Some((facts.clone(), facts.place?))) else {
            return false;
        };
        let Some(plan) = self.with_windows(run, |windows| stand_on(windows, &place)) else { return false };
        self.look = outlook(&plan, self.drills.world, self.drills.now);
        self.plan = plan;
        let before = self.before(&run.id).and_then(|facts| facts.planned_end);
        let sentence = say::moves(run, &place, before, waits_for);
        self.step(Kind::Moves, Target::Run(run.id.clone()), sentence);
        let end = facts.planned_end;
        self.bound_by(until(&facts));
        self.settle(run, Kind::Moves, run.in_force.clone(), end, facts.cost, true, Acceptable::Yes);
        true
    }

    /// The first of the last moments binds all of it.
    fn bound_by(&mut self, by: Option<DecideBy>) {
        self.until = [self.until.take(), by].into_iter().flatten().min_by_key(|by| by.hard);
    }

    /// Whether a rung would do, and what it needs comes at all.
    fn fits(&self, look: &Analysis, run: &Run, rung: &Fallback) -> bool {
        rung_facts(look, run, &rung.id).is_some_and(|facts| facts.fits)
            && !crate::analysis::ladder::needs(run, rung).iter().any(|id| self.ends.get(id) == Some(&None))
    }

    /// What would be possible if the run might be late.
    fn without_deadline(&self, run: &Run) -> Analysis {
        let mut plan = self.plan.clone();
        if let Some(run) = plan.runs.get_mut(&run.id) {
            run.deadline = None;
        }
        outlook(&plan, self.drills.world, self.drills.now)
    }

    /// Says why the rungs before the chosen one were passed over.
    fn skipped(&mut self, run: &Run, chosen: Option<&Fallback>) {
        let passed = candidates(run).into_iter().take_while(|rung| chosen.is_none_or(|it| it.id != rung.id));
        let steps: Vec<Step> = passed
            .map(|rung| Step {
                kind: Kind::Skipped,
                target: Target::Fallback(run.id.clone(), rung.id.clone()),
                sentence: say::skipped(run, rung, rung_facts(&self.look, run, &rung.id)),
            })
            .collect();
        self.steps.extend(steps);
    }

    fn put_in_force(&mut self, run: &Run, rung: &Fallback, facts: RungFacts) {
        if let Some(run) = self.plan.runs.get_mut(&run.id) {
            run.choose(&rung.id, facts.place.as_ref().map(|at| (at.block.clone(), at.nodes, at.span)));
        }
        self.look = outlook(&self.plan, self.drills.world, self.drills.now);
        if rung.windows.is_empty() && facts.place.is_none() {
            self.by_the_hour += facts.cost.unwrap_or_default();
        }
        let limit = limit(run, rung);
        let in_time = limit.is_none_or(|limit| facts.planned_end.is_some_and(|end| end <= limit));
        let sentence = say::falls(run, rung, &facts, limit);
        self.step(Kind::Falls, Target::Fallback(run.id.clone(), rung.id.clone()), sentence);
        self.bound_by(until(&facts));
        let (end, cost) = (facts.planned_end, facts.cost);
        self.settle(run, Kind::Falls, Some(rung.id.clone()), end, cost, in_time, rung.acceptable);
    }

    fn stranded(&mut self, run: &Run, trouble: &Trouble) {
        let waits_for = match trouble {
            Trouble::Waits(id, _) => Some(id),
            Trouble::Homeless => None,
        };
        let sentence = say::stranded(run, waits_for);
        self.step(Kind::Stranded, Target::Run(run.id.clone()), sentence);
        self.settle(run, Kind::Stranded, run.in_force.clone(), None, None, false, Acceptable::Yes);
    }

    #[allow(clippy::too_many_arguments)]
    fn settle(
        &mut self,
        run: &Run,
        kind: Kind,
        rung: Option<FallbackId>,
        end: Option<Instant>,
        cost: Option<Money>,
        in_time: bool,
        acceptable: Acceptable,
    ) {
        let before = self.before(&run.id);
        let (old_end, old_cost) =
            (before.and_then(|facts| facts.planned_end), before.map(|facts| facts.cost));
        let slack = before.and_then(|facts| facts.deadline_slack);
        let was = old_end.is_some() && slack.is_none_or(|slack| !slack.is_negative());
        self.ends.insert(run.id.clone(), end);
        self.fates.push(Fate {
            run: run.id.clone(),
            kind,
            rung: Change::new(run.in_force.clone(), rung),
            end: Change::new(old_end, end),
            cost: Change::new(old_cost, cost),
            in_time: Change::new(was, in_time),
            acceptable,
        });
    }

    fn before(&self, run: &RunId) -> Option<&crate::analysis::RunFacts> {
        self.drills.before.run(run)
    }

    /// Runs that need the result of one that is now done later, or never, one after the other until none is left.
    fn dependants_follow(&mut self) {
        let plan = self.drills.plan;
        while let Some((run, trouble)) = plan.runs.iter().find_map(|run| Some((run, self.trouble(run)?))) {
            if !self.waits(run, &trouble) {
                self.falls(run, &trouble);
            }
        }
    }

    /// What keeps a run that was not moved yet from going on as it is.
    fn trouble(&self, run: &Run) -> Option<Trouble> {
        if self.ends.contains_key(&run.id) || run.done >= Percent::new(100) {
            return None;
        }
        let start = self.look.run(&run.id)?.windows.first()?.span.start;
        needs(run).iter().find_map(|id| {
            let end = *self.ends.get(id)?;
            let before = self.before(id).and_then(|facts| facts.projected_end);
            let worse = end.is_none_or(|end| end > start && before.is_none_or(|before| end > before));
            worse.then(|| Trouble::Waits(id.clone(), end))
        })
    }

    /// Whether what is left of its windows after the wait suffices; pinned windows are not touched.
    fn waits(&mut self, run: &Run, trouble: &Trouble) -> bool {
        let Trouble::Waits(id, Some(from)) = trouble else { return false };
        let touched = |window: &&Window| window.start < *from;
        if run.windows_in_force().iter().filter(touched).any(|window| window.pinned) {
            return false;
        }
        let later = |windows: &mut crate::base::record::Items<Window>| {
            windows.retain(|window| window.end > *from);
            for at in 0..windows.len() {
                if let Some(window) = windows.at_mut(at).filter(|window| window.start < *from) {
                    window.start = *from;
                }
            }
        };
        let Some(plan) = self.with_windows(run, later) else { return false };
        self.try_windows(run, plan, Kind::Waits, Some(id))
    }

    /// Runs that keep their place, but lose a way out.
    fn ladders_weaken(&mut self) {
        let mut steps = Vec::new();
        for run in self.drills.plan.runs.iter().filter(|run| !self.ends.contains_key(&run.id)) {
            for rung in run.fallbacks.iter().filter(|rung| run.in_force.as_ref() != Some(&rung.id)) {
                let fitted = rung_facts(&self.drills.before, run, &rung.id).is_some_and(|facts| facts.fits);
                let now = rung_facts(&self.look, run, &rung.id).filter(|facts| fitted && !facts.fits);
                steps.extend(now.map(|facts| Step {
                    kind: Kind::Weaker,
                    target: Target::Fallback(run.id.clone(), rung.id.clone()),
                    sentence: say::weaker(run, rung, facts),
                }));
            }
        }
        self.steps.extend(steps);
    }
}

fn rung_facts<'a>(look: &'a Analysis, run: &Run, rung: &FallbackId) -> Option<&'a RungFacts> {
    look.run(&run.id)?.rungs.iter().find(|facts| facts.id == *rung)
}

/// Until when a rung can be chosen where the drill puts it. Another place may do for longer.
fn until(facts: &RungFacts) -> Option<DecideBy> {
    let (Some(there), Some(by)) = (&facts.place_by, &facts.decide_by) else { return facts.decide_by.clone() };
    let because = format!("{}; elsewhere until {}: {}", there.because, by.hard.compact(), by.because);
    Some(DecideBy { because, ..there.clone() })
}

/// When the work of a rung must be done, its validation left out.
fn limit(run: &Run, rung: &Fallback) -> Option<Instant> {
    Some(run.deadline? - rung.validation.unwrap_or(run.validation))
}
