//! A list to pick from: what is typed narrows it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::modal::Pick;
use crate::app::panes;
use crate::base::words::{pad, visible};
use crate::ui::paint::{after, line, line_right, piece, row, shade, text};
use crate::ui::theme::Theme;

pub(super) fn draw(app: &App, pick: &Pick, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let area = panes::pick_area(app.panes.screen, pick.items.len());
    let place = super::place(pick.selected, pick.shown.len());
    let inner = super::frame(buf, area, theme, &pick.title, Some(&place));
    let search = row(inner, 0);
    let end = text(buf, search, search.x, search.y, " / ", theme.key);
    let field = after(search, end.saturating_sub(search.x));
    let cursor =
        super::input(buf, Rect { width: field.width.saturating_sub(1), ..field }, theme, &pick.input);
    let list = panes::pick_rows(app.panes.screen, pick.items.len());
    if pick.shown.is_empty() {
        line(buf, row(list, 0), &[piece("   nothing matches", theme.dim)]);
    }
    // The column of names is as wide as the names in sight, at most a good third.
    let first = panes::first_row(pick.selected, usize::from(list.height), pick.shown.len());
    let seen: Vec<(usize, _)> = (first..)
        .zip(pick.shown.iter().skip(first).take(usize::from(list.height)))
        .filter_map(|(at, item)| Some((at, pick.items.get(*item)?)))
        .collect();
    let widest = crate::ui::status::widest(seen.iter().map(|(_, item)| item.label.as_str()));
    let has_docs = seen.iter().any(|(_, item)| !item.doc.is_empty());
    let names = if has_docs { widest.min(usize::from(list.width) * 2 / 5) } else { widest };
    for (index, (at, item)) in seen.iter().enumerate() {
        let area = row(list, index as u16);
        let selected = *at == pick.selected;
        let (sign, name, rest) = match (selected, &item.blocked) {
            (true, _) => (theme.glyphs.pointer, theme.selected, theme.selected),
            (false, Some(_)) => (' ', theme.dim, theme.dim),
            (false, None) => (' ', theme.text, theme.dim),
        };
        if selected {
            shade(buf, area, theme.selected);
        }
        let label = pad(&visible(&item.label), names);
        let doc = match &item.blocked {
            Some(reason) => format!("  ({})", visible(reason)),
            None => format!("  {}", visible(&item.doc)),
        };
        // What is to the right has its place first.
        let detail = [piece(format!(" {} ", visible(&item.detail)), if selected { rest } else { theme.key })];
        let from = area.x.saturating_add(u16::try_from(names).unwrap_or(0)).saturating_add(4);
        let right = if item.detail.is_empty() { area.right() } else { line_right(buf, area, from, &detail) };
        let left = Rect { width: right.saturating_sub(area.x), ..area };
        line(buf, left, &[piece(format!(" {sign} {label}"), name), piece(doc, rest)]);
    }
    cursor
}
