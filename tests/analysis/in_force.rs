//! What a rung in force does that has no windows of its own.

use super::build::*;
use planb::analysis::{Analysis, RungFacts};
use planb::base::{Duration, Money};
use planb::model::*;

/// A critical run whose block was denied, and which has fallen back to machines by the hour.
fn fallen(deadline: &str) -> Plan {
    let mut plan = week();
    plan.blocks.get_mut("cb-jan").unwrap().deny();
    let mut burst = rung("burst", FallbackKind::OnDemand, need(4, 48));
    burst.need.machine = Some("aws.p5".into());
    (burst.preparation, burst.staging) = (hours(5), hours(1));
    let run = plan.runs.get_mut("base-8b").unwrap();
    (run.critical, run.deadline, run.in_force) = (true, Some(at(deadline)), Some("burst".into()));
    run.fallbacks.push(burst);
    plan
}

fn burst(found: &Analysis) -> &RungFacts {
    &found.runs[0].rungs[0]
}

fn codes(found: &Analysis, item: &str) -> Vec<&'static str> {
    let about = found.problems.iter().filter(|problem| problem.target.to_string() == item);
    about.filter(|problem| problem.severity == Severity::Error).map(|problem| problem.code).collect()
}

#[test]
fn machines_by_the_hour_start_once_the_work_is_prepared() {
    let mut plan = fallen("2027-01-20T18:00Z");
    plan.runs.get_mut("base-8b").unwrap().in_force = None;
    let before = analysis(&plan, "2027-01-12T09:00Z");
    let found = analysis(&fallen("2027-01-20T18:00Z"), "2027-01-12T09:00Z");
    let run = &found.runs[0];
    assert_eq!(run.planned_end, Some(at("2027-01-14T15:30Z")), "6 h, half an hour of boot, 48 h");
    assert_eq!(run.planned_end, burst(&before).planned_end, "as it was foretold");
    assert_eq!((run.needed, run.given), (Some(hours(48)), hours(48)));
    assert!(run.short.is_zero() && run.slack.is_none());
    assert!(burst(&found).fits && burst(&found).in_force);
    assert!(found.verdict.on_track, "{:?}", found.verdict.reasons);
}

#[test]
fn a_deadline_that_they_miss_is_told_and_the_plan_is_not_on_track() {
    for now in ["2027-01-19T20:00Z", "2027-01-24T00:00Z"] {
        let found = analysis(&fallen("2027-01-20T18:00Z"), now);
        assert!(!found.verdict.on_track, "{now}");
        assert_eq!(codes(&found, "base-8b"), ["R220"], "{now}");
        assert!(!burst(&found).fits && burst(&found).misfit.is_some(), "{now}");
    }
}

#[test]
fn what_they_cost_is_an_estimate_of_the_months_in_which_they_run() {
    let found = analysis(&fallen("2027-02-20T18:00Z"), "2027-01-30T09:00Z");
    let cost = found.runs[0].cost;
    assert!(cost > Money::ZERO);
    assert_eq!(burst(&found).cost, Some(cost));
    assert_eq!((found.costs.by_the_hour, found.costs.estimated), (cost, cost));
    let months: Vec<_> = found.costs.months.iter().map(|month| month.month.as_str()).collect();
    assert_eq!(months, ["2027-01", "2027-02"]);
    assert_eq!(found.costs.months.iter().map(|month| month.hourly).sum::<Money>(), cost);
}

#[test]
fn a_recorded_choice_dates_them_and_later_progress_shows_that_they_run() {
    let mut plan = fallen("2027-01-20T18:00Z");
    let mut choice = Decision { id: "fall".into(), about: Choice::FallBack, ..Decision::default() };
    (choice.run, choice.fallback) = (Some("base-8b".into()), Some("burst".into()));
    (choice.outcome, choice.at) = (Some(Outcome::Taken), Some(at("2027-01-12T09:00Z")));
    plan.decisions.push(choice);
    let found = analysis(&plan, "2027-01-13T20:00Z");
    assert_eq!(found.runs[0].planned_end, Some(at("2027-01-14T15:30Z")), "not counted from now again");
    let run = plan.runs.get_mut("base-8b").unwrap();
    (run.done, run.done_as_of) = (Percent::new(50), Some(at("2027-01-13T20:00Z")));
    let found = analysis(&plan, "2027-01-13T21:00Z");
    assert_eq!(found.runs[0].planned_end, Some(at("2027-01-14T20:00Z")), "24 h are left, nothing to prepare");
}

#[test]
fn they_wait_for_what_they_need_and_others_wait_for_them() {
    let mut plan = fallen("2027-02-20T18:00Z");
    plan.blocks.push(block("cb-feb", 8, "2027-01-18T11:30Z", "2027-01-28T11:30Z"));
    let mut tokens = run("tokens", need(4, 24));
    tokens.windows.push(window("w1", "cb-feb", 4, "2027-01-18T12:00Z", "2027-01-19T12:00Z"));
    let mut evals = run("evals", need(4, 24));
    evals.after = vec!["base-8b".into()];
    evals.windows.push(window("w1", "cb-feb", 4, "2027-01-20T12:00Z", "2027-01-22T12:00Z"));
    plan.runs.push(tokens);
    plan.runs.push(evals);
    plan.runs.get_mut("base-8b").unwrap().after = vec!["tokens".into()];
    let found = analysis(&plan, "2027-01-12T09:00Z");
    assert_eq!(
        found.runs[0].planned_end,
        Some(at("2027-01-21T12:30Z")),
        "48 h and boot after the 19th, 12:00"
    );
    assert_eq!(codes(&found, "evals"), ["R211"]);
    plan.runs.get_mut("tokens").unwrap().windows = Default::default();
    let found = analysis(&plan, "2027-01-12T09:00Z");
    assert_eq!(found.runs[0].planned_end, None, "what it needs never comes");
    assert!(codes(&found, "base-8b").contains(&"R211") && codes(&found, "evals").contains(&"R211"));
}

