//! The form of an item: one row for each field, its meaning below, and what completes what is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::dates::{self, Here};
use crate::app::form::{FormRow, rows};
use crate::app::modal::Form;
use crate::app::panes;
use crate::base::Instant;
use crate::base::record::Shape;
use crate::base::words::{pad, visible, width};
use crate::ui::paint::{after, fill, line, line_right, piece, row, shade, text, wrap};
use crate::ui::say;
use crate::ui::theme::Theme;

pub(super) fn draw(app: &App, form: &Form, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let rows = rows(app.plan(), &form.target);
    let area = panes::form_area(app.panes.screen, rows.len());
    let title = format!("{} {}", form.target.kind(), form.target);
    super::frame(buf, area, theme, &title, Some(&super::place(form.selected, rows.len())));
    let (list, help) = panes::form_rows(app.panes.screen, rows.len());
    let height = usize::from(list.height);
    let first = form.scroll.min(form.selected).max((form.selected + 1).saturating_sub(height));
    let seen = rows.iter().enumerate().skip(first).take(height);
    let widest = seen.clone().map(|(_, row)| width(name(row))).max().unwrap_or(0);
    let names = widest.clamp(8, usize::from(list.width / 3).max(8));
    let mut cursor = None;
    for (index, of) in seen {
        let area = row(list, (index - first) as u16);
        cursor = self::row_of(form, of, index == form.selected, names, area, theme, buf).or(cursor);
    }
    below(app, rows.get(form.selected), form, theme, buf, help);
    if form.input.is_some() {
        let at = row(list, (form.selected.saturating_sub(first)) as u16);
        let left = at.x.saturating_add(u16::try_from(names + 5).unwrap_or(0));
        completions(
            form,
            theme,
            buf,
            Rect { x: left, width: at.right().saturating_sub(left), ..at },
            app.panes.screen,
        );
    }
    cursor
}

fn name(row: &FormRow) -> &str {
    match row {
        FormRow::Field(field) => &field.path,
        FormRow::Item { list, .. } | FormRow::Add { list } => list,
    }
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
    let shown = pad(&visible(name(of)), names);
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

/// What completes the text, under the field, or above it where there is no room below.
fn completions(form: &Form, theme: &Theme, buf: &mut Buffer, field: Rect, screen: Rect) {
    // With its frame and sign, a word stands under the text that it completes.
    let left = field.x.saturating_sub(3).max(screen.x);
    let at = Rect { x: left, width: field.right().saturating_sub(left), ..field };
    let below = Rect { y: field.bottom(), height: screen.bottom().saturating_sub(field.bottom()), ..at };
    let above = Rect { y: screen.y, height: field.y.saturating_sub(screen.y), ..at };
    let wanted = u16::try_from(form.completions.len()).unwrap_or(u16::MAX).min(3) + 2;
    let upwards = below.height < wanted && above.height > below.height;
    let room = if upwards { above } else { below };
    super::choices(buf, theme, room, upwards, &form.completions, form.picked);
}
