//! The last line: what just happened, else the keys that help most here and can be pressed now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{Piece, line, line_right, piece};
use super::theme::Theme;
use crate::app::{App, Toast, footer};

pub fn draw(app: &App, theme: &Theme, buf: &mut Buffer) {
    let area = app.panes.footer;
    if area.is_empty() {
        return;
    }
    let typed = footer::typed(app);
    let right = if typed.is_empty() { Vec::new() } else { vec![piece(format!("{typed} "), theme.key)] };
    let end = line_right(buf, area, area.x, &right);
    let body = Rect { width: end.saturating_sub(area.x), ..area };
    if let Some(toast) = &app.toast {
        line(buf, body, &[told(toast, theme, body.width)]);
        return;
    }
    for offer in footer::offers(app) {
        let at = Rect { x: body.x.saturating_add(offer.x), width: offer.columns, ..body }.intersection(body);
        let pieces =
            [piece(format!(" {}", offer.keys), theme.key), piece(format!(" {} ", offer.word), theme.dim)];
        line(buf, at, &pieces);
    }
}

/// What happened last, or what went wrong, in this many columns.
pub(super) fn told(toast: &Toast, theme: &Theme, columns: u16) -> Piece {
    let text = || super::say::parts(&toast.text, usize::from(columns).saturating_sub(1));
    match toast.is_error {
        true => piece(format!(" {} {}", theme.glyphs.error, toast.text), theme.error),
        false => piece(format!(" {}", text()), theme.info),
    }
}
