//! The form of an item: one row for each field, its meaning below, and what completes what is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::dates::{self, Here};
use crate::app::form::{FormRow, Laid, rows};
use crate::app::modal::Form;
use crate::app::panes;
use crate::base::Instant;
use crate::base::record::Shape;
use crate::base::words::{pad, visible};
use crate::base::wrap::wrap;
use crate::ui::paint::{after, fill, line, line_right, piece, row, shade, text};
use crate::ui::say;
use crate::ui::theme::Theme;

pub(super) fn draw(app: &App, form: &Form, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let rows = rows(app.plan(), &form.target);
    let area = panes::form_area(app.panes.screen, rows.len());
    let title = format!("{} {}", form.target.kind(), form.target);
    super::frame(buf, area, theme, &title, Some(&super::place(form.selected, rows.len())));
    let laid = Laid::of(form, &rows, app.panes.screen);
    let mut cursor = None;
    for (index, of) in (0..laid.list.height).zip(rows.iter().skip(laid.first)) {
        let selected = laid.first + usize::from(index) == form.selected;
        let area = row(laid.list, index);
        cursor = self::row_of(form, of, selected, laid.names, area, theme, buf).or(cursor);
    }
    below(app, rows.get(form.selected), form, theme, buf, laid.help);
    super::choices(app, theme, buf);
    cursor
}

fn row_of(
    form: &Form,
    of: &FormRow,
    selected: bool,
    names: usize,
    area: Rect,
    theme: &Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    let typing = form.input.as_ref().filter(|_| selected);
    let (sign, label, value) = match selected {
        true => (theme.glyphs.pointer, theme.selected, theme.selected),
        false => (' ', theme.dim, theme.text),
    };
    if selected && typing.is_none() {
        shade(buf, area, theme.selected);
    }
    let essential = matches!(of, FormRow::Field(field) if field.essential);
    let mark = if essential { '*' } else { ' ' };
    let shown = pad(&visible(of.name()), names);
    let end = line(buf, area, &[piece(format!(" {sign} {shown}{mark} "), label)]);
    let rest = after(area, end.saturating_sub(area.x));
    if let Some(input) = typing {
        return super::input(buf, Rect { width: rest.width.saturating_sub(1), ..rest }, theme, input);
    }
    match of {
        FormRow::Field(field) => {
            let style = if field.is_default && !selected { theme.dim } else { value };
            line(buf, rest, &[piece(&field.value, style)]);
        }
        FormRow::Item { target, summary, .. } => {
            let id = target.to_string();
            let id = id.rsplit('/').next().unwrap_or_default().to_string();
            let summary_style = if selected { value } else { theme.dim };
            line(buf, rest, &[piece(id, value), piece(format!("  {summary}"), summary_style)]);
        }
        FormRow::Add { .. } => {
            _ = line(buf, rest, &[piece("+ add", if selected { value } else { theme.key })])
        }
    }
    None
}

/// What the selected field means, or what is wrong with what is typed.
fn below(app: &App, of: Option<&FormRow>, form: &Form, theme: &Theme, buf: &mut Buffer, area: Rect) {
    if area.is_empty() {
        return;
    }
    let area = if area.height >= 3 {
        let rule = row(area, 0);
        fill(buf, rule, theme.glyphs.horizontal, theme.frame);
        Rect { y: area.y + 1, height: area.height - 1, ..area }
    } else {
        area
    };
    let (words, style) = match (&form.error, of) {
        (Some(error), _) => (format!("{} {error}", theme.glyphs.error), theme.error),
        (None, Some(FormRow::Field(field))) => (field.doc.replace('\n', " "), theme.dim),
        (None, Some(FormRow::Item { .. })) => ("Enter opens it".to_string(), theme.dim),
        (None, Some(FormRow::Add { .. })) => ("Enter adds one".to_string(), theme.dim),
        (None, None) => (String::new(), theme.dim),
    };
    let wrapped = wrap(&words, usize::from(area.width.saturating_sub(2)));
    for (index, words) in wrapped.iter().take(usize::from(area.height)).enumerate() {
        let at = row(area, index as u16);
        text(buf, at, at.x + 1, at.y, words, style);
    }
    if let Some(FormRow::Field(field)) = of.filter(|_| area.height >= 2 && wrapped.len() < 2) {
        // A moment is told in the zones that people live in.
        let value = form.input.as_ref().map_or(field.value.as_str(), |input| input.value());
        let zone = app.zone();
        let from = Instant::parse(&field.value).unwrap_or(app.view.cursor);
        let read = |text: &str| dates::parse(text, Here { now: app.doc.now(), from, zone: &zone }).ok();
        let hint = match Some(value).filter(|_| field.shape.inner() == Shape::Instant).and_then(read) {
            Some(at) => say::everywhere(app, at),
            None if field.essential => "must be there".to_string(),
            None if field.is_default => "default".to_string(),
            None => String::new(),
        };
        let last = row(area, 1);
        line_right(
            buf,
            Rect { width: last.width.saturating_sub(1), ..last },
            last.x,
            &[piece(hint, theme.dim)],
        );
    }
}
