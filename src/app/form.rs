//! Forms: every field of every item, one row each, and the lists that belong to it.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use super::change::{Changed, Outcome, field, items, place};
use super::dates::Here;
use super::modal::{Form, Modal};
use super::panes::form_rows;
use super::{App, Repeat, complete};
use crate::base::record::{Record, Shape, View};
use crate::base::sort;
use crate::base::words::width;
use crate::model::at::{self, Row};
use crate::model::{Plan, Target};

/// One row of a form.
#[derive(Debug, Clone, PartialEq)]
pub enum FormRow {
    /// A field, to be typed.
    Field(Row),
    /// An item of one of its lists, with a form of its own.
    Item { list: &'static str, target: Target, summary: String },
    /// Adds an item to a list.
    Add { list: &'static str },
}

/// The rows of an item's form: its fields, then its lists.
pub fn rows(plan: &Plan, target: &Target) -> Vec<FormRow> {
    let Some(record) = plan.record(target) else { return Vec::new() };
    let mut rows: Vec<FormRow> = at::rows(record).into_iter().map(FormRow::Field).collect();
    for (index, field) in record.fields().iter().enumerate() {
        let Some(View::List(list)) = record.view(index) else { continue };
        for place in 0..list.len() {
            let Some(item) = list.get(place) else { continue };
            if let Some(target) = items::target_in(target, field.name, item.id().unwrap_or_default()) {
                rows.push(FormRow::Item { list: field.name, target, summary: summary(item) });
            }
        }
        rows.push(FormRow::Add { list: field.name });
    }
    rows
}

/// What a row of a list says about an item: its name, and when and where it is.
fn summary(item: &dyn Record) -> String {
    const TOLD: [&str; 8] = ["name", "kind", "block", "machine", "about", "nodes", "start", "end"];
    let told = item.fields().iter().enumerate().filter(|(_, field)| TOLD.contains(&field.name));
    let facts = told.filter_map(|(index, _)| match item.view(index) {
        Some(View::Fact(fact)) => Some(fact.show()).filter(|text| !text.is_empty()),
        _ => None,
    });
    facts.collect::<Vec<_>>().join(" ")
}

/// The form on top.
fn form(app: &App) -> Option<&Form> {
    match app.modals.last() {
        Some(Modal::Form(form)) => Some(form),
        _ => None,
    }
}

impl FormRow {
    /// What stands before its value.
    pub fn name(&self) -> &str {
        match self {
            FormRow::Field(field) => &field.path,
            FormRow::Item { list, .. } | FormRow::Add { list } => list,
        }
    }
}

/// How the rows of a form stand.
pub struct Laid {
    pub list: Rect,
    /// Below them, what the selected one means.
    pub help: Rect,
    /// The first row that is shown.
    pub first: usize,
    /// Columns of the names.
    pub names: usize,
    /// Where the value of the selected row stands.
    pub field: Rect,
}

impl Laid {
    pub fn of(form: &Form, rows: &[FormRow], screen: Rect) -> Laid {
        let (list, help) = form_rows(screen, rows.len());
        let height = usize::from(list.height);
        let first = form.scroll.min(form.selected).max((form.selected + 1).saturating_sub(height));
        let widest = rows.iter().skip(first).take(height).map(|row| width(row.name())).max().unwrap_or(0);
        let names = widest.clamp(8, usize::from(list.width / 3).max(8));
        let x = list.x.saturating_add(u16::try_from(names + 5).unwrap_or(0));
        let down = u16::try_from(form.selected.saturating_sub(first)).unwrap_or(u16::MAX);
        let (y, height) = match down < list.height {
            true => (list.y + down, 1),
            false => (list.y, 0),
        };
        let field = Rect { x, y, width: list.right().saturating_sub(x), height };
        Laid { list, help, first, names, field }
    }
}

fn form_mut(app: &mut App) -> Option<&mut Form> {
    match app.modals.last_mut() {
        Some(Modal::Form(form)) => Some(form),
        _ => None,
    }
}

fn selected(app: &App) -> Option<(Target, FormRow)> {
    let form = form(app)?;
    Some((form.target.clone(), rows(app.plan(), &form.target).into_iter().nth(form.selected)?))
}

/// Enter: takes what is typed; else starts to type, opens an item of a list, or adds one.
pub fn accept(app: &mut App) {
    let Some((target, row)) = selected(app) else { return };
    let typed = form(app).and_then(|form| form.input.as_ref()).map(|input| input.value().to_string());
    match (row, typed) {
        (FormRow::Field(row), Some(text)) => {
            if text.trim() == row.value || app.set_field(&target, &row.path, &text) {
                close_input(app);
            } else if let Some(toast) = app.toast.take()
                && let Some(form) = form_mut(app)
            {
                form.error = Some(toast.text);
            }
        }
        (FormRow::Field(row), None) => start(app, row),
        (FormRow::Item { target, .. }, _) => app.open_form(target),
        (FormRow::Add { list }, _) => add(app, &target, list),
    }
}

fn start(app: &mut App, row: Row) {
    if let Some(form) = form_mut(app) {
        form.input = Some(row.value.as_str().into());
        (form.picked, form.error) = (None, None);
    }
    typed(app);
}

/// Stops typing without taking anything; the next row is selected.
fn close_input(app: &mut App) {
    if let Some(form) = form_mut(app) {
        (form.input, form.picked, form.error) = (None, None, None);
        form.completions.clear();
    }
}

/// Esc in a field: back to the form.
pub fn leave_input(app: &mut App) -> bool {
    let typing = form(app).is_some_and(|form| form.input.is_some());
    if typing {
        close_input(app);
    }
    typing
}

/// The text of the field has changed.
pub fn typed(app: &mut App) {
    let Some((target, FormRow::Field(row))) = selected(app) else { return };
    let text = form(app)
        .and_then(|form| form.input.as_ref())
        .map_or(String::new(), |input| input.value().to_string());
    // What stands there already narrows nothing: all of it is offered until something is typed.
    let wanted = if text == row.value { "" } else { text.as_str() };
    let completions = complete::for_field(app, &target, &row.path, row.shape, wanted);
    if let Some(form) = form_mut(app) {
        (form.completions, form.picked) = (completions, None);
    }
    judge(app);
}

/// Whether the text could be taken, tried on a copy.
pub fn judge(app: &mut App) {
    let Some((target, FormRow::Field(row))) = selected(app) else { return };
    let Some(text) = form(app).and_then(|form| form.input.as_ref()).map(|input| input.value().to_string())
    else {
        return;
    };
    let outcome = app.try_field(&target, &row.path, &text);
    let error = outcome.err().filter(|_| text.trim() != row.value);
    if let Some(form) = form_mut(app) {
        form.error = error;
    }
}

/// Space: the next word of a choice, yes to no.
pub fn toggle(app: &mut App) {
    let Some((target, FormRow::Field(row))) = selected(app) else { return };
    let words: Vec<&str> = match row.shape.inner() {
        Shape::Bool => vec!["false", "true"],
        Shape::Word(words) => words.iter().map(|(word, _)| *word).collect(),
        _ => return app.say("Enter types a value here"),
    };
    let now = words.iter().position(|word| *word == row.value);
    if let Some(next) = words.get(now.map_or(0, |now| (now + 1) % words.len())) {
        app.set_field(&target, &row.path, next);
    }
}

/// Empties a field, or deletes the item of a list.
pub fn clear(app: &mut App) {
    match selected(app) {
        Some((target, FormRow::Field(row))) if !row.value.is_empty() => {
            app.set_field(&target, &row.path, empty(row.shape));
        }
        Some((target, FormRow::Item { target: item, .. })) => {
            let deleted = items::delete(app.doc.plan(), &item);
            app.commit(
                deleted.map(|changed| Changed { selected: on_timeline(&target, &changed), ..changed }),
            );
        }
        _ => {}
    }
}

/// What to type so that a field becomes empty.
fn empty(shape: Shape) -> &'static str {
    match shape {
        Shape::Bool => "false",
        _ => "",
    }
}

/// Removes the entry of a list within the item (an extension, an assumption) that the selected field belongs to.
pub fn remove(app: &mut App) {
    let Some((target, FormRow::Field(row))) = selected(app) else { return };
    let mut parts = row.path.split('.');
    let (Some(list), Some(Ok(number))) = (parts.next(), parts.next().map(str::parse::<usize>)) else {
        return app.say("this field is not part of a list");
    };
    let mut next = app.doc.plan().clone();
    if let Some(list) = next.record_mut(&target).and_then(|record| items::list_mut(record, list)) {
        list.remove(number.saturating_sub(1));
    }
    let label = format!("Remove {list} {number} of {target}");
    let selected = app.selected.clone();
    app.commit(Ok(Changed { plan: next, label, selected }));
}

/// A new item in one of the lists of an item; its form opens.
fn add(app: &mut App, holder: &Target, list: &'static str) {
    let (plan, analysis) = (app.doc.plan(), app.doc.analysis());
    let at = app.unit().floor(&app.zone(), app.view.cursor);
    let outcome: Outcome = match (holder, list) {
        (Target::Plan, "blocks") => {
            let at = super::actions::add::block_at(app);
            place::add_block(plan, analysis, app.doc.world(), &app.selected, at)
        }
        (Target::Plan, "runs") => place::add_run(plan, analysis, &Target::Plan, at),
        (_, "windows") => place::add_window(plan, analysis, holder, None, at),
        (Target::Run(run), "fallbacks") => place::add_fallback(plan, run, Default::default()),
        _ => items::add(plan, holder, list, stem(list)).map(|(plan, id)| Changed {
            plan,
            label: format!("Add {} {id}", stem(list)),
            selected: items::target_in(holder, list, &id).unwrap_or_else(|| holder.clone()),
        }),
    };
    let Ok(added) = outcome.map_err(|reason| app.complain(reason)) else { return };
    let (target, selected) = (added.selected.clone(), on_timeline(&app.selected, &added));
    if app.commit(Ok(Changed { selected, ..added })) && target != *holder {
        app.open_new_form(target);
    }
}

/// What stays selected behind a form: a new bar, else what was.
fn on_timeline(was: &Target, changed: &Changed) -> Target {
    match &changed.selected {
        Target::Block(_) | Target::Run(_) | Target::Fallback(..) | Target::Window(..) => {
            changed.selected.clone()
        }
        _ => was.clone(),
    }
}

/// What an item of a list is called until it gets a name of its own.
fn stem(list: &str) -> &str {
    match list {
        "people" => "person",
        "severities" => "code",
        "quotas" => "quota",
        "extensions" => "extension",
        other => other.strip_suffix('s').unwrap_or(other),
    }
}

impl App {
    fn try_field(&self, target: &Target, path: &str, text: &str) -> Outcome {
        let zone = self.zone();
        let here = Here { now: self.doc.now(), from: self.view.cursor, zone: &zone };
        let changed = field::set(self.doc.plan(), target, path, text, here)?;
        if matches!(target, Target::Plan | Target::Person(_)) {
            // Only what is new: one that the file came with must not keep its other fields from being changed.
            let known: BTreeSet<&str> = sort::set(self.doc.plan().zone_names());
            let mut new = changed.plan.zone_names().filter(|name| !known.contains(name));
            if let Some(why) = new.find_map(|name| self.doc.world().zones.fault(name)) {
                return Err(why);
            }
        }
        Ok(changed)
    }

