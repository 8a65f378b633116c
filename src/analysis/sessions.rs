//! How much work a set of windows can do, and when it is done.
//!
//! Windows are cut into **sessions**: stretches in which the same windows are active. Windows at the same time form one gang
//! and their nodes add up; every change of the gang is a new session, which continues from the last checkpoint. A session
//! loses its beginning to the restart and its end to the last checkpoint and its upload. In between, work advances by
//!
//! `speed(nodes) / stretch`
//!
//! where speed follows the need's own scaling rule, and stretch is the expected cost of interruptions and checkpoint writes
//! ([`crate::estimate::failures`]). Work is measured as time on the need's reference nodes.

use crate::base::{Duration, Instant, Span, sort};
use crate::estimate::failures::{self, Saving};
use crate::model::machine::{Catalogue, Machine};
use crate::model::*;

use super::BlockFacts;
use super::resolve::{Placed, Resolved};

/// Interval and restart that are assumed for interruptions where a run does not say how it saves its state.
const ASSUMED: Saving =
    Saving { interval: Duration::from_hours(1), write: Duration::ZERO, restart: Duration::from_minutes(10) };

/// What is wanted, and how it saves its state: everything about a run that decides how fast windows do its work.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    pub need: &'a Need,
    pub checkpoint: Option<&'a Checkpoint>,
    /// Not before this moment.
    pub from: Option<Instant>,
    /// Work before this moment is in the need already; it was running then, so it need not restart.
    pub measured: Option<Instant>,
}

/// A stretch of time with the same nodes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Session {
    pub span: Span,
    /// Position of a block that it runs on; of a gang over several, of the first.
    pub block: usize,
    /// Nodes that it can use, with their accelerators.
    pub nodes: u32,
    pub accelerators: u64,
    /// Nodes beyond the most that it can use.
    pub spare: u32,
    /// Reference time per productive wall time.
    pub rate: f64,
    /// Lost to the restart.
    pub lead: Duration,
    /// Lost to the last checkpoint and its upload.
    pub tail: Duration,
}

impl Session {
    /// Wall time in which work advances.
    pub fn productive(&self) -> Duration {
        (self.span.len() - self.lead - self.tail).max(Duration::ZERO)
    }
    fn work(&self) -> f64 {
        self.productive().seconds() as f64 * self.rate
    }
    /// When `work` seconds of reference time are done and safe, though that may lie after its end.
    fn done_at(&self, work: f64) -> Instant {
        self.span.start + self.lead + wall(work, self.rate) + self.tail
    }
}

/// Longer than all of time; estimates end here, so that sums of them stay sums.
pub const LONGEST: Duration = Duration::from_days(3_660_000);

/// Wall time for work at a rate, rounded up to the second, so that what is done in it is never too little.
fn wall(work: f64, rate: f64) -> Duration {
    // Less than a millisecond too much is rounding of floats.
    if rate <= 0.0 { LONGEST } else { whole((work / rate - 1e-3).ceil()) }
}

/// Seconds that are known roughly, as a time that is neither negative nor absurd.
pub fn whole(seconds: f64) -> Duration {
    Duration::from_seconds(seconds.round() as i64).clamp(Duration::ZERO, LONGEST)
}

impl<'a> Job<'a> {
    /// Lost at the beginning of each session.
    pub fn lead(&self) -> Duration {
        self.checkpoint.map_or(Duration::ZERO, |checkpoint| checkpoint.restart)
    }
    /// Lost at its end: the last checkpoint, and moving it off the machines.
    pub fn tail(&self) -> Duration {
        self.checkpoint.map_or(Duration::ZERO, |checkpoint| checkpoint.write + checkpoint.upload)
    }
    /// How its state is saved; assumed where the plan does not say.
    pub fn saving(&self) -> Saving {
        self.checkpoint.map_or(ASSUMED, |checkpoint| Saving {
            interval: checkpoint.interval,
            write: checkpoint.write,
            restart: checkpoint.restart,
        })
    }

    /// Wall time over compute time on so many accelerators.
    pub fn stretch(&self, plan: &Plan, accelerators: u64) -> f64 {
        match plan.failure_share {
            Some(share) => failures::writing(self.saving()) / (1.0 - share.share()).max(0.001),
            None => failures::stretch(self.saving(), failures::time_between(accelerators as f64)),
        }
    }

