//! Comparing the plan with what it was: baselines and revisions.

use super::{Action, Takes, covered};
use crate::app::change::Changed;
use crate::app::modal::Modal;
use crate::app::{App, Effect};
use crate::report::baseline::store;

pub const ACTIONS: &[Action] = &[
    Action::with_effects(
        "against",
        "Compare with a baseline or a revision of git: thin lines beneath the bars",
        |app, args| compare(app, args.text()),
    )
    .takes(Takes::Text("Compare with"))
    .unless(covered),
    Action::new("against-nothing", "Stop comparing", |app, _| app.stop_comparing()).unless(nothing_compared),
    Action::new(
        "changes",
        "What changed since the state that is compared with, and what follows",
        |app, _| {
            if let Some(page) = app.against.as_ref().map(|against| against.page(app)) {
                app.modals.push(Modal::Page(page));
            }
        },
    )
    .unless(nothing_compared),
    Action::new(
        "baseline",
        "Store the plan as it is as a baseline, to compare later states with",
        |app, args| {
            let (plan, name) = (app.doc.plan(), args.text());
            let stored = store(plan, app.doc.analysis(), name, &plan.owner, false);
            let selected = app.selected.clone();
            app.commit(stored.map(|plan| Changed {
                plan,
                label: format!("Store baseline {name}"),
                selected,
            }));
        },
    )
    .takes(Takes::Text("Name of the baseline"))
    .unless(super::busy),
];

fn nothing_compared(app: &App) -> Option<String> {
    app.against.is_none().then(|| "nothing is compared: :against NAME compares".to_string())
}

/// A baseline is at hand; a revision is for the shell to fetch.
fn compare(app: &mut App, name: &str) -> Vec<Effect> {
    if let Some(baseline) = app.doc.plan().baseline(name).cloned() {
        app.compare_with_baseline(&baseline);
        return Vec::new();
    }
    if app.doc.path.is_none() {
        app.complain(format!(
            "{name} is no baseline, and the plan is in no file: git knows no revision of it"
        ));
        return Vec::new();
    }
    vec![Effect::Compare(name.to_string())]
}

impl App {
    /// The bars stand alone again.
    pub fn stop_comparing(&mut self) {
        if let Some(against) = self.against.take() {
            self.view.forget_lines();
            self.say(format!("No longer compared with {}", against.shown()));
        }
    }
}
