use super::build::*;
use planb::base::record::Maybe;
use planb::base::{Duration, Money};
use planb::model::*;

/// One run on one block of 8 nodes over two weeks.
fn fortnight(need: Need) -> Plan {
    let mut plan = plan();
    plan.blocks.push(block("cb", 8, "2027-01-11T11:30Z", "2027-01-25T11:30Z"));
    let mut run = run("r", need);
    run.windows.push(window("w1", "cb", 8, "2027-01-11T12:00Z", "2027-01-25T11:00Z"));
    plan.runs.push(run);
    plan
}

fn first(plan: &Plan) -> planb::analysis::RunFacts {
    analysis(plan, "2027-01-01T00:00Z").runs[0].clone()
}

#[test]
fn a_run_ends_when_its_work_is_done() {
    let mut plan = fortnight(need(8, 100));
    plan.runs.get_mut("r").unwrap().deadline = Some(at("2027-01-20T00:00Z"));
    plan.runs.get_mut("r").unwrap().validation = hours(10);
    let run = first(&plan);
    assert_eq!(run.planned_end, Some(at("2027-01-15T16:00Z")));
    assert_eq!(run.slack, Some(at("2027-01-25T11:00Z") - at("2027-01-15T16:00Z")));
    assert_eq!(run.deadline_slack, Some(hours(94)));
    assert_eq!((run.needed, run.short), (Some(hours(100)), Duration::ZERO));
}

#[test]
fn the_plans_confidence_stretches_it() {
    let mut plan = fortnight(need(8, 100));
    plan.confidence = Percent::new(90);
    let run = first(&plan);
    assert_eq!(run.planned_end, Some(at("2027-01-11T12:00Z") + hours(125)));
    assert_eq!(run.p50_end, Some(at("2027-01-11T12:00Z") + hours(100)));
    assert_eq!(run.p90_end, run.planned_end);
}

#[test]
fn what_does_not_fit_is_short_and_says_when_it_would_be_done() {
    // 14 days less half an hour at each end.
    let run = first(&fortnight(need(8, 340)));
    assert_eq!((run.planned_end, run.short), (None, hours(5)));
    assert_eq!(run.projected_end, Some(at("2027-01-25T16:00Z")));
    assert_eq!(run.slack, Some(-hours(5)));
}

#[test]
fn work_in_the_ramp_and_the_tail_does_not_count() {
    let mut plan = fortnight(need(8, 10));
    let window = plan.runs.get_mut("r").unwrap().windows.get_mut("w1").unwrap();
    (window.start, window.end) = (at("2027-01-11T11:30Z"), at("2027-01-25T11:30Z"));
    let run = first(&plan);
    assert_eq!(run.planned_end, Some(at("2027-01-11T22:00Z")));
    assert_eq!(run.windows[0].productive, hours(335));
}

#[test]
fn what_is_done_need_not_be_done_again() {
    let mut plan = fortnight(need(8, 100));
    let run = plan.runs.get_mut("r").unwrap();
    (run.done, run.done_as_of) = (Percent::new(40), Some(at("2027-01-14T00:00Z")));
    run.checkpoint = saves(hours(1), Duration::ZERO, hours(1));
    // 60 h are left from then on; it is running, so there is no restart.
    assert_eq!(first(&plan).planned_end, Some(at("2027-01-16T12:00Z")));
}

#[test]
fn fewer_nodes_take_longer_by_the_needs_own_rule() {
    let mut plan = fortnight(need(16, 50));
    assert_eq!(first(&plan).needed, Some(hours(100)));
    let run = plan.runs.get_mut("r").unwrap();
    run.need.scaling = Scaling::LossPerDoubling(Percent::new(20));
    // Half the nodes: half the speed, of which a fifth of a doubling's loss is saved.
    assert_eq!(first(&plan).needed, Some(hours(80)));
    let why = first(&plan).because().join("\n");
    assert!(why.contains("8 nodes instead of 16 (20 % lost per doubling)"), "{why}");
}

#[test]
fn windows_in_sequence_each_pay_a_restart_and_a_last_checkpoint() {
    let mut plan = plan();
    plan.blocks.push(block("a", 8, "2027-01-11T11:30Z", "2027-01-12T11:30Z"));
    plan.blocks.push(block("b", 8, "2027-01-13T11:30Z", "2027-01-16T11:30Z"));
    let mut run = run("r", need(8, 40));
    run.checkpoint = Maybe(Some(Checkpoint {
        interval: hours(1),
        restart: minutes(20),
        upload: minutes(10),
        ..Checkpoint::default()
    }));
    run.windows.push(window("w1", "a", 8, "2027-01-11T12:00Z", "2027-01-12T11:00Z"));
    run.windows.push(window("w2", "b", 8, "2027-01-13T12:00Z", "2027-01-16T11:00Z"));
    plan.runs.push(run);
    let facts = first(&plan);
    // 23 h less half an hour give 22 h 30; 17 h 30 are left, after a restart and before an upload.
    assert_eq!(facts.windows[0].productive, minutes(22 * 60 + 30));
    assert_eq!(facts.planned_end, Some(at("2027-01-14T06:00Z")));
}

