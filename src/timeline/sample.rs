//! Plans for the tests of this layer, and an analysis that knows as much as drawing needs.

use proptest::prelude::*;

use crate::analysis::{
    Analysis, BlockFacts, DecideBy, Diagnostic, MarkKind, RunFacts, RungFacts, WindowFacts,
};
use crate::base::record::Items;
use crate::base::steps::Steps;
use crate::base::{Duration, Instant, Span, sort};
use crate::model::*;

pub fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub fn block(id: &str, nodes: u32, start: Instant, end: Option<Instant>, stage: Stage) -> Block {
    Block {
        id: id.into(),
        machine: "p5.48xlarge".into(),
        nodes: Nodes::new(nodes),
        start,
        end,
        status: stage.into(),
        ..Block::default()
    }
}

pub fn window(id: &str, block: &str, nodes: u32, start: Instant, end: Instant) -> Window {
    Window { id: id.into(), block: block.into(), nodes: Nodes::new(nodes), start, end, ..Window::default() }
}

/// The example of a two-week plan: one block bought, one offered, a run and its fallback.
pub fn small() -> (Plan, Analysis) {
    let fallback = Fallback {
        id: "distil-3b".into(),
        kind: FallbackKind::Distillation,
        windows: Items::from_iter([window("w1", "B2", 16, at("2027-01-18T12:00Z"), at("2027-01-21T12:00Z"))]),
        ..Fallback::default()
    };
    let run = Run {
        id: "base-8b".into(),
        critical: true,
        ready: Some(at("2027-01-10T00:00Z")),
        deadline: Some(at("2027-01-22T18:00Z")),
        windows: Items::from_iter([window("w1", "B1", 32, at("2027-01-11T12:00Z"), at("2027-01-18T11:00Z"))]),
        fallbacks: Items::from_iter([fallback]),
        ..Run::default()
    };
    let eval = Run {
        id: "evaluation".into(),
        kind: RunKind::Evaluation,
        after: vec!["base-8b".into()],
        windows: Items::from_iter([window("w1", "B2", 4, at("2027-01-19T00:00Z"), at("2027-01-19T12:00Z"))]),
        ..Run::default()
    };
    let plan = Plan {
        title: "Winter 26".to_string(),
        blocks: Items::from_iter([
            block("B1", 32, at("2027-01-11T11:30Z"), Some(at("2027-01-18T11:30Z")), Stage::Scheduled),
            block("B2", 16, at("2027-01-18T11:30Z"), Some(at("2027-01-22T11:30Z")), Stage::Offered),
        ]),
        runs: Items::from_iter([run, eval]),
        ..Plan::default()
    };
    let mut analysis = facts(&plan, at("2027-01-10T09:00Z"));
    let run = &mut analysis.runs[0];
    run.p50_end = Some(at("2027-01-17T23:00Z"));
    run.planned_end = Some(at("2027-01-18T09:00Z"));
    run.p90_end = Some(at("2027-01-18T16:00Z"));
    run.rungs[0].planned_end = Some(at("2027-01-21T12:00Z"));
    run.rungs[0].decide_by = Some(DecideBy {
        hard: at("2027-01-17T23:30Z"),
        because: "B2 must be bought".to_string(),
        people: at("2027-01-15T16:00Z"),
    });
    (plan, analysis)
}

/// `n` runs over as many weeks as it takes, three to a block, with a fallback for every other one.
pub fn many(n: usize) -> (Plan, Analysis) {
    let start = at("2027-01-04T00:00Z");
    let day = Duration::from_days(1);
    let mut plan = Plan { title: format!("{n} runs"), ..Plan::default() };
    let stages = [Stage::Active, Stage::Scheduled, Stage::Offered, Stage::Wanted, Stage::Denied];
    for b in 0..n.div_ceil(3) {
        let from = start + day * (b as i64 * 5);
        plan.blocks.push(block(
            &format!("cb-{b:02}"),
            32,
            from,
            Some(from + day * 7),
            stages[b % stages.len()],
        ));
    }
    for r in 0..n {
        let from = start + day * (r as i64 / 3 * 5) + Duration::from_hours(r as i64 % 3 * 48 + 2);
        let id = format!("cb-{:02}", r / 3);
        let mut run = Run {
            id: format!("run-{r:02}").as_str().into(),
            name: if r % 7 == 3 {
                format!("Reward model with a rather long name, {r}")
            } else {
                String::new()
            },
            deadline: Some(from + day * 6),
            windows: Items::from_iter([window("w1", &id, 16, from, from + day * 2)]),
            ..Run::default()
        };
        if r % 2 == 0 {
            run.fallbacks.push(Fallback {
                id: "lora".into(),
                kind: FallbackKind::Lora,
                windows: Items::from_iter([window("w1", &id, 8, from + day * 3, from + day * 4)]),
                ..Fallback::default()
            });
        }
        if r % 5 == 4 {
            run.windows = Items::default();
            run.fallbacks.push(Fallback {
                id: "spot".into(),
                kind: FallbackKind::Spot,
                ..Fallback::default()
            });
        }
        plan.runs.push(run);
    }
    let analysis = facts(&plan, start + day * 9);
    (plan, analysis)
}

