//! Properties of any plan.

use super::build::*;
use planb::analysis::{Analysis, analyze};
use planb::base::record::Maybe;
use planb::base::{Duration, Instant, Money};
use planb::model::generate::generate;
use planb::model::*;
use proptest::prelude::*;

fn instant() -> impl Strategy<Value = Instant> {
    prop_oneof![
        4 => (0_i64..4_000_000).prop_map(|offset| at("2027-01-01T00:00Z") + Duration::from_seconds(offset)),
        1 => any::<i64>().prop_map(Instant::from_seconds),
        1 => Just(Instant::FOREVER),
        1 => Just(Instant::MIN),
    ]
}

fn duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        4 => (0_i64..1_000_000).prop_map(Duration::from_seconds),
        1 => Just(Duration::ZERO),
        1 => Just(Duration::from_days(3_660_000)),
    ]
}

fn nodes() -> impl Strategy<Value = Nodes> {
    prop_oneof![4 => (1_u32..70).prop_map(Nodes::new), 1 => Just(Nodes::new(Nodes::MAX))]
}

/// One of few, so that relations are met, missed and doubled.
fn id() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "d", ""]).prop_map(str::to_string)
}

prop_compose! {
    fn any_block()(
        id in id(), machine in prop::sample::select(vec!["aws.p5", "p5.48xlarge", "gcp.a3-mega", "odd", ""]),
        product in prop::sample::select(vec!["aws-capacity-block", "azure-block", "slurm-reservation", "owned", "odd"]),
        nodes in nodes(), start in instant(), end in prop::option::of(instant()), stage in 0..10_usize,
        money in prop::option::of(any::<i64>()), ramp in prop::option::of(duration()),
        until in instant(), extension in any::<bool>(),
    ) -> Block {
        let mut block = Block {
            id: id.into(), machine: machine.into(), product: product.into(), nodes, start, end, ramp,
            status: planb::model::status::STAGES[stage].stage.into(),
            ..Block::default()
        };
        let micros = money.map(|micros| Money::from_micros(micros.saturating_abs()));
        block.price = Maybe(micros.map(|fee| match stage % 3 {
            0 => Price { upfront: Some(fee), ..Price::default() },
            1 => Price { per_node_hour: Some(fee), ..Price::default() },
            _ => Price { per_accelerator_hour: Some(fee), currency: "EUR".into(), ..Price::default() },
        }));
        if extension {
            block.extensions.push(Extension { until, ..Extension::default() });
        }
        block
    }
}

prop_compose! {
    fn any_window()(id in id(), block in id(), nodes in nodes(), start in instant(), end in instant()) -> Window {
        Window { id: id.into(), block: block.into(), nodes, start, end, ..Window::default() }
    }
}

prop_compose! {
    fn any_need()(
        nodes in nodes(), hours in prop::option::of(duration()), p90 in prop::option::of(duration()),
        loss in prop::option::of(0_u16..=100), least in prop::option::of(nodes()), accelerator_hours in any::<bool>(),
    ) -> Need {
        Need {
            nodes, hours, p90, min_nodes: least,
            accelerator_hours: accelerator_hours.then(|| Decimal::from_f64(1e6)),
            scaling: loss.map_or(Scaling::Linear, |loss| Scaling::LossPerDoubling(Percent::new(loss))),
            ..Need::default()
        }
    }
}

prop_compose! {
    fn any_rung()(
        id in id(), kind in 0..FallbackKind::ALL.len(), need in any_need(), after in id(),
        windows in prop::collection::vec(any_window(), 0..3), times in prop::array::uniform3(duration()),
    ) -> Fallback {
        let mut rung = rung(&id, FallbackKind::ALL[kind], need);
        windows.into_iter().for_each(|window| rung.windows.push(window));
        rung.after = vec![after.into()];
        (rung.preparation, rung.staging, rung.validation) = (times[0], times[1], Some(times[2]));
        rung
    }
}

prop_compose! {
    fn any_run()(
        id in id(), need in any_need(), windows in prop::collection::vec(any_window(), 0..5),
        rungs in prop::collection::vec(any_rung(), 0..3), ready in prop::option::of(instant()),
        deadline in prop::option::of(instant()), done in 0_u16..=100, as_of in prop::option::of(instant()),
        saving in prop::option::of(prop::array::uniform4(duration())), after in id(), in_force in prop::option::of(id()),
    ) -> Run {
        let mut run = run(&id, need);
        windows.into_iter().for_each(|window| run.windows.push(window));
        rungs.into_iter().for_each(|rung| run.fallbacks.push(rung));
        run.checkpoint = Maybe(saving.map(|[interval, write, restart, upload]| Checkpoint {
            interval, write, restart, upload, ..Checkpoint::default()
        }));
        (run.ready, run.deadline, run.done, run.done_as_of) = (ready, deadline, Percent::new(done), as_of);
        (run.after, run.in_force) = (vec![after.into()], in_force.map(FallbackId::from));
        run
    }
}

