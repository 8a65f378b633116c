//! What a run's windows give it, when it is done, and how that was computed.

use crate::base::{Duration, Instant, Money, Span};
use crate::estimate::failures::{self, Saving};
use crate::model::*;

use super::resolve::{Placed, Resolved};
use super::sessions::{self, Job, LONGEST, Session};
use super::{BlockFacts, RunFacts, WindowFacts, cost};

/// The facts of a run; its ladder is added later. `hired` is when it is chosen or may start by what it needs, where it runs
/// on machines by the hour instead of windows.
pub fn run(
    resolved: &Resolved,
    blocks: &[BlockFacts],
    position: usize,
    run: &Run,
    hired: Option<Instant>,
) -> RunFacts {
    let windows = resolved.in_force(position);
    let job = job(run, run.need_in_force(), resolved.now, None);
    let sessions = match hired {
        Some(start) => vec![by_the_hour(resolved, &job, start)],
        None => sessions::sessions(resolved, blocks, &windows, &job),
    };
    let productive = sessions::productive_within(&sessions, &windows);
    let mut facts = RunFacts {
        id: run.id.clone(),
        windows: windows
            .iter()
            .zip(productive)
            .map(|(placed, productive)| window(resolved, placed, productive))
            .collect(),
        cost: share(blocks, &windows).unwrap_or_default(),
        given: sessions.iter().filter(|s| s.rate > 0.0).map(Session::productive).sum(),
        ..RunFacts::default()
    };
    let per_node = accelerators_per_node(resolved, job.need, &windows);
    match remaining(job.need, per_node, resolved.plan.confidence, run.done) {
        Some(work) => {
            let ends = sessions::ends(&sessions, work);
            facts.planned_end = ends.planned.map(Instant::ceil_minute);
            facts.projected_end = ends.projected.map(Instant::ceil_minute);
            let end_at = |percent| {
                let work = remaining(job.need, per_node, Percent::new(percent), run.done)?;
                sessions::ends(&sessions, work).projected.map(Instant::ceil_minute)
            };
            facts.p50_end = end_at(50);
            facts.p90_end = end_at(90);
            if work.is_zero() && facts.planned_end.is_none() {
                let done = run.done_as_of.unwrap_or(resolved.now);
                facts.planned_end = Some(done);
                facts.projected_end = Some(done);
            }
            let mut sum = sum(resolved, &job, &sessions, work, per_node, run);
            if let Some(start) = hired {
                // They stay as long as it takes.
                (sum.given, sum.hired) = (sum.needed, Some(start));
                let span = facts.planned_end.map(|end| Span::new(start, end.max(start)));
                let machine = job.need.machine.as_ref().and_then(|id| resolved.catalogue.find(id.as_str()));
                let cost = span
                    .zip(run.rung())
                    .and_then(|(span, rung)| cost::by_the_hour(resolved.plan, rung, machine, span.len()));
                (facts.hired, facts.cost) = (span, cost.unwrap_or_default());
            }
            // Whole minutes, as ends are, so that what is told side by side adds up.
            let is_short = sum.needed > sum.given;
            sum.needed = sum.needed.ceil_minute();
            sum.given = Duration::from_minutes(sum.given.seconds().div_euclid(60));
            facts.short = if is_short { sum.needed - sum.given } else { Duration::ZERO };
            (facts.given, facts.needed) = (sum.given, Some(sum.needed));
            facts.sum = Some(sum);
        }
        // Nobody said how much work it is: it takes its windows.
        None => {
            let done = Some(run.done_as_of.unwrap_or(resolved.now)).filter(|_| run.done >= Percent::new(100));
            let last = sessions.last().map(|session| session.span.end).filter(|_| hired.is_none());
            facts.planned_end = last.or(done);
            facts.projected_end = facts.planned_end;
        }
    }
    facts.slack = last_usable_end(resolved, blocks, &windows)
        .zip(facts.projected_end.filter(|_| facts.needed.is_some()))
        .map(|(usable, end)| usable - end);
    facts.validation = run.rung().and_then(|rung| rung.validation).unwrap_or(run.validation);
    facts.deadline_slack =
        run.deadline.zip(facts.projected_end).map(|(deadline, end)| deadline - (end + facts.validation));
    facts
}

/// The rung in force, where it runs on machines by the hour: it has no windows.
pub fn hired(run: &Run) -> Option<&Fallback> {
    run.rung().filter(|rung| rung.kind.is_by_the_hour() && rung.windows.is_empty())
}

