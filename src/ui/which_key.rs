//! After the first key of several: a box with the keys that may follow.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::modal::frame;
use super::paint::{line, piece, row};
use super::theme::Theme;
use crate::app::{App, actions};
use crate::base::words::{pad_left, width};

pub fn draw(app: &App, theme: &Theme, buf: &mut Buffer) {
    if app.which_key.is_empty() || !app.modals.is_empty() {
        return;
    }
    let rows: Vec<(String, &str)> =
        app.which_key.iter().map(|(key, command)| (key.to_string(), doc(command))).collect();
    let keys = rows.iter().map(|(key, _)| width(key)).max().unwrap_or(1);
    let docs = rows.iter().map(|(_, doc)| width(doc)).max().unwrap_or(1);
    let screen = app.panes.screen;
    let over = screen.height.saturating_sub(app.panes.footer.height + app.panes.status.height);
    let wide = u16::try_from(keys + docs + 7).unwrap_or(u16::MAX).min(screen.width);
    let high = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX).min(over);
    let area =
        Rect { x: screen.x + screen.width - wide, y: screen.y + over - high, width: wide, height: high };
    let title: Vec<String> = app.typing.keys.iter().map(ToString::to_string).collect();
    let inner = frame(buf, area, theme, &title.join(" "), None);
    for (index, (key, doc)) in rows.iter().enumerate() {
        let keys = piece(format!(" {}  ", pad_left(key, keys)), theme.key);
        line(buf, row(inner, index as u16), &[keys, piece(*doc, theme.text)]);
    }
}

/// What a command does; the command itself where nothing is known of it.
fn doc(command: &str) -> &str {
    let name = command.split(' ').next().unwrap_or_default();
    actions::find(name).map_or(command, |action| action.doc)
}