/// Facts that follow without any rule: half an hour of ramp and tail, the load, windows in order.
pub fn facts(plan: &Plan, now: Instant) -> Analysis {
    let mut analysis = Analysis { now, ..Analysis::default() };
    let half_hour = Duration::from_minutes(30);
    let mut on: Vec<Vec<(Span, i64)>> = vec![Vec::new(); plan.blocks.len()];
    for (at, run) in plan.runs.iter().enumerate() {
        let mut facts = RunFacts { id: run.id.clone(), ..RunFacts::default() };
        let rung = run.rung().map(|rung| rung.id.clone());
        for window in run.windows_in_force().iter() {
            facts.windows.push(WindowFacts {
                target: Target::Window(run.id.clone(), rung.clone(), window.id.clone()),
                block: window.block.clone(),
                nodes: window.nodes.get(),
                span: window.span(),
                productive: window.span().len(),
            });
            if let Some(block) = plan.blocks.position(window.block.as_str()) {
                on[block].push((window.span(), i64::from(window.nodes.get())));
            }
        }
        sort::by_key(&mut facts.windows, |window| window.span.start);
        let last = facts.windows.last().map(|window| window.span);
        facts.p50_end = last.map(|span| span.end - Duration::from_hours(10));
        facts.planned_end = last.map(|span| span.end - Duration::from_hours(4));
        facts.p90_end = last.map(|span| span.end + Duration::from_hours(at as i64 % 3 * 12));
        for rung in run.fallbacks.iter() {
            let in_force = run.in_force.as_ref() == Some(&rung.id);
            facts.rungs.push(RungFacts { id: rung.id.clone(), in_force, ..RungFacts::default() });
        }
        analysis.index.runs.insert(run.id.clone(), at);
        analysis.runs.push(facts);
    }
    for (at, (block, parts)) in plan.blocks.iter().zip(on).enumerate() {
        let usable = Span::new(block.start + half_hour, block.span().end - half_hour);
        analysis.index.blocks.insert(block.id.clone(), at);
        analysis.blocks.push(BlockFacts {
            id: block.id.clone(),
            span: block.span(),
            open_ended: block.end.is_none(),
            usable,
            nodes: block.nodes.get(),
            load: Steps::from_parts(parts),
            dates: vec![crate::analysis::Mark {
                kind: MarkKind::UsableEnd,
                at: usable.end,
                why: crate::model::block_dates::Why::NoEarlyStop,
                source: Default::default(),
                doubtful: false,
            }],
            ..BlockFacts::default()
        });
    }
    analysis
}

/// A finding about an item.
pub fn finding(target: Target, severity: Severity, when: Option<Span>) -> Diagnostic {
    Diagnostic {
        code: "B116",
        severity,
        target,
        field: None,
        when,
        message: String::new(),
        fixes: Vec::new(),
    }
}

prop_compose! {
    /// Windows over a few days, some on blocks that do not exist.
    fn any_windows()(parts in proptest::collection::vec((0..4_u8, 1..40_u32, 0..500_i64, 1..200_i64), 0..6)) -> Items<Window> {
        let origin = at("2027-03-20T00:00Z");
        Items::from_iter(parts.into_iter().enumerate().map(|(i, (b, nodes, start, length))| {
            let start = origin + Duration::from_hours(start);
            window(&format!("w{}", i + 1), &format!("b{b}"), nodes, start, start + Duration::from_minutes(length * 17))
        }))
    }
}

prop_compose! {
    fn any_run()(
        windows in any_windows(),
        rungs in proptest::collection::vec(any_windows(), 0..3),
        in_force in proptest::option::of(0..4_usize),
        after in proptest::collection::vec(0..6_usize, 0..3),
        dates in proptest::option::of((0..900_i64, 0..900_i64)),
    ) -> Run {
        let origin = at("2027-03-20T00:00Z");
        Run {
            windows,
            fallbacks: Items::from_iter(rungs.into_iter().enumerate().map(|(i, windows)| Fallback {
                id: format!("f{i}").as_str().into(), windows, ..Fallback::default()
            })),
            in_force: in_force.map(|at| format!("f{at}").as_str().into()),
            after: after.into_iter().map(|at| format!("r{at}").as_str().into()).collect(),
            ready: dates.map(|(ready, _)| origin + Duration::from_hours(ready)),
            deadline: dates.map(|(_, deadline)| origin + Duration::from_hours(deadline)),
            ..Run::default()
        }
    }
}

prop_compose! {
    /// A plan with anything in it that drawing must bear, with names that must not reach a terminal.
    pub fn any_plan()(
        blocks in proptest::collection::vec((0..400_i64, proptest::option::of(1..400_i64), 1..64_u32, 0..10_usize), 0..4),
        runs in proptest::collection::vec(any_run(), 0..6),
    ) -> Plan {
        let origin = at("2027-03-20T00:00Z");
        Plan {
            blocks: Items::from_iter(blocks.into_iter().enumerate().map(|(i, (start, length, nodes, stage))| {
                let start = origin + Duration::from_hours(start);
                let end = length.map(|hours| start + Duration::from_hours(hours));
                let mut block = block(&format!("b{i}"), nodes, start, end, status::STAGES[stage].stage);
                block.name = "\u{1b}[31mred 数据中心".to_string();
                block
            })),
            runs: Items::from_iter(runs.into_iter().enumerate().map(|(i, run)| Run {
                id: format!("r{i}").as_str().into(), ..run
            })),
            ..Plan::default()
        }
    }
}
