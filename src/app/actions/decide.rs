//! Deciding: what if a block does not come, and what became of a decision.

use super::{Action, Args, Takes};
use crate::app::App;
use crate::app::change::{Changed, Outcome as Change};
use crate::app::drilled::{Drilled, What, block_of};
use crate::app::keymap::Context;
use crate::app::modal::{Modal, PickItem};
use crate::app::pick;
use crate::base::words;
use crate::edit::outcome::{Said, decided, delegate, record_outcome, reopen, settle};
use crate::model::{Choice, DecisionId, Outcome, PersonId, Plan, ScenarioId, Target};

pub const ACTIONS: &[Action] = &[
    Action::new("drill", "Play that the selected block does not come; again takes it back", |app, _| {
        play(app)
    })
    .unless(|app| match (&app.drilled, block_of(app)) {
        (Some(_), _) if is_read(app) => None,
        (None, None) => Some("select a block, or a window on one".to_string()),
        _ => super::busy(app),
    }),
    Action::with_effects(
        "scenarios",
        "The plan's scenarios with what follows from each; Enter shows one on the timeline",
        |app, args| {
            scenarios(app, args);
            Vec::new()
        },
    )
    .takes(Takes::Maybe("Scenario"))
    .unless(|app| match app.doc.plan().scenarios.is_empty() {
        true => Some("the plan has no scenario: X plays a drill, and gS stores it as one".to_string()),
        false if is_read(app) => None,
        false => super::busy(app),
    }),
    Action::new("drill-steps", "Show the page of the drill or scenario again", |app, _| {
        if let Some(page) = app.drilled.as_ref().map(|drilled| drilled.page(app)) {
            app.modals.push(Modal::Page(page));
        }
    })
    .unless(no_drill),
    Action::new(
        "drill-accept",
        "Make the drill or scenario that is shown the plan, as one step",
        |app, _| {
            if let Some(drilled) = end(app) {
                let (plan, label) = (drilled.plan().clone(), drilled.label());
                app.commit(Ok(Changed { plan, label, selected: app.selected.clone() }));
            }
        },
    )
    .unless(no_drill),
    Action::new("drill-store", "Store the drill as a scenario, and take it back", |app, _| {
        let Some(drilled) = end(app) else { return };
        if let What::Drill(drill) = &drilled.what {
            let (plan, id) = drill.stored(app.doc.plan());
            let keys = app.keymap.keys_of(Context::Timeline, "scenarios").unwrap_or(":scenarios".to_string());
            let label = format!("Store the drill as scenario {id} ({keys} shows it)");
            app.commit(Ok(Changed { plan, label, selected: app.selected.clone() }));
        }
    })
    .unless(|app| match app.drilled.as_ref().map(|drilled| &drilled.what) {
        Some(What::Scenario(_)) => Some("the scenario is stored already".to_string()),
        _ => no_drill(app),
    }),
    Action::new("taken", "Record that the selected decision was taken, and why", |app, args| {
        record(app, args, Outcome::Taken)
    })
    .takes(Takes::Any("Taken, because (or nothing)"))
    .unless(no_decision),
    Action::new("declined", "Record that the selected decision was declined, and why", |app, args| {
        record(app, args, Outcome::Declined)
    })
    .takes(Takes::Any("Declined, because (or nothing)"))
    .unless(no_decision),
    Action::new(
        "reopen",
        "Take back what was recorded of the selected decision, fallback or block",
        |app, _| {
            let plan = app.doc.plan();
            let Some(id) = decided(plan, &app.subject()) else { return };
            let change = reopen(plan, &id).ok_or("the decision is not in the plan".to_string());
            let (label, selected) = (format!("Open {id} again"), app.selected.clone());
            app.commit(change.map(|plan| Changed { plan, label, selected }));
        },
    )
    .unless(|app| match decided(app.doc.plan(), &app.subject()) {
        Some(_) => super::busy(app),
        None => Some("nothing is recorded of it".to_string()),
    }),
    Action::new("delegate", "Give the selected decision to somebody else", |app, args| {
        let change = hand_over(app, args);
        app.commit(change);
    })
    .takes(Takes::Text("Delegate to"))
    .unless(|app| match app.subject() {
        Target::Decision(_) => None,
        _ => Some("select a decision, in the agenda".to_string()),
    }),
];

fn no_drill(app: &App) -> Option<String> {
    let none = "no drill or scenario is shown: X on a block plays one, s lists the scenarios";
    app.drilled.is_none().then(|| none.to_string())
}

/// A drill is shown, and a page of text is open: its steps, or what else is read about it.
fn is_read(app: &App) -> bool {
    app.drilled.is_some() && matches!(app.modals.last(), Some(Modal::Page(_)))
}

