//! A question with one key for each answer.

use ratatui::buffer::Buffer;

use crate::app::App;
use crate::app::modal::Confirm;
use crate::app::panes;
use crate::ui::paint::{line, piece, row};
use crate::ui::theme::Theme;

pub(super) fn draw(app: &App, confirm: &Confirm, theme: &Theme, buf: &mut Buffer) {
    let asked = panes::asked(app.panes.screen, &confirm.question, confirm.choices.len());
    super::frame(buf, asked.area, theme, "", None);
    for (at, text) in (0..).zip(&asked.lines) {
        line(buf, row(asked.question, at), &[piece(format!(" {text}"), theme.heading)]);
    }
    let choices = confirm.choices.iter().map(|(key, meaning, _)| (key.to_string(), *meaning));
    for (at, (key, meaning)) in (0..).zip(choices.chain([("Esc".to_string(), "back")])) {
        let answer = [piece(format!("  {key:>3}  "), theme.key), piece(meaning, theme.text)];
        line(buf, row(asked.answers, at), &answer);
    }
}
