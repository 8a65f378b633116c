//! Work of an earlier session that was never saved; and files that went away under a plan.

use super::Action;
use crate::app::modal::{Confirm, Modal, Page};
use crate::app::unsaved::Unsaved;
use crate::app::{App, Effect, Then};
use crate::base::words::{count, visible};
use crate::edit::Edit;
use crate::edit::merge::{Merged, merge_unsaved};

/// Longest list of steps that the page about them shows.
const SHOWN: usize = 30;

pub const ACTIONS: &[Action] = &[
    Action::new(
        "unsaved-work",
        "Work of an earlier session that was not saved: recover, look, delete",
        |app, _| {
            offer(app);
        },
    )
    .unless(nothing),
    Action::with_effects(
        "recover",
        "Bring unsaved work of an earlier session back, step by step",
        |app, _| {
            let Some(work) = take(app) else { return Vec::new() };
            let selected = app.selected.clone();
            let conflicts = app.doc.recover(&work, &selected);
            app.settle();
            let steps = count(work.steps.len(), "change", "changes");
            match conflicts.len() {
                0 => app.say(format!("Recovered {steps}, not saved yet; u takes them back one by one")),
                n => app.complain(format!(
                    "Recovered {steps}; {} with the file, kept in the plan's conflicts",
                    count(n, "conflict", "conflicts")
                )),
            }
            offer(app);
            if let Some(first) = conflicts.first() {
                app.show_conflicts(first.id.as_str());
            }
            vec![Effect::Forget(work.journal)]
        },
    )
    .unless(nothing),
    Action::new("recover-diff", "What unsaved work of an earlier session would change", |app, _| {
        let Some(page) = app.unsaved.first().map(|work| page(app, work)) else { return };
        offer(app);
        app.modals.push(Modal::Page(page));
    })
    .unless(nothing),
    Action::new("recover-later", "Keep unsaved work of an earlier session for the next start", |app, _| {
        take(app);
        app.say("Kept: it is offered again at the next start");
        offer(app);
    })
    .unless(nothing),
    Action::new("recover-delete", "Delete unsaved work of an earlier session; asks first", |app, _| {
        let Some(work) = app.unsaved.first() else { return };
        let steps = count(work.steps.len(), "change", "changes");
        let question = format!("Delete {steps} for good? Nothing brings them back, planb recover neither.");
        app.modals.push(Modal::Confirm(Confirm {
            question,
            choices: vec![('y', "delete them", "recover-delete-now"), ('n', "keep them", "unsaved-work")],
        }));
    })
    .unless(nothing),
    Action::with_effects(
        "recover-delete-now",
        "Delete unsaved work of an earlier session for good",
        |app, _| {
            let Some(work) = take(app) else { return Vec::new() };
            app.say("Deleted");
            offer(app);
            vec![Effect::Forget(work.journal)]
        },
    )
    .unless(nothing),
    Action::with_effects("save-anew", "Write the plan's file again after it was deleted", |_, _| {
        vec![Effect::SaveAnew { then: Then::Stay }]
    })
    .unless(no_file),
    Action::with_effects("save-anew-and-quit", "Write the plan's deleted file again, and leave", |_, _| {
        vec![Effect::SaveAnew { then: Then::Quit }]
    })
    .unless(no_file),
];

fn nothing(app: &App) -> Option<String> {
    app.unsaved.is_empty().then(|| "there is no unsaved work of an earlier session".to_string())
}

fn no_file(app: &App) -> Option<String> {
    app.doc.path.is_none().then(|| "the plan has no file yet: save it".to_string())
}

fn take(app: &mut App) -> Option<Unsaved> {
    (!app.unsaved.is_empty()).then(|| app.unsaved.remove(0))
}

/// Asks what is to become of the first piece of unsaved work.
pub fn offer(app: &mut App) {
    let Some(work) = app.unsaved.first() else { return };
    let (begun, last) = (app.zone().show_long(work.begun), work.steps.last());
    let last = last.map(|step| visible(&step.label).into_owned()).unwrap_or_default();
    let damage = if work.cut_short { " The journal is damaged after them." } else { "" };
    let question = format!(
        "A session of {begun} ended without saving {}, the last of them: {last}.{damage}",
        count(work.steps.len(), "change", "changes")
    );
    app.modals.push(Modal::Confirm(Confirm {
        question,
        choices: vec![
            ('r', "recover them", "recover"),
            ('d', "show what they change", "recover-diff"),
            ('l', "keep them for later", "recover-later"),
            ('x', "delete them", "recover-delete"),
        ],
    }));
}

/// The steps, and what they change in the plan as it is now.
fn page(app: &App, work: &Unsaved) -> Page {
    let mut lines = vec![count(work.steps.len(), "change", "changes"), String::new()];
    let hidden = work.steps.len().saturating_sub(SHOWN);
    if hidden > 0 {
        lines.push(format!("  {} before", count(hidden, "change", "changes")));
    }
    lines.extend(work.steps.iter().skip(hidden).map(|step| format!("  {}", step.label)));
    if let Some(last) = work.steps.last() {
        let Merged { plan, conflicts } = merge_unsaved(&work.base, &last.plan, app.doc.plan());
        lines.push(String::new());
        lines.push("What differs from the file:".to_string());
        let differences = Edit::between(app.doc.plan(), &plan).sentences();
        lines.extend(differences.iter().map(|sentence| format!("  {sentence}")));
        if !conflicts.is_empty() {
            lines.push(format!("{} with the file", count(conflicts.len(), "conflict", "conflicts")));
        }
    }
    let lines = lines.iter().map(|line| visible(line).into_owned()).collect();
    Page { title: "Unsaved work".to_string(), lines, ..Page::default() }
}
