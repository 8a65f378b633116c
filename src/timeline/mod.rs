//! Geometry of the timeline, without colour and without a terminal: what the interactive timeline and the printed chart draw.
//!
//! [`Viewport`] says which part is seen, [`ruler`](ruler::ruler) what stands above it.

pub mod ruler;
pub mod step;
pub mod viewport;

pub use ruler::{Axis, Label, Ruler};
pub use step::{Step, minor_unit};
pub use viewport::{LADDER, Viewport};
