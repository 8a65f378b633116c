//! A question with one key for each answer.

use ratatui::buffer::Buffer;

use crate::app::App;
use crate::app::modal::Confirm;
use crate::app::panes;
use crate::ui::paint::{line, piece, row, wrap};
use crate::ui::theme::Theme;

pub(super) fn draw(app: &App, confirm: &Confirm, theme: &Theme, buf: &mut Buffer) {
    let wide = 60;
    let inside = usize::from(app.panes.screen.width.min(wide).saturating_sub(4));
    let question = wrap(&confirm.question, inside);
    let high = question.len() + confirm.choices.len() + 5;
    let area = panes::modal(app.panes.screen, wide, u16::try_from(high).unwrap_or(u16::MAX));
    let inner = super::frame(buf, area, theme, "", None);
    // Answers matter more than air where there is little room.
    let air = u16::from(usize::from(inner.height) >= high - 2);
    let mut at = air;
    for text in &question {
        line(buf, row(inner, at), &[piece(format!(" {text}"), theme.heading)]);
        at += 1;
    }
    at += air;
    let choices = confirm.choices.iter().map(|(key, meaning, _)| (key.to_string(), *meaning));
    for (key, meaning) in choices.chain([("Esc".to_string(), "back")]) {
        line(buf, row(inner, at), &[piece(format!("  {key:>3}  "), theme.key), piece(meaning, theme.text)]);
        at += 1;
    }
}
