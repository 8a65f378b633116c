use super::build::*;
use planb::analysis::analyze;
use planb::base::zone::Zones;
use planb::drill::{Drill, Drills, Kind, drill, stage};
use planb::format;
use planb::model::generate::{generate, start};
use planb::model::*;
use planb::world::World;

pub fn example(name: &str) -> Plan {
    let path = format!("{}/assets/examples/{name}.ron", env!("CARGO_MANIFEST_DIR"));
    format::read(&std::fs::read_to_string(path).unwrap()).unwrap().plan
}

pub fn world_of(plan: &Plan) -> World {
    let (zones, failed) = Zones::load(plan.zones.iter().map(|zone| zone.as_str()));
    assert!(failed.is_empty());
    World { zones, ..World::embedded() }
}

const NOW: &str = "2027-01-06T09:00Z";

fn without(plan: &Plan, block: &str) -> Drill {
    drill(plan, &world(), at(NOW), &block.into()).unwrap()
}

fn kinds(drill: &Drill) -> Vec<(Kind, String)> {
    drill.steps.iter().map(|step| (step.kind, step.target.to_string())).collect()
}

/// A run on a block that is not certain, with a rung on one that is.
fn two_blocks() -> Plan {
    let mut plan = week();
    plan.blocks.get_mut("cb-jan").unwrap().status = Stage::Requested.into();
    plan.blocks.push(block("cb-feb", 16, "2027-01-18T11:30Z", "2027-01-22T11:30Z"));
    let mut distil = rung("distil", FallbackKind::Distillation, need(16, 70));
    distil.windows.push(window("w1", "cb-feb", 16, "2027-01-18T12:00Z", "2027-01-22T11:00Z"));
    distil.acceptable = Acceptable::Yes;
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.deadline = Some(at("2027-01-22T18:00Z"));
    run.fallbacks.push(distil);
    plan
}

#[test]
fn a_homeless_run_goes_to_the_next_rung() {
    let plan = two_blocks();
    let before = plan.clone();
    let drill = without(&plan, "cb-jan");
    assert_eq!(plan, before, "the plan itself is untouched");
    assert_eq!(
        kinds(&drill),
        [
            (Kind::Denied, "cb-jan".to_string()),
            (Kind::Homeless, "base-8b".to_string()),
            (Kind::Falls, "base-8b/distil".to_string())
        ]
    );
    let fate = &drill.fates[0];
    assert_eq!(fate.rung.after, Some("distil".into()));
    assert_eq!(
        (fate.end.before, fate.end.after),
        (Some(at("2027-01-17T23:00Z")), Some(at("2027-01-21T10:00Z")))
    );
    assert!(drill.holds() && fate.in_time.before && fate.in_time.after);
    let by = drill.possible_until.as_ref().unwrap();
    // Done by 18:00 on the 22nd, but its window ends at 11:00: 70 h before that, less half an hour of boot.
    assert_eq!(by.hard, at("2027-01-19T12:30Z"));
    assert_eq!(
        drill.cost_difference(),
        -money("169150.464"),
        "32 x 168 h at 31.464; cb-feb has no price but a listed one"
    )
}

#[test]
fn a_fee_that_is_paid_is_not_saved() {
    let mut plan = two_blocks();
    let block = plan.blocks.get_mut("cb-jan").unwrap();
    (block.status, block.purchased_at) = (Stage::Scheduled.into(), Some(at("2026-12-29T10:00Z")));
    let feb = analyze(&plan, &world(), at(NOW)).block(&"cb-feb".into()).unwrap().cost.total.unwrap();
    let drill = without(&plan, "cb-jan");
    assert_eq!(drill.money.before, money("169150.464") + feb);
    assert_eq!(drill.cost_difference(), money("0"), "cb-feb is paid for too");
    // What is certain and paid at once was paid, also where nobody wrote down when.
    plan.blocks.get_mut("cb-jan").unwrap().purchased_at = None;
    let unnoted = without(&plan, "cb-jan");
    assert_eq!(unnoted.money, drill.money);
    let block = unnoted.plan_after.blocks.get("cb-jan").unwrap();
    assert_eq!((&block.status, block.purchased_at), (&Stage::Denied.into(), Some(at("2027-01-06T00:00Z"))));
    let mut by_the_hour = plan.clone();
    let block = by_the_hour.blocks.get_mut("cb-jan").unwrap();
    (block.product, block.price.0) = ("aws-odcr".into(), None);
    let drill = without(&by_the_hour, "cb-jan");
    assert!(drill.cost_difference().is_negative(), "hours that do not come are not paid");
    assert_eq!(drill.plan_after.blocks.get("cb-jan").unwrap().purchased_at, None);
    plan.blocks.get_mut("cb-jan").unwrap().purchased_at = Some(at("2026-12-29T10:00Z"));
    // What nobody confirmed was not paid, whatever date stands there.
    plan.blocks.get_mut("cb-jan").unwrap().status = Stage::PaymentPending.into();
    let drill = without(&plan, "cb-jan");
    assert_eq!(drill.cost_difference(), -money("169150.464"));
    assert_eq!(drill.plan_after.blocks.get("cb-jan").unwrap().purchased_at, None);
}