    /// Reference time per wall time on nodes that are worth `worth` reference nodes, without interruptions.
    pub fn speed(&self, worth: f64) -> f64 {
        let ratio = (worth / f64::from(self.need.nodes.get())).max(0.0);
        match self.need.scaling {
            _ if ratio <= 0.0 => 0.0,
            Scaling::Linear => ratio,
            Scaling::LossPerDoubling(loss) => ratio * (1.0 - loss.share()).max(0.01).powf(ratio.log2()),
        }
    }

    /// Wall time from start to a safe end on `nodes` nodes of one machine.
    pub fn time_on(
        &self,
        resolved: &Resolved,
        work: Duration,
        nodes: u32,
        machine: Option<&Machine>,
    ) -> Duration {
        let nodes = self.need.usable(nodes);
        let accelerators = u64::from(machine.and_then(|m| m.accels_per_node).unwrap_or(1)) * u64::from(nodes);
        let worth = f64::from(nodes) * worth(resolved.catalogue, self.need, machine);
        let rate = self.speed(worth) / self.stretch(resolved.plan, accelerators);
        self.lead() + wall(work.seconds() as f64, rate) + self.tail()
    }
}

/// How many of the need's reference nodes one node of `machine` is worth: the ratio of dense BF16 peaks where the need names
/// another machine and both peaks are known, else 1. List peaks are a first guess; a measured need per machine is better.
pub fn worth(catalogue: &Catalogue, need: &Need, machine: Option<&Machine>) -> f64 {
    let Some((wanted, found)) = need.machine.as_ref().and_then(|id| catalogue.find(id.as_str())).zip(machine)
    else {
        return 1.0;
    };
    let peak = |machine: &Machine| {
        let peak = machine.bf16_tflops? * f64::from(machine.accels_per_node?);
        (peak > 0.0).then_some(peak)
    };
    match peak(found).zip(peak(wanted)) {
        Some((found_peak, wanted_peak)) if wanted.id != found.id => found_peak / wanted_peak,
        _ => 1.0,
    }
}

/// One end of a window's usable part.
#[derive(Clone, Copy)]
struct Cut {
    at: Instant,
    opens: bool,
    block: usize,
    nodes: u32,
    accelerators: u64,
    worth: f64,
    dead: bool,
}

/// The sessions that windows give a job, in the order of time. Windows count where their block can be used. A gang of which
/// one block does not come gives nothing, and neither does one with fewer nodes than the need says it can run on.
pub fn sessions(resolved: &Resolved, blocks: &[BlockFacts], windows: &[Placed], job: &Job) -> Vec<Session> {
    let mut cuts = Vec::with_capacity(windows.len() * 2);
    for placed in windows {
        let Some((at, facts, block)) =
            placed.block.and_then(|at| Some((at, blocks.get(at)?, resolved.blocks.get(at)?)))
        else {
            continue;
        };
        let earliest = job.from.max(job.measured).unwrap_or(Instant::MIN);
        let Some(span) = facts.usable.intersect(placed.window.span()) else { continue };
        let start = span.start.max(earliest);
        if start >= span.end {
            continue;
        }
        let nodes = placed.window.nodes.get();
        let cut = Cut {
            at: start,
            opens: true,
            block: at,
            nodes,
            accelerators: u64::from(nodes) * u64::from(facts.accelerators_per_node),
            worth: f64::from(nodes) * worth(resolved.catalogue, job.need, block.machine),
            dead: !block.is_live(),
        };
        cuts.push(cut);
        cuts.push(Cut { at: span.end, opens: false, ..cut });
    }
    sort::by_key(&mut cuts, |cut| (cut.at, cut.opens));
    between(&cuts, resolved.plan, job)
}

