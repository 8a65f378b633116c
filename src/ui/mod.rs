//! Drawing: the program's state onto a grid of cells. Nothing here changes anything; equal states give equal cells.

mod bar;
mod footer;
pub mod frame;
pub mod glyphs;
pub mod look;
mod modal;
mod paint;
mod panel;
mod say;
mod status;
pub mod theme;
mod timeline;
mod title;
mod which_key;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

use crate::app::App;
pub use theme::Theme;

/// Draws one frame. Gives where the terminal's cursor belongs, if text is typed.
///
/// The app knows where its parts are for the size it was told; a buffer of another size shows the part that fits.
pub fn draw(app: &App, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let whole = buf.area;
    let mut blank = Cell::EMPTY;
    blank.set_style(theme.text);
    buf.content.fill(blank);
    title::draw(app, theme, buf);
    timeline::overview::draw(app, theme, buf);
    timeline::draw(app, theme, buf);
    panel::draw(app, theme, buf);
    status::draw(app, theme, buf);
    footer::draw(app, theme, buf);
    which_key::draw(app, theme, buf);
    let cursor = modal::draw(app, theme, buf);
    if theme.glyphs == &glyphs::ASCII {
        paint::to_ascii(buf);
    }
    cursor.filter(|cursor| whole.contains(*cursor))
}

/// A frame of its own, of the size that the app was told: for `--print`, `--svg` and tests.
pub fn print(app: &App, theme: &Theme) -> Buffer {
    let (width, height) = app.size;
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    draw(app, theme, &mut buf);
    buf
}