#[test]
fn a_block_without_an_end_costs_no_more_for_what_falls_back_to_it() {
    let mut plan = two_blocks();
    let block = plan.blocks.get_mut("cb-feb").unwrap();
    (block.end, block.product, block.status) = (None, "aws-odcr".into(), Stage::Active.into());
    block.start = at("2026-12-01T00:00Z");
    let drill = without(&plan, "cb-jan");
    assert_eq!(drill.fates[0].rung.after, Some("distil".into()));
    assert_eq!(drill.cost_difference(), -money("169150.464"), "it is held in any case");
}

#[test]
fn accepting_it_is_one_change_that_can_be_taken_back() {
    let mut plan = two_blocks();
    let before = plan.clone();
    let drill = without(&plan, "cb-jan");
    let edit = drill.edit(&plan);
    plan.apply(&edit).unwrap();
    assert_eq!(plan, drill.plan_after);
    assert_eq!(plan.runs.get("base-8b").unwrap().in_force, Some("distil".into()));
    assert_eq!(plan.blocks.get("cb-jan").unwrap().status, Stage::Denied.into());
    let found = analyze(&plan, &world(), at(NOW));
    assert_eq!(found.runs[0].planned_end, drill.fates[0].end.after);
    plan.apply(&edit.invert()).unwrap();
    assert_eq!(plan, before);
}

#[test]
fn a_rung_without_windows_gets_the_room_that_was_found() {
    let mut plan = two_blocks();
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.fallbacks.get_mut("distil").unwrap().windows.retain(|_| false);
    let mut second = run.clone();
    second.id = "second".into();
    second.priority = -1;
    plan.runs.push(second);
    let drill = without(&plan, "cb-jan");
    let placed = |id: &str| {
        let run = drill.plan_after.runs.get(id).unwrap();
        run.windows_in_force().iter().map(|window| window.start).collect::<Vec<_>>()
    };
    // 70 h on all nodes each: the second one has to wait for the first, which makes it too late.
    assert_eq!(placed("base-8b"), [at("2027-01-18T12:00Z")]);
    assert_eq!(drill.fates.iter().map(|fate| fate.kind).collect::<Vec<_>>(), [Kind::Falls, Kind::Stranded]);
    assert!(!drill.holds());
}

#[test]
fn windows_elsewhere_may_suffice() {
    let mut plan = two_blocks();
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.need = need(16, 60);
    run.windows.push(window("w2", "cb-feb", 16, "2027-01-18T12:00Z", "2027-01-22T11:00Z"));
    let drill = without(&plan, "cb-jan");
    let fate = &drill.fates[0];
    assert_eq!((fate.kind, fate.end.after), (Kind::Stays, Some(at("2027-01-21T00:00Z"))));
    let left = &drill.plan_after.runs.get("base-8b").unwrap().windows;
    assert_eq!(left.iter().map(|window| window.id.as_str()).collect::<Vec<_>>(), ["w2"]);
}

#[test]
fn a_good_result_that_is_late_comes_before_a_poor_one_in_time() {
    let mut plan = two_blocks();
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.deadline = Some(at("2027-01-20T00:00Z"));
    let mut poor = rung("poor", FallbackKind::OnDemand, need(1, 5));
    poor.acceptable = Acceptable::No;
    run.fallbacks.push(poor);
    let drill = without(&plan, "cb-jan");
    let fate = &drill.fates[0];
    assert_eq!((fate.rung.after.clone(), fate.in_time.after), (Some("distil".into()), false));
    assert!(drill.steps.last().unwrap().sentence.contains("1d 10h after it must be"), "{:?}", drill.steps);
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.fallbacks.get_mut("distil").unwrap().acceptable = Acceptable::No;
    let fate = without(&plan, "cb-jan").fates.remove(0);
    assert_eq!((fate.rung.after, fate.acceptable), (Some("poor".into()), Acceptable::No));
}

