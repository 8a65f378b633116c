//! Going somewhere at once: to a date, a problem, a match, back.

use std::collections::BTreeSet;

use super::{Action, Args, Takes, busy, covered};
use crate::app::dates::{self, Here};
use crate::app::{App, Modal, Prompt, complete, search};
use crate::base::Instant;
use crate::model::Target;

pub const ACTIONS: &[Action] = &[
    Action::new("now", "Go to now", |app, _| {
        app.show_from(app.doc.now());
        leap(app, app.doc.now());
    })
    .unless(covered),
    Action::new(
        "go",
        "Go to a moment: +3d, mon, 11 jan, 2026-12-01T10:00Z, now; or to an item by its id",
        go,
    )
    .takes(Takes::Text("Go to"))
    .unless(covered),
    Action::new("plan-start", "Go to the first dated thing of the plan", |app, _| {
        if let Some(extent) = app.analysis().extent {
            leap(app, extent.start);
        }
    })
    .unless(covered),
    Action::new("plan-end", "Go to the last dated thing of the plan", |app, _| {
        if let Some(extent) = app.analysis().extent {
            leap(app, extent.end);
        }
    })
    .unless(covered),
    Action::new("jump-back", "Go back to where the last jump came from", jump_back).unless(covered),
    Action::new("next-problem", "Go to the next problem; with a filter, to the next match", |app, args| {
        cycle(app, args.n());
    })
    .unless(busy),
    Action::new(
        "previous-problem",
        "Go to the problem before; with a filter, to the match before",
        |app, args| {
            cycle(app, -args.n());
        },
    )
    .unless(busy),
    Action::new(
        "filter",
        "Show only lanes that match words (id, name, tag, owner, machine, status, region)",
        filter,
    )
    .takes(Takes::Maybe("Filter"))
    .unless(busy),
    Action::new("group", "Lanes by block or by run", |app, _| app.regroup()).unless(covered),
];

fn leap(app: &mut App, at: Instant) {
    app.view.jumped_from = Some((app.selected.clone(), app.view.cursor));
    app.move_cursor(at);
}

fn go(app: &mut App, args: &Args) {
    let text = args.text();
    if let Some(target) = complete::target_named(app.plan(), text) {
        return app.jump(target, None);
    }
    let zone = app.zone();
    match dates::parse(text, Here { now: app.doc.now(), from: app.view.cursor, zone: &zone }) {
        Ok(at) => {
            app.show_from(at);
            leap(app, at);
        }
        Err(error) => app.complain(error),
    }
}

fn jump_back(app: &mut App, _: &Args) {
    match app.view.jumped_from.take() {
        Some((target, at)) => app.jump(target, Some(at)),
        None => app.say("nothing to jump back to"),
    }
}

/// The n-th problem or match from here, round in a circle.
fn cycle(app: &mut App, n: i64) {
    if !app.view.filter.is_empty() {
        return next_match(app, n);
    }
    let problems = &app.doc.analysis().problems;
    if problems.is_empty() {
        return app.say("no problems");
    }
    let last = app.last_problem.as_ref();
    let at = last
        .and_then(|(code, target)| problems.iter().position(|it| it.code == *code && it.target == *target));
    let count = problems.len() as i64;
    let next = match at {
        Some(at) => (at as i64 + n).rem_euclid(count),
        None if n > 0 => (n - 1).rem_euclid(count),
        None => n.rem_euclid(count),
    };
    let Some(problem) = problems.get(next as usize).cloned() else { return };
    app.jump(problem.target.clone(), problem.when.map(|when| when.start));
    app.say(format!("{}/{count} {} {}", next + 1, problem.code, problem.message));
    if app.panel == Some(crate::app::panel::Panel::Problems) {
        app.panel_row = next as usize;
    }
    app.last_problem = Some((problem.code, problem.target));
}

fn next_match(app: &mut App, n: i64) {
    let words: Vec<String> = app.view.filter.split_whitespace().map(str::to_lowercase).collect();
    let (plan, index, lanes) = (app.plan(), &app.analysis().index, &app.view.lanes);
    let (mut matches, mut seen): (Vec<Target>, BTreeSet<Target>) = Default::default();
    for lane in 0..lanes.len() {
        let windows = lanes.items(lane).iter().filter_map(|item| item.target(plan));
        for target in std::iter::once(lanes.target(plan, lane)).chain(windows) {
            if target != Target::Plan
                && search::matches(plan, index, &target, &words)
                && seen.insert(target.clone())
            {
                matches.push(target);
            }
        }
    }
    if matches.is_empty() {
        return app.say("nothing matches");
    }
    let count = matches.len() as i64;
    let at = matches.iter().position(|target| *target == app.selected);
    let next = at.map_or(if n > 0 { n - 1 } else { n }, |at| at as i64 + n).rem_euclid(count);
    if let Some(target) = matches.into_iter().nth(next as usize) {
        app.jump(target, None);
        app.say(format!("match {} of {count}", next + 1));
    }
}

fn filter(app: &mut App, args: &Args) {
    if let Some(text) = &args.text {
        let text = text.clone();
        app.set_filter(&text);
        if app.take_hidden().is_some() || app.view.lanes.find(app.plan(), &app.selected).is_none() {
            app.move_lane(0);
        }
        if app.view.lanes.is_empty() && !text.trim().is_empty() {
            app.complain("nothing matches: Esc shows everything again");
        }
        return;
    }
    let now = app.view.filter.clone();
    app.ask("filter", "Filter", &now);
    if let Some(Modal::Prompt(Prompt { restore, .. })) = app.modals.last_mut() {
        *restore = Some(now);
    }
}
