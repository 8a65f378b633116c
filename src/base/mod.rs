//! Values that every other layer speaks in: time, money, step functions, words for people.
//!
//! Nothing here knows what a plan is. Nothing reads a clock or a file, except [`zone::Zone::named`] and
//! [`zone::Zones::load`], which the shells call once at the start.

pub mod borders;
pub mod calendar;
pub mod change;
pub mod duration;
pub mod fact;
pub mod halves;
pub mod heap;
pub mod instant;
mod items;
pub mod money;
pub mod read;
pub mod record;
pub mod shell;
pub mod sort;
pub mod span;
pub mod steps;
pub mod words;
pub mod wrap;
pub mod zone;
pub mod zone_data;

pub use change::Change;
pub use duration::Duration;
pub use instant::Instant;
pub use money::Money;
pub use span::Span;