#[test]
fn who_needs_a_later_result_waits_or_has_no_place() {
    let mut plan = two_blocks();
    let mut short = run("eval", need(4, 10));
    short.after = vec!["base-8b".into()];
    short.windows.push(window("w1", "pool", 4, "2027-01-18T12:00Z", "2027-01-22T11:00Z"));
    let mut long = Run { id: "publish".into(), need: need(4, 60), ..short.clone() };
    long.after = vec!["eval".into()];
    plan.runs.push(short);
    plan.runs.push(long);
    plan.blocks.push(block("pool", 16, "2027-01-10T11:30Z", "2027-01-22T11:30Z"));
    let drill = without(&plan, "cb-jan");
    let fates: Vec<_> =
        drill.fates.iter().map(|fate| (fate.run.as_str(), fate.kind, fate.end.after)).collect();
    assert_eq!(fates[1], ("eval", Kind::Waits, Some(at("2027-01-21T20:00Z"))));
    assert_eq!(fates[2], ("publish", Kind::Stranded, None));
    let window = &drill.plan_after.runs.get("eval").unwrap().windows;
    assert_eq!(window.at(0).unwrap().start, at("2027-01-21T10:00Z"));
    let said = &drill.steps.last().unwrap().sentence;
    assert_eq!(said, "publish needs the result of eval, which comes too late, and has no fallback");
}

#[test]
fn what_is_bought_together_is_lost_together() {
    let mut plan = two_blocks();
    for id in ["cb-jan", "cb-feb"] {
        let block = plan.blocks.get_mut(id).unwrap();
        (block.status, block.bundle) = (Stage::Offered.into(), "pair".to_string());
    }
    let world = world();
    let drills = Drills::new(&plan, &world, at(NOW));
    let all = drills.all();
    assert_eq!(all.len(), 1, "one drill for both");
    assert_eq!(all[0].denied.len(), 2);
    assert_eq!(all[0].fates[0].kind, Kind::Stranded);
    assert!(drills.of(&"cb-mar".into()).is_none());
}

#[test]
fn losing_a_way_out_is_said() {
    let mut plan = two_blocks();
    plan.blocks.get_mut("cb-feb").unwrap().status = Stage::Offered.into();
    let drill = without(&plan, "cb-feb");
    assert!(drill.fates.is_empty());
    assert_eq!(drill.steps[1].sentence, "base-8b can no longer fall back to distil: cb-feb is denied");
}

#[test]
fn the_last_moment_is_in_working_hours_on_both_sides_of_a_clock_change() {
    for (zone, change, before, after) in [
        ("America/Los_Angeles", "2027-03-14", "2027-03-13T01:00Z", "2027-03-16T00:00Z"),
        ("Europe/Berlin", "2027-03-28", "2027-03-26T16:00Z", "2027-03-29T15:00Z"),
        ("Asia/Tokyo", "2027-03-14", "2027-03-12T08:00Z", "2027-03-16T02:00Z"),
    ] {
        let mut plan = plan();
        plan.zones = vec![zone.into()];
        let (zones, _) = Zones::load([zone]);
        let world = World { zones, ..World::embedded() };
        let day = at(&format!("{change}T12:00Z"));
        let mut soon = block("cb", 8, "2027-03-01T11:30Z", "2027-03-12T11:30Z");
        soon.status = Stage::Wanted.into();
        plan.blocks.push(soon);
        let mut run = run("r", need(8, 10));
        run.windows.push(window("w1", "cb", 8, "2027-03-01T12:00Z", "2027-03-02T12:00Z"));
        let mut burst = rung("burst", FallbackKind::OnDemand, need(8, 10));
        burst.acceptable = Acceptable::Yes;
        run.fallbacks.push(burst);
        plan.runs.push(run);
        let people = |plan: &mut Plan, hard| {
            plan.runs.get_mut("r").unwrap().deadline = Some(hard + hours(10) + minutes(30));
            let drill = drill(plan, &world, at("2027-02-20T09:00Z"), &"cb".into()).unwrap();
            let by = drill.possible_until.unwrap();
            assert_eq!(by.hard, hard, "{zone}");
            by.people
        };
        // Friday 17:00 before the change, and Monday 17:00 after it; in Tokyo it is Tuesday 11:00 already.
        assert_eq!(people(&mut plan, day), at(before), "{zone}");
        assert_eq!(people(&mut plan, day + hours(38)), at(after), "{zone}");
    }
}

#[test]
fn every_drill_of_the_examples_can_be_accepted_and_taken_back() {
    let mut plans: Vec<(Plan, World)> = ["startup", "lab", "company"]
        .iter()
        .map(|name| {
            let plan = example(name);
            let world = world_of(&plan);
            (plan, world)
        })
        .collect();
    plans.push((generate(30, 40, 80, 7), world()));
    for (plan, world) in plans {
        let now = if plan.title.starts_with("Generated") { start() } else { at(NOW) };
        let drills = Drills::new(&plan, &world, now);
        for id in plan.blocks.iter().map(|block| block.id.clone()) {
            let drill = drills.of(&id).unwrap();
            let mut next = plan.clone();
            let edit = drill.edit(&plan);
            next.apply(&edit).unwrap();
            assert_eq!(next, drill.plan_after, "{id}");
            next.apply(&edit.invert()).unwrap();
            assert_eq!(next, plan, "{id}");
            let mut moved: Vec<_> = drill.fates.iter().map(|fate| &fate.run).collect();
            moved.sort();
            moved.dedup();
            assert_eq!(moved.len(), drill.fates.len(), "no run is moved twice");
            // Stored, it is what was played.
            let (holding, scenario) = drill.stored(&plan);
            let before = analyze(&plan, &world, now);
            let staged = stage(&plan, &world, &before, holding.scenarios.get(&scenario).unwrap());
            assert_eq!(staged.plan_after, drill.plan_after, "{id}");
            assert_eq!((staged.money, staged.idle), (drill.money, Vec::new()), "{id}");
            assert_eq!(analyze(&holding, &world, now).problems, before.problems, "{id}");
            for step in &drill.steps {
                assert!(plan.has(&step.target) && !step.sentence.contains('\n'), "{step:?}");
            }
        }
    }
}

