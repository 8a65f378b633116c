//! A bar that is held: it moves with the keys or the pointer, and the plan stays as it is until it is dropped.

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
    /// `start -2h · slack 9h -> 11h · cost same · breaks: …`
    pub feedback: String,
}