/// When machines by the hour begin to work for a rung in force: when it was chosen, or now where nobody recorded that, and
/// not before `ready`; then preparation, copying and boot. Work that was measured after the choice was done on them already.
pub fn hired_from(plan: &Plan, run: &Run, rung: &Fallback, ready: Option<Instant>, now: Instant) -> Instant {
    let chosen = plan.decisions.iter().filter(|decision| {
        let about = (decision.run.as_ref(), decision.fallback.as_ref()) == (Some(&run.id), Some(&rung.id));
        about && decision.about == Choice::FallBack && decision.outcome == Some(Outcome::Taken)
    });
    let chosen = chosen.filter_map(|decision| decision.at).max();
    let measured = run.done_as_of.filter(|_| run.done > Percent::default());
    if let Some(measured) = measured.filter(|measured| chosen.is_some_and(|chosen| chosen < *measured)) {
        return measured;
    }
    let prepared = chosen.unwrap_or(now) + rung.preparation + rung.staging;
    [Some(prepared), run.ready, ready].into_iter().flatten().max().unwrap_or(prepared) + plan.ramp
}

/// Machines by the hour are there for as long as it takes.
fn by_the_hour(resolved: &Resolved, job: &Job, start: Instant) -> Session {
    let nodes = job.need.usable(job.need.nodes.get());
    let accelerators = u64::from(accelerators_per_node(resolved, job.need, &[])) * u64::from(nodes);
    Session {
        span: Span::new(start, Instant::FOREVER),
        // On none.
        block: usize::MAX,
        nodes,
        accelerators,
        spare: 0,
        rate: job.speed(f64::from(nodes)) / job.stretch(resolved.plan, accelerators),
        lead: if job.measured == Some(start) { Duration::ZERO } else { job.lead() },
        tail: job.tail(),
    }
}

/// What decides the speed of a run or rung. `from` is the earliest possible start.
pub fn job<'a>(run: &'a Run, need: &'a Need, now: Instant, from: Option<Instant>) -> Job<'a> {
    let begun = run.done > Percent::default();
    let measured = run.done_as_of.or_else(|| begun.then_some(now));
    Job { need, checkpoint: run.checkpoint.as_ref(), from: from.max(run.ready), measured }
}

/// Reference time that is left at a confidence.
pub fn remaining(need: &Need, per_node: u32, confidence: Percent, done: Percent) -> Option<Duration> {
    Some(need.at_confidence(per_node, confidence)?.mul_f64(1.0 - done.share()).min(LONGEST))
}

/// Accelerators in a node of the machine that the need holds for, else of the first window's block.
pub fn accelerators_per_node(resolved: &Resolved, need: &Need, windows: &[Placed]) -> u32 {
    let named = need.machine.as_ref().and_then(|id| resolved.catalogue.find(id.as_str()));
    let first = || windows.iter().find_map(|placed| resolved.blocks.get(placed.block?));
    named
        .and_then(|machine| machine.accels_per_node)
        .or_else(|| Some(first()?.accelerators()))
        .unwrap_or(1)
        .max(1)
}

/// The part of the blocks' cost that windows take; `None` where none of the blocks has a price.
pub fn share(blocks: &[BlockFacts], windows: &[Placed]) -> Option<Money> {
    let parts = windows.iter().filter_map(|placed| {
        cost::share(blocks.get(placed.block?)?, placed.window.span(), placed.window.nodes.get())
    });
    parts.fold(None, |sum, part| Some(sum.unwrap_or(Money::ZERO) + part))
}

fn window(resolved: &Resolved, placed: &Placed, productive: Duration) -> WindowFacts {
    WindowFacts {
        target: resolved.target(placed),
        block: placed.window.block.clone(),
        nodes: placed.window.nodes.get(),
        span: placed.window.span(),
        productive,
    }
}

/// Of the block that the last window stands on; `None` where that has no end.
fn last_usable_end(resolved: &Resolved, blocks: &[BlockFacts], windows: &[Placed]) -> Option<Instant> {
    let live = windows.iter().filter_map(|placed| {
        let at = placed.block?;
        resolved.blocks.get(at)?.is_live().then_some((placed.window.end, blocks.get(at)?))
    });
    let (_, facts) = live.max_by_key(|(end, facts)| (*end, facts.usable.end))?;
    (!facts.open_ended).then_some(facts.usable.end)
}

/// The terms of a needed time.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// Nodes that the need holds for, and the median on them.
    pub reference_nodes: u32,
    pub median: Duration,
    pub confidence: Percent,
    /// On the reference nodes, without interruptions.
    pub at_confidence: Duration,
    pub done: Percent,
    pub done_as_of: Option<Instant>,
    /// What is left of it.
    pub left: Duration,
    /// Nodes and accelerators of the first session.
    pub nodes: u32,
    pub accelerators: u64,
    /// Its nodes beyond the most that it can use.
    pub spare: u32,
    /// How many reference nodes one of these is worth; 1 for the same machine.
    pub worth: f64,
    pub scaling: Scaling,
    /// Time between interruptions, on average.
    pub between: Duration,
    pub saving: Saving,
    /// The plan does not say how it saves its state.
    pub saving_is_assumed: bool,
    /// The plan's own share of time lost.
    pub failure_share: Option<Percent>,
    /// Wall time over compute time.
    pub stretch: f64,
    pub sessions: usize,
    /// Lost in each session to the restart, and to the last checkpoint and its upload.
    pub lead: Duration,
    pub tail: Duration,
    /// Productive wall time that is needed, and that the windows give, both on the nodes of the first session.
    pub needed: Duration,
    pub given: Duration,
    /// When work begins on machines by the hour.
    pub hired: Option<Instant>,
}

