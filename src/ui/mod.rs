//! Drawing: the program's state onto a grid of cells. Nothing here changes anything; equal states give equal cells.

pub mod bar;
pub mod frame;
pub mod glyphs;
pub mod look;
pub mod paint;
pub mod theme;

pub use theme::Theme;
