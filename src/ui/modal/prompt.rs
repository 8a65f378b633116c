//! One line of text for an action, at the bottom of the screen, its completions above it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::modal::Prompt;
use crate::base::words::{cut_end, visible, width};
use crate::ui::paint::{after, fill, line, piece, row, shade, text};
use crate::ui::theme::Theme;

/// Most completions that are shown at once.
const MOST: u16 = 8;

pub(super) fn draw(app: &App, prompt: &Prompt, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let screen = app.panes.screen;
    let bottom = Rect { y: screen.bottom().saturating_sub(1), height: screen.height.min(1), ..screen };
    completions(prompt, theme, buf, screen);
    fill(buf, bottom, ' ', ratatui::style::Style::reset().patch(theme.text));
    let label = cut_end(&visible(&prompt.label), usize::from(screen.width / 2));
    let end = text(buf, bottom, bottom.x, bottom.y, &format!(" {label} "), theme.heading);
    let mut field = after(bottom, end - bottom.x);
    if let Some(error) = &prompt.error {
        let shown = format!(" {} {} ", theme.glyphs.error, visible(error));
        let columns = u16::try_from(width(&shown)).unwrap_or(u16::MAX).min(field.width.saturating_sub(12));
        let at = Rect { x: field.right() - columns, width: columns, ..field };
        text(buf, at, at.x, at.y, &shown, theme.error);
        field.width -= columns;
    } else if let Some(at) = crate::app::dates::typed(app, prompt) {
        // A moment is told as it will be taken, while it is typed.
        let shown = format!(" = {} ", crate::ui::say::everywhere(app, at));
        let columns = u16::try_from(width(&shown)).unwrap_or(u16::MAX);
        if let Some(left) = field.width.checked_sub(columns).filter(|left| *left >= 16) {
            let at = Rect { x: field.right() - columns, width: columns, ..field };
            text(buf, at, at.x, at.y, &shown, theme.dim);
            field.width = left;
        }
    }
    super::input(buf, field, theme, &prompt.input)
}

fn completions(prompt: &Prompt, theme: &Theme, buf: &mut Buffer, screen: Rect) {
    let count = u16::try_from(prompt.completions.len()).unwrap_or(u16::MAX);
    let high = count.min(MOST).min(screen.height.saturating_sub(2));
    if high == 0 {
        return;
    }
    let first =
        crate::app::panes::first_row(prompt.picked.unwrap_or(0), usize::from(high), prompt.completions.len());
    let widest = crate::ui::status::widest(prompt.completions.iter().map(String::as_str));
    let wide = u16::try_from(widest + 4).unwrap_or(u16::MAX).min(screen.width);
    let area = Rect { x: screen.x, y: screen.bottom() - 1 - high, width: wide, height: high };
    fill(buf, area, ' ', ratatui::style::Style::reset().patch(theme.text));
    for (index, text) in prompt.completions.iter().enumerate().skip(first).take(usize::from(high)) {
        let at = row(area, (index - first) as u16);
        let picked = prompt.picked == Some(index);
        let (sign, style) = if picked { (theme.glyphs.pointer, theme.selected) } else { (' ', theme.text) };
        line(buf, at, &[piece(format!("{sign} {}", visible(text)), style)]);
        if picked {
            shade(buf, at, style);
        }
    }
}
