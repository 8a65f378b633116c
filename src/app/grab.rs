//! A bar that is held: it moves with the keys or the pointer, and the plan stays as it is until it is dropped.

use super::App;
use super::change::{moving, place};
use super::consequence::{self, Telling};
use super::keymap::Context;
use super::snap::{self, Stop};
use super::steps::stride;
use crate::analysis::Analysis;
use crate::base::zone::Zone;
use crate::base::{Duration, Instant, Span};
use crate::model::terms::{Billing, Clock};
use crate::model::{Capacity, Plan, Target};
use crate::timeline::Step;

/// Which end of a bar moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    Start,
    End,
    /// Both: the bar moves as a whole.
    Both,
}

/// What is held, where it would be now, and what would follow.
#[derive(Debug, Clone)]
pub struct Grab {
    pub target: Target,
    /// The windows or block that move with it.
    pub parts: Vec<Target>,
    /// How far its start and end have moved.
    pub start: Duration,
    pub end: Duration,
    /// Where it was: the ghost.
    pub was: Span,
    /// What it sticks at just now: "usable end of cb-jan".
    pub stuck: Option<String>,
    /// The plan as it would be, and what follows from that.
    pub plan: Plan,
    pub analysis: Analysis,
    /// `start -2h · breaks: … · slack 9h -> 11h · cost same`
    pub feedback: String,
    /// What the count of the next move counts: `d`, `w` or `m`; hours without it.
    pub unit: Option<char>,
    /// Why the provider does not move it: it is bought.
    pub fixed: Option<String>,
    /// Where the time cursor stood when it was taken.
    pub cursor: Instant,
    /// Grows with each move.
    pub revision: u64,
    /// Where it may stick.
    stops: Vec<Stop>,
}

impl Grab {
    /// Takes hold of an item, or says why it cannot be moved.
    pub fn new(app: &App, target: Target) -> Result<Grab, String> {
        let plan = app.doc.plan();
        let parts = moving::parts(plan, &target);
        let was = moving::hull(plan, &parts).ok_or_else(|| moving::nothing_to_move(&target))?;
        let fixed = bought(app, &target);
        Ok(Grab {
            stops: snap::stops(plan, app.doc.analysis(), &parts),
            target,
            parts,
            start: Duration::ZERO,
            end: Duration::ZERO,
            was,
            stuck: None,
            plan: plan.clone(),
            analysis: app.doc.analysis().clone(),
            feedback: fixed.clone().unwrap_or_else(|| hint(app)),
            unit: None,
            fixed,
            cursor: app.view.cursor,
            revision: 1,
        })
    }

    /// Where it is held now.
    pub fn span(&self) -> Span {
        Span { start: self.was.start + self.start, end: self.was.end + self.end }
    }

    fn moved_by(&self, edge: Edge, by: Duration) -> (Duration, Duration) {
        match edge {
            Edge::Start => (self.start + by, self.end),
            Edge::End => (self.start, self.end + by),
            Edge::Both => (self.start + by, self.end + by),
        }
    }
}

/// How to move it, until it is moved.
fn hint(app: &App) -> String {
    let keys = |action: &str, otherwise: &str| {
        app.keymap.keys_of(Context::Grab, action).unwrap_or_else(|| otherwise.to_string())
    };
    let (earlier, later) = (keys("earlier", "h"), keys("later", "l"));
    format!(
        "{earlier} {later} a step · 2{earlier} two hours earlier · 1d{later} a day later · 30m{later} minutes"
    )
}

/// By how much a count moves: weeks and days keep the time of day on the wall's clock.
fn counted_by(zone: &Zone, from: Instant, unit: Option<char>, n: i64) -> Duration {
    match unit {
        Some('w') => stride(zone, Step::Week, from, n),
        Some('d') => stride(zone, Step::Day, from, n),
        Some('m') => Duration::from_minutes(1) * n,
        _ => Duration::from_hours(1) * n,
    }
}

/// The time of day at which the product of a block ends all of them.
pub fn clock_of(app: &App, target: &Target) -> Option<Clock> {
    let Target::Block(id) = target else { return None };
    let plan = app.doc.plan();
    let block = plan.blocks.get(id).filter(|block| block.end.is_some())?;
    let world = app.doc.world().for_plan(plan);
    Some(world.rules.get(block.product.as_str())?.end_clock.as_ref()?.value)
}

/// A step that takes the end of a block from one such time of day to another: as long as `by`, or to the next.
pub fn on_clock(clock: Clock, end: Instant, by: Duration) -> Duration {
    let there = place::nearest(clock, end + by);
    if !by.is_negative() && there > end || by.is_negative() && there < end {
        return there - end;
    }
    let minute = Duration::from_minutes(1);
    match by.is_negative() {
        false => clock.around(end + minute).1 - end,
        true => clock.around(end - minute).0 - end,
    }
}

/// That a block is bought, so that only its provider could move it.
fn bought(app: &App, target: &Target) -> Option<String> {
    let Target::Block(id) = target else { return None };
    let plan = app.doc.plan();
    let block = plan.blocks.get(id)?;
    let world = app.doc.world().for_plan(plan);
    let billing = world.rules.get(block.product.as_str()).and_then(|rules| rules.billing.as_ref());
    let is_paid = billing.is_some_and(|it| matches!(it.value, Billing::Upfront | Billing::Committed));
    let status = block.status.row();
    let is_bought =
        block.purchased_at.is_some() || is_paid && status.certain && status.capacity != Capacity::None;
    is_bought.then(|| format!("BOUGHT ({}): the provider does not move it", block.status))
}

