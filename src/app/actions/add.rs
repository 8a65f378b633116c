//! New items, copies, and deleting.

use super::{Action, Args, Takes, busy};
use crate::app::change::{Outcome, items, moving, place};
use crate::app::keymap::Context;
use crate::app::modal::{Form, Made, Modal};
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
        "edit-run",
        "Open the run's form: name, need, ready, deadline, after, checkpoint, data, priority, owner",
        |app, _| open(app, run_of),
    )
    .unless(|app| elsewhere(app, run_of, "run")),
    Action::new("edit-window", "Open the window's form: block, nodes, start, end, pinned", |app, _| {
        open(app, window_of)
    })
    .unless(|app| elsewhere(app, window_of, "window")),
    Action::new(
        "edit-block",
        "Open the block's form: machine, nodes, start, end, product, status, price, place, extensions",
        |app, _| open(app, block_of),
    )
    .unless(|app| elsewhere(app, block_of, "block")),
    Action::new(
        "edit-plan",
        "Open the form of the plan: title, zones, budget, people, machines, scenarios, …",
        |app, _| {
            app.open_form(Target::Plan);
        },
    )
    .unless(busy),
    Action::new(
        "add-block",
        "Add a block like the selected one: at the cursor, or when it can still be bought",
        |app, _| {
            add(app, |app| {
                let (doc, at) = (&app.doc, block_at(app));
                place::add_block(doc.plan(), doc.analysis(), doc.world(), &app.selected, at)
            });
        },
    )
    .unless(busy),
    Action::new(
        "add-run",
        "Add a run and open its form; on a block, with a window in the first room there",
        |app, _| {
            add(app, |app| place::add_run(app.doc.plan(), app.doc.analysis(), &app.selected, at(app)));
        },
    )
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

/// Commits a new item and opens its form; that of the run, where one was made with a window.
fn add(app: &mut App, make: impl FnOnce(&App) -> Outcome) {
    let runs = app.doc.plan().runs.len();
    if app.commit(make(app)) {
        let target = app.selected.clone();
        app.jump(target.clone(), None);
        let is_new = app.doc.plan().runs.len() > runs;
        let of = target.run().filter(|_| is_new).map(|id| Target::Run(id.clone()));
        app.open_new_form(of.unwrap_or(target));
    }
}

/// What the form on top is of, else what is selected.
fn at_hand(app: &App) -> Target {
    match app.modals.last() {
        Some(Modal::Form(form)) => form.target.clone(),
        _ => app.subject(),
    }
}

fn run_of(app: &App) -> Option<Target> {
    at_hand(app).run().map(|id| Target::Run(id.clone()))
}

/// The window itself; of a run or fallback, the first; of a block, the one at the cursor.
fn window_of(app: &App) -> Option<Target> {
    let (plan, target) = (app.doc.plan(), at_hand(app));
    let window = match &target {
        Target::Block(_) => app.view.lanes.nearest(app.view.lane, app.view.cursor)?.target(app.plan())?,
        _ => moving::parts(plan, &target).into_iter().next()?,
    };
    Some(window).filter(|window| plan.window(window).is_some())
}

fn block_of(app: &App) -> Option<Target> {
    let (plan, target) = (app.doc.plan(), at_hand(app));
    let block = place::block_of(plan, &target)
        .or_else(|| moving::parts(plan, &target).first().and_then(|window| place::block_of(plan, window)));
    block.filter(|id| plan.blocks.contains(id)).map(Target::Block)
}

fn open(app: &mut App, of: fn(&App) -> Option<Target>) {
    if let Some(target) = of(app) {
        app.open_form(target);
    }
}

/// Why the form of what belongs to the item at hand cannot be opened. One form may lead to the next.
fn elsewhere(app: &App, of: fn(&App) -> Option<Target>, kind: &str) -> Option<String> {
    match (app.modals.last(), of(app)) {
        (Some(Modal::Form(form)), Some(target)) if form.target == target => {
            Some(format!("the {kind}'s form is open"))
        }
        (Some(Modal::Form(_)), Some(_)) => None,
        (_, None) => Some(format!("select something that belongs to a {kind}")),
        _ => busy(app),
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
        self.show_form(target, None);
    }

    /// The same for an item that was made just now.
    pub fn open_new_form(&mut self, target: Target) {
        let run = match &target {
            Target::Run(id) => self.doc.plan().runs.get(id),
            _ => None,
        };
        let window = run.and_then(|run| Some((run.windows.at(0)?.clone(), run.need.clone())));
        let made = Made { revision: self.doc.revision(), window };
        self.show_form(target, Some(Box::new(made)));
    }

    fn show_form(&mut self, target: Target, made: Option<Box<Made>>) {
        self.modals.push(Modal::Form(Form {
            target,
            selected: 0,
            scroll: 0,
            input: None,
            completions: Vec::new(),
            picked: None,
            error: None,
            made,
        }));
    }

    /// The form of a new item was closed: its window follows the need that was typed; who typed nothing is told how to be
    /// rid of it.
    pub(in crate::app) fn leave_new(&mut self, form: Form) {
        let Some(made) = form.made else { return };
        let keys = |context, action: &str| {
            self.keymap.keys_of(context, action).unwrap_or_else(|| format!(":{action}"))
        };
        let run = match &form.target {
            Target::Run(id) => self.doc.plan().runs.get(id),
            _ => None,
        };
        let mut told = Vec::new();
        if run.is_some_and(|run| run.windows.is_empty()) {
            told.push(format!("{} gives it a window", keys(Context::Timeline, "add-window")));
        }
        if made.revision == self.doc.revision() {
            told.push(format!("{} undoes it", keys(Context::Global, "undo")));
        }
        if !told.is_empty() {
            return self.say(format!("{} {} is added; {}", form.target.kind(), form.target, told.join(", ")));
        }
        let (Some((window, need)), Some(run)) = (made.window, run) else { return };
        let is_as_made = run.windows.len() == 1 && run.windows.at(0) == Some(&window);
        if is_as_made && run.need != need {
            let target = Target::Window(run.id.clone(), None, window.id);
            let doc = &self.doc;
            let fitted = place::fit_to_need(doc.plan(), doc.world(), doc.now(), &target);
            self.commit(fitted);
        }
    }
}
