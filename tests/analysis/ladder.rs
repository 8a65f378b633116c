use super::build::*;
use planb::analysis::{Analysis, RungFacts};
use planb::model::*;

fn facts<'a>(analysis: &'a Analysis, rung: &str) -> &'a RungFacts {
    analysis.runs[0].rungs.iter().find(|facts| facts.id == *rung).unwrap()
}

/// The worked example: the run stands on a block that is bought, its rung on one that is offered.
fn example() -> Plan {
    let mut plan = week();
    let mut second = block("cb-feb", 16, "2027-01-18T11:30Z", "2027-01-22T11:30Z");
    second.status = Stage::Offered.into();
    plan.blocks.push(second);
    let mut distil = rung("distil-3b", FallbackKind::Distillation, need(16, 70));
    distil.windows.push(window("w1", "cb-feb", 16, "2027-01-18T12:00Z", "2027-01-22T11:00Z"));
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.deadline = Some(at("2027-01-22T18:00Z"));
    run.fallbacks.push(distil);
    plan
}

#[test]
fn the_payment_of_its_block_binds_a_rung() {
    let found = analysis(&example(), "2027-01-06T09:00Z");
    let rung = facts(&found, "distil-3b");
    let by = rung.decide_by.as_ref().unwrap();
    assert_eq!(by.hard, at("2027-01-17T23:30Z"), "Monday 11:30 less 12 h");
    assert_eq!(
        by.because,
        "cb-feb starts 2027-01-18 11:30Z and payment or approval may take 12h; at the latest 2027-01-18 11:00Z"
    );
    assert_eq!(by.people, at("2027-01-15T17:00Z"), "that is a Sunday, and Friday 17:00 for people");
    assert!(rung.fits && rung.lost.is_none());
    assert_eq!(rung.planned_end, Some(at("2027-01-21T10:00Z")));
}

#[test]
fn approval_days_are_for_people_only() {
    let mut plan = example();
    plan.approval_days = 2;
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let by = facts(&found, "distil-3b").decide_by.clone().unwrap();
    assert_eq!((by.hard, by.people), (at("2027-01-17T23:30Z"), at("2027-01-13T17:00Z")));
}

#[test]
fn its_work_binds_a_rung_on_a_block_that_is_bought() {
    let mut plan = example();
    plan.blocks.get_mut("cb-feb").unwrap().status = Stage::Scheduled.into();
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.validation = hours(12);
    let distil = run.fallbacks.get_mut("distil-3b").unwrap();
    (distil.preparation, distil.staging) = (hours(24), hours(6));
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let by = facts(&found, "distil-3b").decide_by.clone().unwrap();
    // Done by 06:00 on the 22nd, so it starts by 08:00 on the 19th, less 30 h of preparation and half an hour of boot.
    assert_eq!(by.hard, at("2027-01-18T01:30Z"));
    assert!(
        by.because.contains("must start by 2027-01-19 08:00Z on cb-feb, after 1d 6h of preparation"),
        "{}",
        by.because
    );
}

#[test]
fn the_end_of_its_windows_binds_before_a_late_deadline() {
    let mut plan = example();
    plan.blocks.get_mut("cb-feb").unwrap().status = Stage::Scheduled.into();
    plan.runs.get_mut("base-8b").unwrap().deadline = None;
    let found = analysis(&plan, "2027-01-06T09:00Z");
    // 70 h before 11:00 on the 22nd, less half an hour of boot.
    assert_eq!(facts(&found, "distil-3b").decide_by.as_ref().unwrap().hard, at("2027-01-19T12:30Z"));
}

#[test]
fn a_teacher_that_must_be_bought_for_binds_its_student() {
    let mut plan = example();
    plan.blocks.get_mut("cb-feb").unwrap().status = Stage::Scheduled.into();
    let mut early = block("cb-teach", 4, "2027-01-14T11:30Z", "2027-01-15T11:30Z");
    early.status = Stage::Wanted.into();
    plan.blocks.push(early);
    let mut teacher = run("teacher", need(4, 10));
    teacher.windows.push(window("w1", "cb-teach", 4, "2027-01-14T12:00Z", "2027-01-15T11:00Z"));
    plan.runs.push(teacher);
    let mut between = run("between", need(1, 1));
    between.after = vec!["teacher".into()];
    plan.runs.push(between);
    plan.runs.get_mut("base-8b").unwrap().fallbacks.get_mut("distil-3b").unwrap().after =
        vec!["between".into()];
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let by = facts(&found, "distil-3b").decide_by.clone().unwrap();
    assert_eq!(by.hard, at("2027-01-13T23:30Z"));
    assert!(by.because.starts_with("needs teacher, for which cb-teach starts"), "{}", by.because);
}

