//! One line of text for an action, at the bottom of the screen, its completions above it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::modal::Prompt;
use crate::base::words::{cut_end, visible, width};
use crate::ui::paint::{after, fill, text};
use crate::ui::theme::Theme;

pub(super) fn draw(app: &App, prompt: &Prompt, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let screen = app.panes.screen;
    let bottom = Rect { y: screen.bottom().saturating_sub(1), height: screen.height.min(1), ..screen };
    super::choices(app, theme, buf);
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