    /// Sets one field as typed, as one step. Forms follow an item to its new id.
    pub(super) fn set_field(&mut self, target: &Target, path: &str, text: &str) -> bool {
        let outcome = self.try_field(target, path, text);
        let (renamed, was_selected) =
            (outcome.as_ref().ok().map(|it| it.selected.clone()), self.selected == *target);
        let selected = self.selected.clone();
        let outcome = outcome
            .map(|it| Changed { selected: if was_selected { it.selected.clone() } else { selected }, ..it });
        let done = self.commit(outcome);
        if done && let Some(renamed) = renamed {
            for modal in &mut self.modals {
                if let Modal::Form(form) = modal
                    && form.target == *target
                {
                    form.target = renamed.clone();
                }
            }
            self.last_edit = Some(Repeat::Field { path: path.to_string(), text: text.to_string() });
        }
        done
    }

    /// Closes forms of items that are gone, and keeps the selected row within the form.
    pub(super) fn settle_forms(&mut self) {
        let plan = self.grab.as_ref().map_or(self.doc.plan(), |grab| &grab.plan);
        self.modals.retain(|modal| match modal {
            Modal::Form(form) => plan.has(&form.target),
            _ => true,
        });
        let screen = Rect::new(0, 0, self.size.0, self.size.1);
        if let Some(Modal::Form(form)) = self.modals.last_mut() {
            let count = rows(plan, &form.target).len();
            let height = usize::from(super::panes::form_rows(screen, count).0.height.max(1));
            let last = count.saturating_sub(1);
            if form.selected > last {
                form.selected = last;
                form.input = None;
            }
            form.scroll = form.scroll.min(form.selected).max((form.selected + 1).saturating_sub(height));
            // Where there is room again, as after a very small screen, no row stays out of sight.
            form.scroll = form.scroll.min(count.saturating_sub(height));
        }
    }
}
