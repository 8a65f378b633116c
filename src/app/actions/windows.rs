//! Windows: split, join, pin, nodes. Ladders: which rung is in force. Findings: their fixes.

use super::{Action, Args, Takes, busy};
use crate::app::change::{place, windows};
use crate::app::modal::Modal;
use crate::app::panel::{Focus, Panel};
use crate::app::{App, pick};
use crate::base::record::Fact as _;
use crate::edit::Edit;
use crate::model::{Nodes, Target};

pub const ACTIONS: &[Action] = &[
    Action::new("split", "Split the selected window at the cursor", |app, _| {
        let split = windows::split(app.doc.plan(), &app.selected, app.view.cursor);
        app.commit(split);
    })
    .unless(busy),
    Action::new(
        "join",
        "Join the selected window with the next one on its block, else with the one before",
        |app, _| {
            let join = windows::join(app.doc.plan(), &app.selected);
            app.commit(join);
        },
    )
    .unless(busy)
    .repeats(),
    Action::new(
        "pin",
        "Pin the selected window, so that automatic placement leaves it; or unpin it",
        |app, _| {
            let pin = windows::pin(app.doc.plan(), &app.subject());
            app.commit(pin);
        },
    )
    .unless(busy)
    .repeats(),
    Action::with_effects(
        "nodes",
        "Change the nodes of a window or block, to the count typed before; a window's end follows",
        nodes,
    )
    .takes(Takes::Maybe("Nodes"))
    .unless(busy)
    .repeats(),
    Action::new(
        "in-force",
        "Put a rung in force, or take it back: the selected one, or the run's next",
        in_force,
    )
    .unless(|app| {
        busy(app)
            .or_else(|| app.subject().run().is_none().then(|| "select a run or a fallback first".to_string()))
    }),
    Action::new("fix", "Mend a problem of the selected item, where planb knows how", fix)
        .takes(Takes::Maybe("Number of the fix")),
];

fn nodes(app: &mut App, args: &Args) -> Vec<crate::app::Effect> {
    let target = app.subject();
    let typed = match (args.text(), args.count) {
        ("", Some(count)) => count.to_string(),
        ("", None) => {
            let now =
                app.plan().record(&target).and_then(|record| crate::model::at::get(record, "nodes").ok());
            return match now {
                Some(now) => app.ask("nodes", "Nodes", &now),
                None => {
                    app.complain("select a window or a block to change its nodes");
                    Vec::new()
                }
            };
        }
        (typed, _) => typed.to_string(),
    };
    match Nodes::parse(&typed) {
        Ok(nodes) => {
            let changed = windows::set_nodes(app.doc.plan(), &target, nodes);
            app.commit(changed);
        }
        Err(error) => app.complain(format!("nodes {error}")),
    }
    Vec::new()
}

fn in_force(app: &mut App, _: &Args) {
    let (target, selected) = (app.subject(), app.selected.clone());
    let plan = app.doc.plan();
    let Some(run) = target.run().and_then(|id| plan.runs.get(id)) else { return };
    let rung = match &target {
        Target::Fallback(_, rung) | Target::Window(_, Some(rung), _) => Some(rung),
        _ => run.in_force.as_ref().or_else(|| run.fallbacks.at(0).map(|rung| &rung.id)),
    };
    let outcome = match rung {
        Some(rung) => place::toggle_rung(plan, &run.id, rung),
        None => Err(format!("{} has no fallback: F adds one", run.id)),
    };
    // Who toggles the run's ladder goes on looking at the run.
    app.commit(outcome.map(|changed| crate::app::change::Changed { selected, ..changed }));
}

/// What can be mended now: the numbered changes of the page that is open, else the fixes of the findings about what is
/// selected.
pub fn fixes(app: &App) -> Vec<(String, Edit)> {
    if let Some(Modal::Page(page)) = app.modals.last() {
        return page.fixes.iter().map(|fix| (fix.label.clone(), fix.edit.clone())).collect();
    }
    let analysis = app.doc.analysis();
    let problems: Vec<_> = match (app.focus, app.panel) {
        (Focus::Panel, Some(Panel::Problems)) => analysis.problems.get(app.panel_row).into_iter().collect(),
        _ => crate::app::page::problems_about(app, &app.selected),
    };
    let fixes = problems.into_iter().flat_map(|problem| &problem.fixes);
    fixes.map(|fix| (fix.label.clone(), fix.edit.clone())).collect()
}

fn fix(app: &mut App, args: &Args) {
    if let Target::Conflict(id) = app.subject() {
        app.modals.retain(|modal| !matches!(modal, crate::app::Modal::Page(_)));
        return app.open_resolving(Some(id.as_str()));
    }
    let fixes = fixes(app);
    let number = args.text().parse::<usize>().ok().or(args.count.map(|count| count as usize));
    let chosen = match (number, fixes.as_slice()) {
        (_, []) => return app.say("no fix is known here: w says why, Enter opens the form"),
        (None, [only]) => only,
        (None, _) => {
            let numbered = fixes.iter().enumerate();
            let items = numbered
                .map(|(at, (label, _))| pick::item(label, "", "fix", Some(&(at + 1).to_string())))
                .collect();
            return pick::open(app, "Mend".to_string(), items);
        }
        (Some(n), fixes) => match n.checked_sub(1).and_then(|at| fixes.get(at)) {
            Some(fix) => fix,
            None => return app.say(format!("there are {} fixes here", fixes.len())),
        },
    };
    let (label, edit) = chosen.clone();
    app.modals.retain(|modal| !matches!(modal, crate::app::Modal::Page(_)));
    let mut plan = app.doc.plan().clone();
    let applied = plan.apply(&edit).map_err(|stale| stale.to_string());
    let selected = app.selected.clone();
    app.commit(applied.map(|()| crate::app::change::Changed { plan, label, selected }));
}