/// Takes the drill back, and closes what is read about it.
fn end(app: &mut App) -> Option<Box<Drilled>> {
    if is_read(app) {
        app.modals.pop();
    }
    app.drilled.take()
}

fn play(app: &mut App) {
    if let Some(drilled) = end(app) {
        return app.say(drilled.ended());
    }
    if let Some(drilled) = block_of(app).and_then(|block| Drilled::play(app, &block)) {
        show(app, drilled);
    }
}

fn show(app: &mut App, drilled: Drilled) {
    app.modals.push(Modal::Page(drilled.page(app)));
    app.drilled = Some(Box::new(drilled));
    // One after the other: the lanes of the one before are not those of this.
    app.view.forget_lines();
}

/// One scenario on the timeline; without a name, the list of all.
fn scenarios(app: &mut App, args: &Args) {
    if is_read(app) {
        app.modals.pop();
    }
    let ids: Vec<ScenarioId> = app.doc.plan().scenarios.iter().map(|scenario| scenario.id.clone()).collect();
    if !args.text().is_empty() {
        let wanted = ids.iter().find(|id| id.as_str() == args.text());
        return match wanted.and_then(|id| Drilled::stage(app, id)) {
            Some(drilled) => show(app, drilled),
            None => app.complain(format!(
                "the plan has no scenario {}: it has {}",
                words::quote(args.text()),
                words::list(&ids, 5)
            )),
        };
    }
    let items = ids.iter().filter_map(|id| {
        let Drilled { what: What::Scenario(staged), .. } = Drilled::stage(app, id)? else { return None };
        let difference = staged.money.after - staged.money.before;
        let cost = match (difference.is_zero(), difference.is_negative()) {
            (true, _) => "cost same".to_string(),
            (_, true) => difference.short(&app.doc.plan().currency),
            _ => format!("+{}", difference.short(&app.doc.plan().currency)),
        };
        Some(PickItem {
            detail: cost,
            ..pick::item(&staged.title, &staged.told(), "scenarios", Some(id.as_str()))
        })
    });
    let items = items.collect();
    let track = if app.doc.analysis().verdict.on_track { "on track" } else { "not on track" };
    pick::open(app, format!("Scenarios (the plan as it is: {track})"), items);
}

/// What a line of the agenda, or an item, asks somebody to decide.
fn question(target: &Target) -> Option<Choice> {
    match target {
        Target::Decision(_) => Some(Choice::Other),
        Target::Block(_) => Some(Choice::Buy),
        Target::Fallback(..) => Some(Choice::FallBack),
        Target::Quota(_) => Some(Choice::Quota),
        _ => None,
    }
}

fn no_decision(app: &App) -> Option<String> {
    match question(&app.subject()) {
        Some(_) => super::busy(app),
        None => {
            Some("select a decision, a fallback or a block, in the agenda or on the timeline".to_string())
        }
    }
}

/// Who speaks is the owner of the decision, else of the plan: planb knows no users.
fn said(app: &App, args: &Args) -> Said {
    let plan = app.doc.plan();
    let owner = match app.subject() {
        Target::Decision(id) => plan.decisions.get(&id).map(|decision| decision.owner.clone()),
        _ => None,
    };
    Said { by: owner.unwrap_or_else(|| plan.owner.clone()), at: app.doc.now(), why: args.text().to_string() }
}

fn record(app: &mut App, args: &Args, outcome: Outcome) {
    let target = app.subject();
    let (plan, said) = (app.doc.plan(), said(app, args));
    let next: Option<Plan> = match &target {
        Target::Decision(id) => record_outcome(plan, id, outcome, &said),
        target => question(target).map(|about| settle(plan, about, target, outcome, &said)),
    };
    let change: Change = match next {
        Some(plan) => Ok(Changed {
            plan,
            label: format!("Record {target} as {outcome}"),
            selected: app.selected.clone(),
        }),
        None => Err(format!("{target} is not in the plan")),
    };
    app.commit(change);
}

fn hand_over(app: &App, args: &Args) -> Change {
    let Target::Decision(id) = app.subject() else { return Err("select a decision".to_string()) };
    let id: DecisionId = id;
    let to = args.text();
    if to.is_empty() || to.contains(char::is_whitespace) {
        return Err("name the id of a person, without blanks".to_string());
    }
    let said = Said { why: String::new(), ..said(app, args) };
    let plan =
        delegate(app.doc.plan(), &id, &PersonId::new(to), &said).ok_or("the decision is not in the plan")?;
    Ok(Changed { plan, label: format!("Delegate {id} to {to}"), selected: app.selected.clone() })
}