prop_compose! {
    fn any_plan()(
        blocks in prop::collection::vec(any_block(), 0..5), runs in prop::collection::vec(any_run(), 0..5),
        confidence in 0_u16..=100, share in prop::option::of(0_u16..=100), about in 0..Choice::ALL.len(),
        decided in (id(), id(), id()), decide_on in prop::option::of(instant()), days in 0_u32..400,
    ) -> Plan {
        let mut plan = Plan { confidence: Percent::new(confidence), approval_days: days, ..Plan::default() };
        plan.failure_share = share.map(Percent::new);
        blocks.into_iter().for_each(|block| plan.blocks.push(block));
        runs.into_iter().for_each(|run| plan.runs.push(run));
        plan.decisions.push(Decision {
            about: Choice::ALL[about], block: Some(decided.0.into()), run: Some(decided.1.into()),
            fallback: Some(decided.2.into()), decide_on, ..Decision::default()
        });
        plan
    }
}

fn holds(found: &Analysis) {
    for block in &found.blocks {
        assert!(
            !block.idle.is_negative() && !block.used.is_negative() && !block.lost.is_negative(),
            "{block:?}"
        );
        assert!(block.usable.start <= block.usable.end);
    }
    for run in &found.runs {
        assert!(run.planned_end.is_none() || run.planned_end == run.projected_end, "{run:?}");
    }
    assert!(found.agenda.windows(2).all(|pair| pair[0].when() <= pair[1].when()));
    assert_eq!(found.verdict.on_track, found.verdict.reasons.is_empty());
}

proptest! {
    #[test]
    fn any_plan_is_analyzed_the_same_way_twice(plan in any_plan(), now in instant()) {
        let world = world();
        let found = analyze(&plan, &world, now);
        holds(&found);
        let again = analyze(&plan, &world, now);
        prop_assert_eq!(format!("{found:?}"), format!("{again:?}"));
        found.runs.iter().for_each(|run| drop(run.because()));
    }

    #[test]
    fn on_track_is_never_said_beside_a_rung_in_force_that_does_not_fit(mut plan in any_plan(), now in instant()) {
        for at in 0..plan.runs.len() {
            plan.runs.at_mut(at).unwrap().critical = true;
        }
        let found = analyze(&plan, &world(), now);
        let unfit = |(run, facts): &(&Run, &planb::analysis::RunFacts)| {
            run.done < Percent::new(100) && facts.rungs.iter().any(|rung| rung.in_force && !rung.fits)
        };
        if let Some((run, _)) = plan.runs.iter().zip(&found.runs).find(unfit) {
            prop_assert!(!found.verdict.on_track, "{run:?}");
        }
    }

    #[test]
    fn a_longer_need_never_ends_earlier(time in 1_i64..300, more in 1_i64..50, nodes in 1_u32..16) {
        let mut plan = week();
        plan.failure_share = None;
        let mut end = |hours| {
            plan.runs.get_mut("base-8b").unwrap().need = need(nodes, hours);
            analysis(&plan, "2027-01-06T09:00Z").runs[0].projected_end.unwrap()
        };
        prop_assert!(end(time) < end(time + more));
    }

    #[test]
    fn decide_by_is_the_last_moment_at_which_the_rung_still_fits(
        time in 1_i64..90, preparation in 0_i64..40, deadline in 20_i64..120,
    ) {
        let mut plan = week();
        plan.blocks.push(block("cb", 8, "2027-01-12T11:30Z", "2027-01-16T11:30Z"));
        let run = plan.runs.get_mut("base-8b").unwrap();
        run.deadline = Some(at("2027-01-12T00:00Z") + hours(deadline));
        let mut lora = rung("lora", FallbackKind::Lora, need(8, time));
        lora.preparation = hours(preparation);
        lora.windows.push(window("w1", "cb", 8, "2027-01-12T12:00Z", "2027-01-16T11:00Z"));
        run.fallbacks.push(lora);
        let world = world();
        let rung = |now| analyze(&plan, &world, now).runs[0].rungs[0].clone();
        if let Some(by) = rung(at("2027-01-01T00:00Z")).decide_by {
            prop_assert!(rung(by.hard).fits, "at {}", by.hard);
            prop_assert!(!rung(by.hard + Duration::from_seconds(1)).fits);
        }
    }
}

#[test]
fn a_generated_plan_mostly_works_out() {
    let plan = generate(100, 100, 200, 1);
    let found = analyze(&plan, &world(), planb::model::generate::start());
    holds(&found);
    let done = found.runs.iter().filter(|run| run.planned_end.is_some()).count();
    assert!(done > 60, "{done}");
    assert!(found.runs.iter().flat_map(|run| &run.rungs).any(|rung| rung.decide_by.is_some()));
}
