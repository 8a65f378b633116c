//! A bar that is held: it moves with the keys or the pointer, and the plan stays as it is until it is dropped.

use super::App;
use super::change::moving;
use super::snap::{self, Stop};
use super::steps::stride;
use crate::analysis::Analysis;
use crate::base::{Duration, Span};
use crate::model::{Plan, Target};

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
            feedback: String::new(),
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

impl App {
    /// Moves the held bar, or one end of it, by `n` steps of the ruler. It stops at the first edge on its way; the next step
    /// goes past. Days stop it only where no count was typed.
    pub fn nudge(&mut self, edge: Edge, n: i64, counted: bool) {
        let (zone, unit, snap) = (self.zone(), self.unit(), self.settings.snap);
        let Some(grab) = &self.grab else { return };
        let span = grab.span();
        let from = if edge == Edge::End { span.end } else { span.start };
        let mut by = stride(&zone, unit, from, n);
        let mut stuck = None;
        if snap {
            let edges = match edge {
                Edge::Start => vec![span.start],
                Edge::End => vec![span.end],
                Edge::Both => vec![span.start, span.end],
            };
            let days = (!counted).then_some((&zone, from));
            if let Some((nearer, name)) = snap::stick(&edges, by, &grab.stops, days) {
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
        let consequences =
            super::consequence::tell(self.doc.analysis(), &analysis, &target, &plan.currency, true);
        let feedback = [vec![told], consequences].concat().join(" · ");
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
        self.commit(Ok(super::change::Changed { plan: grab.plan, label, selected: grab.target }));
    }
}