#[test]
fn the_date_of_a_drill_is_that_of_the_place_it_names() {
    let mut plan = week();
    plan.blocks.get_mut("cb-jan").unwrap().status = Stage::Wanted.into();
    for (id, start, end) in
        [("one", "2027-01-12T11:30Z", "2027-01-15T11:30Z"), ("two", "2027-01-20T11:30Z", "2027-01-24T11:30Z")]
    {
        let mut block = block(id, 4, start, end);
        block.status = Stage::Offered.into();
        plan.blocks.push(block);
    }
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.deadline = Some(at("2027-01-30T00:00Z"));
    run.fallbacks.push(rung("lora", FallbackKind::Lora, need(2, 40)));
    let drill = without(&plan, "cb-jan");
    let said = &drill.steps.last().unwrap().sentence;
    assert!(said.starts_with("base-8b falls back to lora on one: done 2027-01-14 04:00Z"), "{said}");
    let until = drill.possible_until.unwrap();
    assert_eq!(until.hard, at("2027-01-11T23:30Z"), "that of one");
    assert!(until.because.starts_with("one starts"), "{}", until.because);
    assert!(until.because.contains("; elsewhere until 2027-01-19 23:30Z: two starts"), "{}", until.because);
}

#[test]
fn a_run_without_a_rung_moves_to_where_there_is_room() {
    let mut plan = two_blocks();
    plan.runs.get_mut("base-8b").unwrap().critical = true;
    let mut other = run("other", need(2, 10));
    other.deadline = Some(at("2027-01-22T00:00Z"));
    other.windows.push(window("w1", "cb-jan", 2, "2027-01-17T23:00Z", "2027-01-18T10:00Z"));
    plan.runs.push(other);
    plan.blocks.push(block("spare", 2, "2027-01-19T11:30Z", "2027-01-20T11:30Z"));
    let drill = without(&plan, "cb-jan");
    let fate = drill.fates.iter().find(|fate| fate.run == RunId::new("other")).unwrap();
    assert_eq!((fate.kind, fate.end.after), (Kind::Moves, Some(at("2027-01-19T22:00Z"))));
    let said = &drill.steps.last().unwrap().sentence;
    assert_eq!(
        said,
        "other must be moved: to 2 nodes of spare from 2027-01-19 12:00Z, done 2027-01-19 22:00Z instead of 2027-01-18 09:00Z"
    );
    assert_eq!(drill.verdict(), "Without cb-jan every run is still in time, once other is moved");
    let windows = &drill.plan_after.runs.get("other").unwrap().windows;
    assert_eq!((windows.len(), &windows.at(0).unwrap().block), (1, &BlockId::new("spare")));
    // Where there is none, it says so.
    plan.blocks.remove("spare");
    let drill = without(&plan, "cb-jan");
    assert_eq!(drill.steps.last().unwrap().sentence, "other has no place left and has no fallback");
}

#[test]
fn a_run_that_slips_begins_later_also_where_nobody_says_when_it_is_ready() {
    let plan = example("startup");
    let world = world_of(&plan);
    let before = analyze(&plan, &world, at(NOW));
    let slip = |by: i64| {
        let slip = Assumption { id: "a".into(), what: Assume::Slip, ..Assumption::default() };
        let slip = Assumption { run: Some("base-8b".into()), by: Some(hours(by)), ..slip };
        let scenario = Scenario { assumptions: [slip].into_iter().collect(), ..Scenario::default() };
        stage(&plan, &world, &before, &scenario)
    };
    let late = slip(144);
    assert_eq!(
        (late.idle.len(), late.verdict.after.on_track, late.late()),
        (0, false, vec![&RunId::new("base-8b")])
    );
    let ends = |by: i64| slip(by).fates.first().and_then(|fate| fate.end.after).unwrap();
    assert!(ends(6) < ends(12) && ends(6) > before.run(&"base-8b".into()).unwrap().planned_end.unwrap());
}
