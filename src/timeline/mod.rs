//! Geometry of the timeline, without colour and without a terminal: what the interactive timeline and the printed chart draw.
//!
//! [`lay_out`] sorts a plan's windows into [`Lanes`], once per change of the plan. [`Viewport`] says which part is seen, and
//! [`view()`] gives what is drawn there: [`Ruler`], [`Row`]s of [`Bar`]s and [`Mark`]s, [`Rail`]s. Lengths are cells from the left
//! edge, eighths of a cell where bars begin and end. [`chart`](chart::chart) paints a whole plan as text.

pub mod bars;
pub mod beneath;
mod by_block;
mod by_run;
pub mod chart;
pub mod find;
pub mod focus;
pub mod heat;
pub mod hit;
pub mod lanes;
pub mod marks;
pub mod overview;
pub mod pack;
pub mod rails;
pub mod ruler;
pub mod snap;
pub mod step;
pub mod view;
pub mod viewport;

pub use bars::{Bar, BarKind};
pub use beneath::{Beneath, Differs, beneath};
pub use find::Place;
pub use focus::focus;
pub use heat::{Heat, OVER};
pub use hit::{Hit, Part};
pub use lanes::{Grouping, Item, Ladders, Lane, LaneKind, Lanes, Options, lay_out};
pub use marks::{Mark, MarkKind};
pub use overview::{Overview, overview};
pub use rails::{Point, Rail};
pub use ruler::{Axis, Label, Ruler};
pub use step::{Step, minor_unit};
pub use view::{Frame, Row, Timeline, row, view};
pub use viewport::{LADDER, Viewport};

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
