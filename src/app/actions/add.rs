//! New items, copies, and deleting.

use super::{Action, Args, Takes, busy};
use crate::app::change::{Outcome, items, place};
use crate::app::modal::{Form, Modal};
use crate::app::{App, pick};
use crate::model::{FallbackKind, Target};
use crate::timeline::Step;

pub const ACTIONS: &[Action] = &[
    Action::new("edit", "Open the form of the selected item", |app, _| app.open_form(app.subject())).unless(
        |app| {
            let is_hidden = !app.view.filter.is_empty() && app.view.lanes.is_empty();
            busy(app).or_else(|| unselected(app).filter(|_| is_hidden))
        },
    ),
    Action::new(
        "edit-plan",
        "Open the form of the plan: title, zones, budget, people, machines, scenarios, …",
        |app, _| {
            app.open_form(Target::Plan);
        },
    )
    .unless(busy),
    Action::new("add-block", "Add a block at the cursor, like the selected one", |app, _| {
        add(app, |app| place::add_block(app.doc.plan(), app.doc.analysis(), &app.selected, block_at(app)));
    })
    .unless(busy),
    Action::new("add-run", "Add a run, with a window at the cursor if a block is selected", |app, _| {
        add(app, |app| place::add_run(app.doc.plan(), app.doc.analysis(), &app.selected, at(app)));
    })
    .unless(busy),
    Action::with_effects(
        "add-window",
        "Add a window at the cursor, on the selected block or for the selected run",
        |app, args| {
            let target = app.subject();
            match (&target, args.text()) {
                (Target::Block(_), "") => return app.ask("add-window", "Window of which run", ""),
                (Target::Block(block), run) => {
                    let run = Target::Run(run.into());
                    add(app, |app| {
                        place::add_window(app.doc.plan(), app.doc.analysis(), &run, Some(block), at(app))
                    });
                }
                (of, block) => {
                    let block = (!block.is_empty()).then(|| block.into());
                    let block = block.or_else(|| place::block_of(app.doc.plan(), of));
                    add(app, |app| {
                        place::add_window(app.doc.plan(), app.doc.analysis(), of, block.as_ref(), at(app))
                    });
                }
            }
            Vec::new()
        },
    )
    .takes(Takes::Maybe("Run or block"))
    .unless(|app| {
        busy(app).or_else(|| app.doc.plan().runs.is_empty().then(|| place::select_a_run(app.doc.plan())))
    }),
    Action::new("add-fallback", "Add a rung to the selected run's ladder", add_fallback)
        .takes(Takes::Maybe("Kind of fallback"))
        .unless(|app| {
            busy(app).or_else(|| app.subject().run().is_none().then(|| place::select_a_run(app.doc.plan())))
        }),
    Action::new("duplicate", "Copy the selected item", |app, _| {
        let copy = items::duplicate(app.doc.plan(), &app.subject());
        app.commit(copy);
    })
    .unless(|app| busy(app).or_else(|| unselected(app)))
    .repeats(),
    Action::new("delete", "Delete the selected item", |app, _| {
        let target = app.subject();
        if app.commit(items::delete(app.doc.plan(), &target)) {
            let rest = app.toast.take().map(|toast| toast.text).unwrap_or_default();
            let rest = rest.split_once(" · ").map_or(String::new(), |(_, rest)| format!(" · {rest}"));
            app.say(format!("deleted {target}, u undoes{rest}"));
        }
    })
    .unless(|app| busy(app).or_else(|| unselected(app)))
    .repeats(),
];

/// For edits of one item.
fn unselected(app: &App) -> Option<String> {
    (app.subject() == Target::Plan).then(|| "nothing is selected".to_string())
}

/// The moment under the cursor, on a step of the ruler.
fn at(app: &App) -> crate::base::Instant {
    app.unit().floor(&app.zone(), app.view.cursor)
}

/// Where a new block starts. Only a fine ruler tells the time of day; else it is that at which such blocks start.
pub fn block_at(app: &App) -> crate::base::Instant {
    let at = at(app);
    match app.unit() {
        Step::Minutes(_) | Step::Hours(1) => at,
        step => {
            let [before, after] = place::block_starts(app.doc.plan(), app.doc.world(), &app.selected, at);
            // A cursor on a day means that day; one on hours what is nearest.
            let is_nearer = matches!(step, Step::Hours(_)) && at - before < after - at;
            if is_nearer { before } else { after }
        }
    }
}

/// Commits a new item and opens its form.
fn add(app: &mut App, make: impl FnOnce(&App) -> Outcome) {
    if app.commit(make(app)) {
        let target = app.selected.clone();
        app.jump(target.clone(), None);
        app.open_form(target);
    }
}

fn add_fallback(app: &mut App, args: &Args) {
    let Some(run) = app.subject().run().cloned() else { return };
    if args.text().is_empty() {
        let kinds = FallbackKind::WORDS.iter();
        let items = kinds.map(|(word, doc)| pick::item(word, doc, "add-fallback", Some(word))).collect();
        return pick::open(app, format!("Fallback of {run}"), items);
    }
    match <FallbackKind as crate::base::record::Fact>::parse(args.text()) {
        Ok(kind) => add(app, |app| place::add_fallback(app.doc.plan(), &run, kind)),
        Err(error) => app.complain(format!("the kind {error}")),
    }
}

impl App {
    /// Opens the form of an item over what is open.
    pub fn open_form(&mut self, target: Target) {
        self.modals.push(Modal::Form(Form {
            target,
            selected: 0,
            scroll: 0,
            input: None,
            completions: Vec::new(),
            picked: None,
            error: None,
        }));
    }
}