impl App {
    /// Moves the held bar, or one end of it, by a step of the ruler; by `n` hours, days, weeks or minutes where a count was
    /// typed. It stops at the first edge on its way, and the next step goes past; nothing stops it where days, weeks or minutes were
    /// typed, and days only where no count was.
    pub fn nudge(&mut self, edge: Edge, n: i64, counted: bool) {
        let (zone, snap) = (self.zone(), self.settings.snap);
        let Some(grab) = &mut self.grab else { return };
        let unit = grab.unit.take();
        // Who states how far means it: nothing is in the way.
        let snap = snap && unit.is_none();
        let (span, target) = (grab.span(), grab.target.clone());
        let from = if edge == Edge::End { span.end } else { span.start };
        let clock = clock_of(self, &target).filter(|_| !counted && edge != Edge::Start);
        let by = match (counted, clock) {
            (true, _) => counted_by(&zone, from, unit, n),
            (false, None) => stride(&zone, self.unit(), from, n),
            (false, Some(clock)) => on_clock(clock, span.end, stride(&zone, self.unit(), from, n)),
        };
        let Some(grab) = &self.grab else { return };
        let (mut by, mut stuck) = (by, None);
        if snap {
            let edges = match edge {
                Edge::Start => vec![span.start],
                Edge::End => vec![span.end],
                Edge::Both => vec![span.start, span.end],
            };
            let days = (!counted).then_some((&zone, from));
            let keeps =
                |nearer: Duration| clock.is_none_or(|clock| clock.on(span.end + nearer) == span.end + nearer);
            if let Some((nearer, name)) =
                snap::stick(&edges, by, &grab.stops, days).filter(|(nearer, _)| keeps(*nearer))
            {
                (by, stuck) = (nearer, name);
            }
        }
        self.hold(edge, by, stuck);
    }

    /// Puts the held bar where the pointer is: `by` from where it was; it is drawn to an edge less than `reach` away.
    pub fn drag(&mut self, edge: Edge, by: Duration, reach: Duration) {
        let snap = self.settings.snap;
        let Some(grab) = &mut self.grab else { return };
        (grab.start, grab.end) = (Duration::ZERO, Duration::ZERO);
        let mut by = by;
        let mut stuck = None;
        if snap {
            let edges = match edge {
                Edge::Start => vec![grab.was.start],
                Edge::End => vec![grab.was.end],
                Edge::Both => vec![grab.was.start, grab.was.end],
            };
            if let Some((nearer, name)) = snap::attract(&edges, by, reach, &grab.stops) {
                (by, stuck) = (nearer, Some(name));
            }
        }
        let end = grab.was.end;
        let target = grab.target.clone();
        if let Some(clock) =
            clock_of(self, &target).filter(|_| snap && stuck.is_none() && edge != Edge::Start)
        {
            by = place::nearest(clock, end + by) - end;
        }
        self.hold(edge, by, stuck);
    }

    pub(super) fn hold(&mut self, edge: Edge, by: Duration, stuck: Option<String>) {
        let Some(grab) = self.grab.as_deref() else { return };
        let (start, end) = grab.moved_by(edge, by);
        let target = grab.target.clone();
        let plan = self.doc.plan();
        let next = match moving::resize(plan, &target, start, if start == end { start } else { end }) {
            Err(_) if start == end => moving::shift(plan, &target, start),
            other => other,
        };
        let next = match next {
            Ok(next) => next.plan,
            Err(reason) => return self.complain(reason),
        };
        let analysis = crate::analysis::analyze(&next, self.doc.world(), self.doc.now());
        let told = moving::offsets(start, end);
        let telling = Telling { currency: &plan.currency, columns: self.size.0, all: true };
        let consequences = consequence::tell(self.doc.analysis(), &analysis, &target, telling);
        let fixed = self.grab.as_ref().and_then(|grab| grab.fixed.clone());
        let feedback = [fixed.into_iter().collect(), vec![told], consequences].concat().join(" · ");
        if let Some(grab) = &mut self.grab {
            let revision = grab.revision + 1;
            (grab.start, grab.end, grab.stuck, grab.plan) = (start, end, stuck, next);
            (grab.analysis, grab.feedback, grab.revision) = (analysis, feedback, revision);
            let span = grab.span();
            self.view.cursor = if edge == Edge::End { span.end } else { span.start };
        }
        self.make_lanes();
        self.reveal();
    }

    /// Lets go: the plan takes the bar where it is held.
    pub fn drop_grab(&mut self) {
        let Some(grab) = self.grab.take() else { return };
        if grab.start.is_zero() && grab.end.is_zero() {
            return self.say(format!("{} stays where it was", grab.target));
        }
        self.last_edit = Some(super::Repeat::Move { start: grab.start, end: grab.end });
        let label = moving::sentence(&grab.target, grab.start, grab.end);
        let changed = super::change::Changed { plan: grab.plan, label, selected: grab.target };
        self.commit_from(grab.cursor, Ok(changed), None);
    }
}