#[test]
fn windows_at_the_same_time_are_one_gang() {
    let mut plan = plan();
    for id in ["a", "b"] {
        plan.blocks.push(block(id, 8, "2027-01-11T11:30Z", "2027-01-16T11:30Z"));
    }
    let mut run = run("r", need(16, 50));
    for id in ["a", "b"] {
        run.windows.push(window(id, id, 8, "2027-01-11T12:00Z", "2027-01-16T11:00Z"));
    }
    plan.runs.push(run);
    assert_eq!(first(&plan).planned_end, Some(at("2027-01-13T14:00Z")));
    plan.blocks.get_mut("b").unwrap().status = Stage::Denied.into();
    assert_eq!(first(&plan).planned_end, None, "half a gang does not run");
    plan.runs.get_mut("r").unwrap().windows.remove("b");
    assert_eq!(first(&plan).planned_end, Some(at("2027-01-15T16:00Z")), "alone it takes twice as long");
}

#[test]
fn checkpoint_writes_and_interruptions_stretch_it_by_scale() {
    let mut plan = fortnight(need(8, 100));
    plan.runs.get_mut("r").unwrap().checkpoint = saves(hours(1), minutes(6), minutes(10));
    let needed = |plan: &Plan| first(plan).needed.unwrap();
    assert_eq!(needed(&plan), hours(110), "six minutes of each hour");
    plan.failure_share = Some(Percent::new(20));
    assert_eq!(needed(&plan), minutes(8250));
    plan.failure_share = None;
    // 64 accelerators are interrupted every 136 h.
    let small = needed(&plan);
    assert!(small > hours(110) && small < hours(111), "{small}");
    let why = first(&plan).because().join("\n");
    assert!(why.contains("64 accelerators, one in 5d 16h; checkpoint every 1h"), "{why}");
    plan.blocks.get_mut("cb").unwrap().nodes = Nodes::new(512);
    let run = plan.runs.get_mut("r").unwrap();
    run.need.nodes = Nodes::new(512);
    run.windows.get_mut("w1").unwrap().nodes = Nodes::new(512);
    assert!(needed(&plan) > hours(120), "{}", needed(&plan));
}

#[test]
fn another_machine_counts_by_its_peak() {
    let mut plan = fortnight(need(8, 100));
    plan.runs.get_mut("r").unwrap().need.machine = Some("aws.p4d".into());
    let needed = first(&plan).needed.unwrap().hours();
    // H100 989 TFLOP/s, A100 312.
    assert!((needed - 31.5).abs() < 0.2, "{needed}");
    assert!(first(&plan).because().iter().any(|line| line.contains("measure it")));
}

#[test]
fn a_run_without_a_need_takes_its_windows() {
    let mut plan = fortnight(Need { nodes: Nodes::new(8), ..Need::default() });
    plan.runs.get_mut("r").unwrap().kind = RunKind::Serving;
    let run = first(&plan);
    assert_eq!((run.planned_end, run.needed, run.slack), (Some(at("2027-01-25T11:00Z")), None, None));
}

#[test]
fn a_rung_in_force_replaces_the_windows_of_its_run() {
    let mut plan = fortnight(need(8, 100));
    let run = plan.runs.get_mut("r").unwrap();
    let mut lora = rung("lora", FallbackKind::Lora, need(4, 20));
    lora.windows.push(window("w1", "cb", 4, "2027-01-12T12:00Z", "2027-01-14T12:00Z"));
    run.fallbacks.push(lora);
    let before = analysis(&plan, "2027-01-01T00:00Z");
    assert_eq!(before.blocks[0].load.at(at("2027-01-13T00:00Z")), 8);
    plan.runs.get_mut("r").unwrap().in_force = Some("lora".into());
    let after = analysis(&plan, "2027-01-01T00:00Z");
    assert_eq!(after.blocks[0].load.at(at("2027-01-13T00:00Z")), 4);
    assert_eq!(after.runs[0].planned_end, Some(at("2027-01-13T08:00Z")));
    assert!(after.runs[0].rungs[0].in_force && after.runs[0].rungs[0].fits);
    assert!(after.runs[0].cost < before.runs[0].cost && after.runs[0].cost > Money::ZERO);
}

#[test]
fn nodes_beyond_the_most_that_a_run_can_use_stand_idle() {
    let mut plan = week();
    plan.failure_share = None;
    let set = |plan: &mut Plan, most: Option<u32>, nodes: u32| {
        let run = plan.runs.get_mut("base-8b").unwrap();
        run.need = Need { max_nodes: most.map(Nodes::new), ..need(4, 100) };
        run.windows.get_mut("w1").unwrap().nodes = Nodes::new(nodes);
        analysis(plan, "2027-01-06T09:00Z").runs[0].clone()
    };
    let exact = set(&mut plan, Some(4), 4);
    let idle = set(&mut plan, Some(4), 8);
    assert_eq!((idle.planned_end, idle.needed), (exact.planned_end, exact.needed));
    assert!(idle.because().iter().any(|line| line == "4 more stand idle: it can use 4 nodes at most"));
    let faster = set(&mut plan, Some(6), 8).planned_end.unwrap();
    assert_eq!(faster, set(&mut plan, None, 6).planned_end.unwrap());
    assert!(faster < exact.planned_end.unwrap() && set(&mut plan, None, 8).planned_end.unwrap() < faster);
    // Three days are too short for four nodes, however many there are.
    plan.runs.get_mut("base-8b").unwrap().windows.get_mut("w1").unwrap().end = at("2027-01-14T12:00Z");
    assert!(set(&mut plan, Some(4), 8).short > hours(27));
    assert!(set(&mut plan, None, 8).short.is_zero());
}