#[test]
fn runs_that_wait_for_each_other_do_not_hang_it() {
    let mut plan = example();
    for (id, after) in [("a", "b"), ("b", "a"), ("c", "c")] {
        let mut run = run(id, need(1, 1));
        run.after = vec![after.into()];
        plan.runs.push(run);
    }
    plan.runs.get_mut("base-8b").unwrap().fallbacks.get_mut("distil-3b").unwrap().after = vec!["a".into()];
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert!(facts(&found, "distil-3b").decide_by.is_some());
}

#[test]
fn a_rung_is_lost_once_its_moment_has_passed_and_says_why() {
    let found = analysis(&example(), "2027-01-18T00:00Z");
    let rung = facts(&found, "distil-3b");
    assert!(!rung.fits);
    assert!(rung.lost.as_ref().unwrap().starts_with("had to be chosen by 2027-01-17 23:30Z: cb-feb starts"));
}

#[test]
fn a_rung_that_can_never_do_says_why() {
    let mut plan = example();
    let distil = |plan: &mut Plan, hours| {
        plan.runs.get_mut("base-8b").unwrap().fallbacks.get_mut("distil-3b").unwrap().need = need(16, hours);
    };
    distil(&mut plan, 100);
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let rung = facts(&found, "distil-3b");
    assert_eq!(rung.decide_by, None);
    assert_eq!(rung.lost.as_deref(), Some("its windows do 3d 23h of 4d 4h of work"));
    distil(&mut plan, 80);
    plan.runs.get_mut("base-8b").unwrap().deadline = Some(at("2027-01-19T00:00Z"));
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let lost = facts(&found, "distil-3b").lost.clone().unwrap();
    assert_eq!(lost, "its windows end too late to be done by 2027-01-19 00:00Z");
}

#[test]
fn a_rung_on_nodes_that_others_hold_does_not_fit() {
    let mut plan = example();
    let mut other = run("other", need(4, 10));
    other.windows.push(window("w1", "cb-feb", 4, "2027-01-19T12:00Z", "2027-01-20T00:00Z"));
    plan.runs.push(other);
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let rung = facts(&found, "distil-3b");
    assert!(!rung.fits);
    assert_eq!(rung.misfit.as_deref(), Some("cb-feb has 4 nodes too few then"));
}

#[test]
fn its_runs_own_windows_make_room_for_a_rung() {
    let mut plan = example();
    let mut short = rung("short", FallbackKind::SmallerContext, need(32, 60));
    short.windows.push(window("w1", "cb-jan", 32, "2027-01-12T12:00Z", "2027-01-17T12:00Z"));
    plan.runs.get_mut("base-8b").unwrap().fallbacks.push(short);
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert!(facts(&found, "short").fits, "{:?}", facts(&found, "short"));
}

#[test]
fn on_demand_starts_whenever_it_is_ready() {
    let mut plan = example();
    let mut burst = rung("burst", FallbackKind::OnDemand, need(4, 48));
    burst.preparation = hours(5);
    plan.runs.get_mut("base-8b").unwrap().fallbacks.push(burst);
    plan.runs.get_mut("base-8b").unwrap().fallbacks.push(rung(
        "later",
        FallbackKind::Postpone,
        Need::default(),
    ));
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let by = facts(&found, "burst").decide_by.clone().unwrap();
    assert_eq!(by.hard, at("2027-01-20T12:30Z"), "Friday 18:00 less 48 h, 5 h and half an hour");
    assert_eq!(facts(&found, "burst").planned_end, Some(at("2027-01-08T14:30Z")));
    let later = facts(&found, "later");
    assert!(later.fits && later.decide_by.is_none() && later.lost.is_none());
}

#[test]
fn the_runs_own_ready_date_and_regions_hold_for_its_rungs() {
    let mut plan = example();
    plan.runs.get_mut("base-8b").unwrap().fallbacks.push(rung("any", FallbackKind::Lora, need(8, 10)));
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert_eq!(
        facts(&found, "any").planned_end,
        Some(at("2027-01-11T22:00Z")),
        "first on the block of January"
    );
    plan.runs.get_mut("base-8b").unwrap().ready = Some(at("2027-01-19T00:00Z"));
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert_eq!(facts(&found, "any").planned_end, Some(at("2027-01-19T10:00Z")));
    plan.runs.get_mut("base-8b").unwrap().regions = vec!["eu-north-1".into()];
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert_eq!(facts(&found, "any").lost.as_deref(), Some("no block of the plan has room for it"));
}

/// A run on a wish, with a rung without windows, and what is offered beside it.
fn offers(offered: &[(&str, &str, &str)]) -> Plan {
    let mut plan = week();
    plan.blocks.get_mut("cb-jan").unwrap().status = Stage::Wanted.into();
    for (id, start, end) in offered {
        let mut block = block(id, 4, start, end);
        block.status = Stage::Offered.into();
        plan.blocks.push(block);
    }
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.deadline = Some(at("2027-01-30T00:00Z"));
    run.fallbacks.push(rung("lora", FallbackKind::Lora, need(2, 40)));
    plan
}

