//! What happens to the plan's file: saves that end, changes that others make to it.

use std::path::PathBuf;
use std::sync::Arc;

use super::actions::Args;
use super::document::Brought;
use super::grab::Grab;
use super::modal::{Confirm, Modal};
use super::{App, Effect, Then};
use crate::analysis::{Analysis, analyze};
use crate::base::words::{count, visible};
use crate::base::{Change, Duration};
use crate::model::{Conflict, Plan};
use crate::report::diff::surplus;

/// What a save wrote.
#[derive(Debug)]
pub struct Saved {
    /// The plan as it was when the save was asked for.
    pub asked: Box<Plan>,
    /// What the file holds now: that, and what others had changed in the file meanwhile.
    pub plan: Box<Plan>,
    pub text: Arc<String>,
    pub path: PathBuf,
    pub then: Then,
    /// What both sides had changed.
    pub conflicts: Vec<Conflict>,
    /// A remark for the status line.
    pub remark: Option<String>,
}

/// A save that wrote nothing.
#[derive(Debug)]
pub struct NotSaved {
    pub why: String,
    /// The file is no longer there: whether to write it anew is for a person to say.
    pub gone: bool,
    pub then: Then,
}

/// What became of the file while it was open.
#[derive(Debug)]
pub enum Outside {
    /// Somebody saved another plan: it was `base`, as far as we knew, and is `plan` now.
    Changed { base: Box<Plan>, plan: Box<Plan>, text: Arc<String> },
    /// There is no file with a plan any more: deleted, replaced by a folder, not readable as a plan.
    Lost(String),
    /// It is again as we know it.
    Back,
}

pub(super) fn saved(app: &mut App, result: Result<Saved, NotSaved>) -> Vec<Effect> {
    let saved = match result {
        Ok(saved) => saved,
        Err(error) => {
            if error.gone && !app.modals.iter().any(|modal| matches!(modal, Modal::Confirm(_))) {
                let anew = match error.then {
                    Then::Stay => "save-anew",
                    Then::Quit => "save-anew-and-quit",
                };
                app.modals.push(Modal::Confirm(Confirm {
                    question: format!("{}. Write it anew?", error.why),
                    choices: vec![('y', "write it anew", anew), ('a', "save as another file", "save-as")],
                }));
            }
            app.complain(error.why);
            return Vec::new();
        }
    };
    let name = visible(&saved.path.display().to_string()).into_owned();
    let selected = Change { before: app.selected.clone(), after: app.selected.clone() };
    let is_new = app.doc.path.as_deref() != Some(saved.path.as_path()) || app.doc.text != saved.text;
    // What others changed meanwhile was told when the save found it: it is what we know of the file.
    app.doc.learn_zones(&saved.plan);
    let is_merged = saved.plan != saved.asked;
    let together = is_merged.then(|| {
        let of = |plan: &Plan| analyze(plan, app.doc.world(), app.doc.now());
        together(app, &of(&saved.plan), &of(&saved.asked), app.doc.saved())
    });
    let brought = is_merged.then(|| bring_in(app, &saved.asked, &saved.plan, selected));
    app.doc.mark_saved(*saved.plan, saved.text, Some(saved.path));
    let mut told = vec![match is_new {
        true => format!("Saved {name}"),
        false => format!("Saved already: {name} holds all of it"),
    }];
    if brought.is_some() {
        told.push("with what others changed in it".to_string());
    }
    told.extend(saved.remark);
    let together = together.flatten();
    let must_be_seen = together.is_some();
    told.extend(together);
    match must_be_seen {
        true => app.complain(told.join("; ")),
        false => app.say(told.join("; ")),
    }
    if !saved.conflicts.is_empty() {
        tell_conflicts(app, &format!("Saved {name}"), &saved.conflicts);
        return Vec::new();
    }
    match saved.then {
        Then::Quit if must_be_seen => Vec::new(),
        // Whoever typed on while it was saved is asked again.
        Then::Quit if app.doc.is_modified() => app.run("quit", Args::default()),
        Then::Quit => vec![Effect::Quit],
        Then::Stay => Vec::new(),
    }
}

