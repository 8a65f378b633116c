//! Accepting findings for a while, and taking that back.

use super::{Action, Args, Takes};
use crate::analysis::{Diagnostic, lints};
use crate::app::change::Changed;
use crate::app::dates::{self, Here};
use crate::app::panel::{Focus, Panel};
use crate::app::{App, Effect, page};
use crate::base::Instant;
use crate::edit::outcome::{unwaive, waive};
use crate::model::ItemId;

pub const ACTIONS: &[Action] = &[
    Action::with_effects(
        "waive",
        "Accept the selected finding for a while, with the reason; again takes it back",
        accept,
    )
    .takes(Takes::Maybe("Accepted, because"))
    .unless(|app| super::busy(app).or_else(|| finding(app).err())),
    Action::new("show-waived", "List the accepted findings below the problems, or hide them", |app, _| {
        app.shows_waived = !app.shows_waived;
        (app.panel, app.focus) = (Some(Panel::Problems), Focus::Panel);
        let waived = crate::base::words::count(app.analysis().waived.len(), "finding is", "findings are");
        app.say(if app.shows_waived {
            format!("{waived} waived")
        } else {
            "waived findings are hidden".to_string()
        });
    })
    .unless(super::covered),
];

/// The finding that is meant: the selected row of the problems, else the one that `n` showed, else the only one about the
/// selected item. With it, whether it is waived.
fn finding(app: &App) -> Result<(Diagnostic, bool), String> {
    let analysis = app.doc.analysis();
    if (app.focus, app.panel) == (Focus::Panel, Some(Panel::Problems)) {
        let problem = analysis.problems.get(app.panel_row).map(|problem| (problem, false));
        let waived = || crate::app::panel::waived(app, app.panel_row).map(|problem| (problem, true));
        return problem
            .or_else(waived)
            .map(|(problem, is_waived)| (problem.clone(), is_waived))
            .ok_or_else(|| "select a finding".to_string());
    }
    let target = app.subject();
    let about = page::problems_about(app, &target);
    let shown = about.iter().find(|problem| app.showed(problem));
    match (shown, about.as_slice()) {
        (Some(shown), _) => Ok(((*shown).clone(), false)),
        (None, [only]) => Ok(((*only).clone(), false)),
        (None, []) => {
            let waived =
                analysis.waived.iter().filter(|problem| problem.target == target).collect::<Vec<_>>();
            match waived.as_slice() {
                [only] => Ok(((*only).clone(), true)),
                _ => Err("nothing is found about it: select a finding in the list of problems".to_string()),
            }
        }
        (None, several) => {
            Err(format!("there are {} findings about it: select one in the list of problems", several.len()))
        }
    }
}

fn accept(app: &mut App, args: &Args) -> Vec<Effect> {
    let (problem, is_waived) = match finding(app) {
        Ok(found) => found,
        Err(reason) => {
            app.complain(reason);
            return Vec::new();
        }
    };
    let (plan, now, selected) = (app.doc.plan(), app.doc.now(), app.selected.clone());
    if is_waived {
        let ids: Vec<ItemId> =
            lints::waivers_of(plan, now, &problem).map(|waiver| waiver.id.clone()).collect();
        let label = format!("Take back waiver {}", crate::base::words::list(&ids, 3));
        app.commit(Ok(Changed { plan: unwaive(plan, &ids), label, selected }));
        return Vec::new();
    }
    if args.text().is_empty() {
        let label = format!("Waive {} (reason until +30d)", problem.code);
        return app.ask("waive", &label, "");
    }
    let outcome = reason_and_end(app, args.text()).map(|(reason, until)| Changed {
        plan: waive(plan, problem.code, &problem.target, &reason, until, &plan.owner),
        label: match until {
            Some(until) => {
                format!("Waive {} of {} until {}", problem.code, problem.target, app.zone().show(until))
            }
            None => format!("Waive {} of {} for good", problem.code, problem.target),
        },
        selected,
    });
    app.commit(outcome);
    Vec::new()
}

/// `agreed with ops until +30d` or `… until 2027-02-01`: the reason, and the moment if one ends it.
fn reason_and_end(app: &App, text: &str) -> Result<(String, Option<Instant>), String> {
    let cut = text.rfind("until ").filter(|at| *at == 0 || text[..*at].ends_with(' '));
    let (reason, end) = match cut.map(|at| text.split_at(at)) {
        // Reasons have such words too: "until we get a quote" is one.
        Some((reason, end)) if end["until ".len()..].trim_start().starts_with(is_date) => {
            let (zone, now) = (app.zone(), app.doc.now());
            let here = Here { now, from: now, zone: &zone };
            (reason, Some(dates::parse(&end["until ".len()..], here)?))
        }
        _ => (text, None),
    };
    let reason = reason.trim().trim_end_matches([',', ';']).to_string();
    match (reason.is_empty(), end) {
        (true, _) => Err("say why it is accepted, before until".to_string()),
        (_, Some(end)) if end <= app.doc.now() => {
            Err(format!("{} has passed: name a later end", app.zone().show(end)))
        }
        (false, end) => Ok((reason, end)),
    }
}

fn is_date(c: char) -> bool {
    c.is_ascii_digit() || c == '+'
}