fn between(cuts: &[Cut], plan: &Plan, job: &Job) -> Vec<Session> {
    let mut sessions: Vec<Session> = Vec::new();
    let (mut nodes, mut accelerators, mut worth, mut dead) = (0_u32, 0_u64, 0.0_f64, 0_u32);
    let mut known: Option<(u64, f64, f64)> = None;
    for (same, next) in groups(cuts).zip(groups(cuts).skip(1)) {
        for cut in same {
            if cut.opens {
                nodes = nodes.saturating_add(cut.nodes);
                accelerators = accelerators.saturating_add(cut.accelerators);
                worth += cut.worth;
                dead += u32::from(cut.dead);
            } else {
                nodes = nodes.saturating_sub(cut.nodes);
                accelerators = accelerators.saturating_sub(cut.accelerators);
                worth -= cut.worth;
                dead = dead.saturating_sub(u32::from(cut.dead));
            }
        }
        let (Some(first), Some(last)) = (same.last(), next.first()) else { continue };
        if nodes == 0 {
            worth = 0.0;
            continue;
        }
        // Of nodes of several kinds that are too many, it uses some of each.
        let usable = job.need.usable(nodes);
        let (used, accelerators_used) = match usable < nodes {
            false => (worth, accelerators),
            true => {
                let share = f64::from(usable) / f64::from(nodes);
                (worth * share, (accelerators as f64 * share).round() as u64)
            }
        };
        let rate = match known {
            Some((a, w, rate)) if a == accelerators_used && w == used => rate,
            _ => job.speed(used) / job.stretch(plan, accelerators_used),
        };
        known = Some((accelerators_used, used, rate));
        let too_few = job.need.min_nodes.is_some_and(|least| nodes < least.get());
        let running = job.measured.is_some_and(|measured| measured == first.at);
        sessions.push(Session {
            span: Span::new(first.at, last.at),
            block: first.block,
            nodes: usable,
            accelerators: accelerators_used,
            spare: nodes - usable,
            rate: if dead > 0 || too_few { 0.0 } else { rate },
            lead: if running { Duration::ZERO } else { job.lead() },
            tail: job.tail(),
        });
    }
    sessions
}

fn groups(cuts: &[Cut]) -> impl Iterator<Item = &[Cut]> {
    cuts.chunk_by(|a, b| a.at == b.at)
}

/// When work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ends {
    /// Within the sessions; `None` where they do not suffice.
    pub planned: Option<Instant>,
    /// The same, or with the last session going on for as long as it takes.
    pub projected: Option<Instant>,
}

/// When `work` of reference time is done.
pub fn ends(sessions: &[Session], work: Duration) -> Ends {
    let mut left = work.seconds().max(0) as f64;
    let mut last: Option<(&Session, f64)> = None;
    for session in sessions.iter().filter(|session| session.rate > 0.0) {
        let done = session.work();
        if left <= done + 1e-3 * session.rate && !session.productive().is_zero() {
            let at = Some(session.done_at(left));
            return Ends { planned: at, projected: at };
        }
        last = Some((session, left));
        left = (left - done).max(0.0);
    }
    Ends { planned: None, projected: last.map(|(session, left)| session.done_at(left)) }
}

/// The latest start of work in sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latest {
    pub start: Instant,
    /// Position of the block that it starts on.
    pub block: usize,
    /// When it is done: at the limit, or at the end of the last session before it.
    pub until: Instant,
}

/// The latest start at which `work` is still done by `limit` in these sessions; `None` where they do not suffice.
pub fn latest_start(sessions: &[Session], work: Duration, limit: Instant) -> Option<Latest> {
    let mut left = work.seconds().max(0) as f64;
    let mut until: Option<Instant> = None;
    for session in sessions.iter().rev().filter(|session| session.rate > 0.0 && session.span.start < limit) {
        let session =
            Session { span: Span::new(session.span.start, session.span.end.min(limit)), ..*session };
        if session.productive().is_zero() {
            continue;
        }
        let until = *until.get_or_insert(session.span.end);
        let done = session.work();
        if left <= done + 1e-3 * session.rate {
            let start = session.span.end - session.tail - wall(left, session.rate) - session.lead;
            return Some(Latest { start: start.max(session.span.start), block: session.block, until });
        }
        left -= done;
    }
    None
}

/// Productive time within each of `windows`, which the sessions were made of.
pub fn productive_within(sessions: &[Session], windows: &[Placed]) -> Vec<Duration> {
    let mut sums = Vec::with_capacity(sessions.len() + 1);
    let mut sum = Duration::ZERO;
    sums.push(sum);
    for session in sessions {
        if session.rate > 0.0 {
            sum += session.productive();
        }
        sums.push(sum);
    }
    let before = |at: Instant| {
        let count = sessions.partition_point(|session| session.span.start < at);
        sums.get(count).copied().unwrap_or_default()
    };
    windows.iter().map(|placed| before(placed.window.end) - before(placed.window.start)).collect()
}

/// Everything the sessions can do, as reference time.
pub fn work_of(sessions: &[Session]) -> f64 {
    sessions.iter().map(Session::work).sum()
}