pub(super) fn changed(app: &mut App, outside: Outside) {
    match outside {
        Outside::Changed { base, plan, text } => {
            let selected = Change { before: app.selected.clone(), after: app.selected.clone() };
            app.doc.learn_zones(&plan);
            let ours = app.doc.analysis().clone();
            let brought = bring_in(app, &base, &plan, selected);
            let is_merged = app.doc.plan() != &*plan;
            let together = is_merged.then(|| together(app, app.doc.analysis(), &ours, &plan)).flatten();
            app.doc.mark_saved(*plan, text, None);
            let changes = count(brought.changes.len(), "change", "changes");
            if !brought.conflicts.is_empty() {
                tell_conflicts(app, &format!("Merged {changes} by others"), &brought.conflicts);
            } else if let Some(together) = together {
                app.complain(format!("Merged {changes} by others; {together}"));
            } else if !brought.changes.is_empty() {
                app.say(format!("Merged {changes} by others: {}", brought.changes.join("; ")));
            } else {
                app.say("Somebody saved the file; the plan in it is the same");
            }
        }
        Outside::Lost(why) => {
            app.complain(format!("{why}; your work is kept here"));
            app.doc.file_trouble = Some(why);
        }
        Outside::Back => {
            app.doc.file_trouble = None;
            app.say("The file is back as it was");
        }
    }
}

/// Problems that the merged plan has and neither side had: both were fine, and together they overbook a block.
fn together(app: &App, merged: &Analysis, ours: &Analysis, theirs: &Plan) -> Option<String> {
    let theirs = analyze(theirs, app.doc.world(), app.doc.now());
    let mut new = surplus(merged, &[ours, &theirs]);
    new.retain(|finding| finding.code != "V909");
    let first = new.first()?;
    let problems = count(new.len() as u64, "problem", "problems");
    let text = format!(
        "both sides together have {problems} that neither has alone: {}: {}",
        first.code, first.message
    );
    Some(visible(&text).into_owned())
}

fn bring_in(app: &mut App, base: &Plan, theirs: &Plan, selected: Change<crate::model::Target>) -> Brought {
    let brought = app.doc.bring_in(base, theirs, selected);
    app.hold_again();
    brought
}

fn tell_conflicts(app: &mut App, done: &str, conflicts: &[Conflict]) {
    let Some(first) = conflicts.first() else { return };
    let field = format!("{} {}", first.item, first.field);
    let side = |ron: &str| if ron.is_empty() { "deleted".to_string() } else { ron.to_string() };
    let more = match conflicts.len() {
        1 => String::new(),
        n => format!(", and {}", count(n - 1, "other", "others")),
    };
    let text = format!(
        "{done}; conflict: {} is {} here, {} theirs{more}; both are kept in the plan's conflicts",
        field.trim(),
        side(&first.ours),
        side(&first.theirs)
    );
    app.show_conflicts(first.id.as_str());
    app.complain(text);
}

impl App {
    /// Opens the conflicts, unless somebody is in the middle of something.
    pub fn show_conflicts(&mut self, id: &str) {
        if self.modals.is_empty() && self.grab.is_none() {
            self.open_resolving(Some(id));
        }
    }

    /// The plan changed under a bar that is held: it stays held as far from where it is as before, if it still can.
    fn hold_again(&mut self) {
        let Some(held) = self.grab.take() else { return };
        let Ok(mut grab) = Grab::new(self, held.target.clone()) else { return };
        (grab.start, grab.end, grab.stuck) = (held.start, held.end, held.stuck);
        let (stuck, revision) = (grab.stuck.clone(), grab.revision);
        self.grab = Some(Box::new(grab));
        self.hold(super::grab::Edge::Both, Duration::ZERO, stuck);
        // What cannot be held there any more is let go of.
        self.grab.take_if(|grab| grab.revision == revision);
    }
}
