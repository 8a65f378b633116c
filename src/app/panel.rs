//! The list beside the timeline: what it shows, row by row, and where Enter leads.

/// What the panel beside the timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    Inspector,
    Problems,
    Agenda,
    Costs,
    Ladder,
}

/// What takes the keys while nothing is open over the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    #[default]
    Timeline,
    Panel,
}