#[test]
fn an_offer_that_can_no_longer_be_bought_is_no_place() {
    let old = ("old", "2027-01-05T11:30Z", "2027-01-19T11:30Z");
    let next = ("next", "2027-01-20T11:30Z", "2027-01-25T11:30Z");
    let place = |offered: &[(&str, &str, &str)], now: &str| {
        let found = analysis(&offers(offered), now);
        let rung = facts(&found, "lora");
        let place = rung.place.as_ref().map(|place| place.block.to_string());
        (place, rung.decide_by.as_ref().map(|by| by.because.clone()).unwrap_or_default())
    };
    // The last moment for it was on the 5th at 11:00.
    let (where_to, because) = place(&[old, next], "2027-01-06T09:00Z");
    assert_eq!(where_to.as_deref(), Some("next"));
    assert!(because.starts_with("next starts 2027-01-20 11:30Z"), "{because}");
    assert_eq!(place(&[old, next], "2027-01-04T09:00Z").0.as_deref(), Some("old"));
    // Between the safe moment and the last one it does only where nothing else does.
    assert_eq!(place(&[old, next], "2027-01-05T09:00Z").0.as_deref(), Some("next"));
    // What the run itself waits for comes last.
    assert_eq!(place(&[old], "2027-01-06T09:00Z").0.as_deref(), Some("cb-jan"));
}

#[test]
fn a_place_has_a_last_moment_of_its_own() {
    let plan = offers(&[
        ("one", "2027-01-12T11:30Z", "2027-01-15T11:30Z"),
        ("two", "2027-01-20T11:30Z", "2027-01-24T11:30Z"),
        ("three", "2027-01-25T11:30Z", "2027-01-29T11:30Z"),
    ]);
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let rung = facts(&found, "lora");
    assert_eq!(rung.place.as_ref().unwrap().block, BlockId::new("one"));
    let there = rung.place_by.as_ref().unwrap();
    assert_eq!(there.hard, at("2027-01-11T23:30Z"));
    assert!(there.because.starts_with("one starts"), "{}", there.because);
    let by = rung.decide_by.as_ref().unwrap();
    assert_eq!(by.hard, at("2027-01-24T23:30Z"));
    assert!(by.because.starts_with("three starts"), "{}", by.because);
}

#[test]
fn the_reason_names_every_term_and_adds_up() {
    let mut plan = example();
    let mut own = block("own", 16, "2026-01-01T00:00Z", "2026-01-02T00:00Z");
    (own.end, own.product) = (None, "owned".into());
    plan.blocks.push(own);
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.validation = hours(12);
    let mut short = rung("short", FallbackKind::SmallerContext, need(16, 48));
    (short.preparation, short.staging) = (hours(8), hours(2));
    short.windows.push(window("w1", "own", 16, "2027-01-10T00:00Z", "2027-01-20T00:00Z"));
    run.fallbacks.push(short);
    let by = |plan: &Plan| facts(&analysis(plan, "2027-01-06T09:00Z"), "short").decide_by.clone().unwrap();
    let first = by(&plan);
    assert_eq!(first.hard, at("2027-01-17T14:00Z"), "the 20th less 48 h and 10 h; the cluster is up");
    assert_eq!(
        first.because,
        "must start by 2027-01-18 00:00Z on own, after 10h of preparation and staging, to be done by \
         2027-01-20 00:00Z, when its windows end"
    );
    // With more of a window the deadline binds, less the validation.
    let run = plan.runs.get_mut("base-8b").unwrap();
    let short = run.fallbacks.get_mut("short").unwrap();
    short.windows.at_mut(0).unwrap().end = at("2027-01-25T00:00Z");
    let then = by(&plan);
    assert_eq!(then.hard, at("2027-01-19T20:00Z"));
    assert!(
        then.because.ends_with("to be done by 2027-01-22 06:00Z, with 12h of validation before the deadline"),
        "{}",
        then.because
    );
    // A block that is bought for a time is booted for the work, and that is said.
    plan.blocks.get_mut("cb-feb").unwrap().status = Stage::Scheduled.into();
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let distil = facts(&found, "distil-3b").decide_by.clone().unwrap();
    assert_eq!(distil.hard, at("2027-01-19T07:30Z"));
    assert!(
        distil.because.contains("2027-01-19 08:00Z on cb-feb, after 30m of boot, to be"),
        "{}",
        distil.because
    );
}

#[test]
fn who_buys_for_a_rung_has_hours_too() {
    let mut plan = example();
    plan.people.push(Person {
        id: "buyer".into(),
        working_hours: Some(planb::base::calendar::WorkingHours::parse("Mon-Thu 09:00-12:00").unwrap()),
        ..Person::default()
    });
    plan.blocks.get_mut("cb-feb").unwrap().owner = "buyer".into();
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let by = facts(&found, "distil-3b").decide_by.clone().unwrap();
    assert_eq!(by.hard, at("2027-01-17T23:30Z"));
    assert_eq!(by.people, at("2027-01-14T12:00Z"), "Thursday at noon, before Friday 17:00 of everybody else");
}