fn sum(
    resolved: &Resolved,
    job: &Job,
    sessions: &[Session],
    left: Duration,
    per_node: u32,
    run: &Run,
) -> Sum {
    let need = job.need;
    let first = sessions.iter().find(|session| session.rate > 0.0);
    let nodes = first.map_or(need.nodes.get(), |session| session.nodes);
    let accelerators = first.map_or(u64::from(per_node) * u64::from(nodes), |session| session.accelerators);
    let machine = first.and_then(|session| resolved.blocks.get(session.block)).and_then(|at| at.machine);
    let stretch = job.stretch(resolved.plan, accelerators);
    let rate = first.map_or(1.0 / stretch, |session| session.rate);
    Sum {
        reference_nodes: need.nodes.get(),
        median: need.median(per_node).unwrap_or_default().min(LONGEST),
        confidence: resolved.plan.confidence,
        at_confidence: remaining(need, per_node, resolved.plan.confidence, Percent::default())
            .unwrap_or_default(),
        done: run.done,
        done_as_of: run.done_as_of,
        left,
        nodes,
        accelerators,
        spare: first.map_or(0, |session| session.spare),
        worth: sessions::worth(resolved.catalogue, need, machine),
        scaling: need.scaling,
        between: failures::time_between(accelerators as f64),
        saving: job.saving(),
        saving_is_assumed: job.checkpoint.is_none(),
        failure_share: resolved.plan.failure_share,
        stretch,
        sessions: sessions.len(),
        lead: first.map_or(Duration::ZERO, |session| session.lead),
        tail: job.tail(),
        needed: sessions::whole(left.seconds() as f64 / rate),
        given: sessions::whole(sessions::work_of(sessions) / rate),
        hired: None,
    }
}

impl Sum {
    /// One line a term, in the order in which they apply.
    pub fn lines(&self) -> Vec<String> {
        use crate::base::words::count;
        let mut lines = vec![format!(
            "{} at the median on {}, {} at {} %",
            minutes(self.median),
            count(self.reference_nodes, "node", "nodes"),
            minutes(self.at_confidence),
            self.confidence
        )];
        if self.done > Percent::default() {
            let since = self.done_as_of.map_or_else(String::new, |at| format!(" as of {}", at.compact()));
            lines.push(format!("{} % done{since}, {} left", self.done, minutes(self.left)));
        }
        if self.nodes != self.reference_nodes {
            let (nodes, rule) = (count(self.nodes, "node", "nodes"), self.scaling);
            lines.push(format!("{nodes} instead of {} ({rule})", self.reference_nodes));
        }
        if self.spare > 0 {
            lines.push(format!(
                "{} more stand idle: it can use {} at most",
                self.spare,
                count(self.nodes, "node", "nodes")
            ));
        }
        if self.worth != 1.0 {
            lines.push(format!("one of these nodes counts as {:.2} by list peaks: measure it", self.worth));
        }
        lines.push(self.interruptions());
        if let Some(start) = self.hired {
            let needed = minutes(self.needed);
            lines.push(format!("{needed} needed, on machines by the hour from {}", start.compact()));
            return lines;
        }
        if self.lead + self.tail > Duration::ZERO {
            lines.push(format!(
                "{}: each loses {} to the restart and {} to the last checkpoint",
                count(self.sessions as u32, "window", "windows"),
                self.lead.words(),
                self.tail.words()
            ));
        }
        lines.push(format!("{} needed, {} given", minutes(self.needed), minutes(self.given)));
        lines
    }

    fn interruptions(&self) -> String {
        let more = (self.stretch - 1.0) * 100.0;
        if let Some(share) = self.failure_share {
            return format!(
                "+{more:.1} % for checkpoints and interruptions, of which the plan says {share} %"
            );
        }
        let every = self.saving.interval.words();
        let saved = match self.saving_is_assumed {
            true => format!("it has no checkpoint, and is counted as if it wrote one every {every}"),
            false => format!("checkpoint every {every}"),
        };
        format!(
            "+{more:.1} % for {} ({} accelerators, one in {}; {saved})",
            self.lost_to(),
            self.accelerators,
            Duration::from_hours(self.between.seconds() / 3600).words(),
        )
    }

    /// What takes the time that is lost.
    pub fn lost_to(&self) -> &'static str {
        match self.saving.write.is_zero() {
            true => "interruptions",
            false => "checkpoints and interruptions",
        }
    }
}

/// Whole minutes, for what comes from estimates.
fn minutes(time: Duration) -> String {
    Duration::from_minutes((time.seconds() + 30).div_euclid(60)).words()
}

/// Whether a rung goes on with the work of the run, so that what is done need not be done again.
pub fn continues(kind: FallbackKind) -> bool {
    use FallbackKind::*;
    matches!(kind, FewerNodes | OtherHardware | OnDemand | Spot | Postpone)
}