#[test]
fn a_critical_run_that_is_only_postponed_is_not_on_track() {
    let mut plan = fallen("2027-02-20T18:00Z");
    plan.blocks.push(block("cb-feb", 8, "2027-01-18T11:30Z", "2027-01-28T11:30Z"));
    let base = plan.runs.get_mut("base-8b").unwrap();
    base.fallbacks.push(rung("later", FallbackKind::Postpone, Need::default()));
    base.in_force = Some("later".into());
    let mut evals = run("evals", need(4, 24));
    evals.after = vec!["base-8b".into()];
    evals.windows.push(window("w1", "cb-feb", 4, "2027-01-20T12:00Z", "2027-01-22T12:00Z"));
    plan.runs.push(evals);
    let found = analysis(&plan, "2027-01-12T09:00Z");
    assert!(!found.verdict.on_track);
    assert_eq!(codes(&found, "base-8b"), ["R215"]);
    assert_eq!(codes(&found, "evals"), ["R211"]);
    plan.runs.get_mut("base-8b").unwrap().deadline = None;
    assert!(!analysis(&plan, "2027-01-12T09:00Z").verdict.on_track, "nor without a deadline");
}

#[test]
fn advice_names_a_rung_that_would_do() {
    let mut plan = fallen("2027-01-20T18:00Z");
    let base = plan.runs.get_mut("base-8b").unwrap();
    let mut late = rung("late", FallbackKind::FewerNodes, need(4, 48));
    late.windows.push(window("w1", "cb-jan", 4, "2027-01-12T12:00Z", "2027-01-13T12:00Z"));
    base.fallbacks.push(late);
    let mut quick = rung("quick", FallbackKind::OnDemand, need(4, 4));
    quick.need.machine = Some("aws.p5".into());
    base.fallbacks.push(quick);
    let said = |plan: &Plan| {
        let found = analysis(plan, "2027-01-19T20:00Z");
        found.problems.iter().find(|problem| problem.code == "R220").unwrap().message.clone()
    };
    assert!(said(&plan).ends_with("put fallback quick in force"), "{}", said(&plan));
    plan.runs.get_mut("base-8b").unwrap().fallbacks.retain(|rung| rung.id != *"quick");
    assert!(said(&plan).ends_with("add a fallback that would do"), "{}", said(&plan));
}

#[test]
fn what_is_wrong_now_comes_before_a_way_out_that_is_over() {
    let mut plan = fallen("2027-01-20T18:00Z");
    plan.blocks.push(block("cb-dec", 8, "2026-12-01T11:30Z", "2026-12-08T11:30Z"));
    plan.blocks.push(block("cb-feb", 8, "2027-02-01T11:30Z", "2027-02-08T11:30Z"));
    let base = plan.runs.get_mut("base-8b").unwrap();
    for (id, block, start, end) in [
        ("gone", "cb-dec", "2026-12-01T12:00Z", "2026-12-02T12:00Z"),
        ("late", "cb-feb", "2027-02-01T12:00Z", "2027-02-02T12:00Z"),
    ] {
        let mut rung = rung(id, FallbackKind::Lora, need(4, 48));
        rung.windows.push(window("w1", block, 4, start, end));
        base.fallbacks.push(rung);
    }
    let found = analysis(&plan, "2027-01-19T20:00Z");
    let of = |item: &str| {
        found.problems.iter().find(|p| p.code == "F403" && p.target.to_string() == item).unwrap()
    };
    assert_eq!(of("base-8b/gone").severity, Severity::Warning, "its windows were over a month ago");
    assert_eq!(of("base-8b/late").severity, Severity::Error);
    assert!(found.verdict.reasons[0].starts_with("R220"), "{:?}", found.verdict.reasons);
    assert!(found.verdict.reasons.iter().any(|reason| reason.starts_with("F403 fallback late")));
    assert!(!found.verdict.reasons.iter().any(|reason| reason.contains("fallback gone")));
}

#[test]
fn hours_that_are_told_side_by_side_add_up() {
    let mut plan = week();
    plan.failure_share = None;
    plan.runs.get_mut("base-8b").unwrap().windows.get_mut("w1").unwrap().end = at("2027-01-18T11:00Z");
    for time in 150..200 {
        plan.runs.get_mut("base-8b").unwrap().need.hours =
            Some(minutes(time * 60 + time % 7) + Duration::from_seconds(time));
        let run = analysis(&plan, "2027-01-06T09:00Z").runs[0].clone();
        let (needed, slack) = (run.needed.unwrap(), run.slack.unwrap());
        assert_eq!(run.short.seconds() % 60, 0);
        match run.short.is_zero() {
            true => assert_eq!(slack, run.given - needed, "{time}"),
            false => assert_eq!((run.short, slack), (needed - run.given, run.given - needed), "{time}"),
        }
    }
}
