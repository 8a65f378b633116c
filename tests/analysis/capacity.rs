//! The search for free capacity against trying every hour of every block.

use super::build::*;
use planb::analysis::analyze;
use planb::base::{Duration, Instant};
use planb::model::*;
use proptest::prelude::*;

const NOW: &str = "2027-01-04T00:00Z";

/// (start hour, length in hours, nodes, stage) and windows on it as (start, length, nodes).
type Made = (i64, i64, u32, usize, Vec<(i64, i64, u32)>);

fn hour(of: i64) -> Instant {
    at(NOW) + hours(of)
}

fn made() -> impl Strategy<Value = Vec<Made>> {
    let windows = prop::collection::vec((0_i64..40, 1_i64..20, 1_u32..5), 0..4);
    prop::collection::vec((-10_i64..60, 2_i64..40, 1_u32..5, 0_usize..4, windows), 0..4)
}

/// Slurm reservations without a ramp: usable from start to end.
fn plan_of(blocks: &[Made], nodes: u32, time: i64, deadline: i64) -> Plan {
    let mut plan = Plan { ramp: Duration::ZERO, ..plan() };
    let mut others = run("others", need(1, 1));
    for (at, (start, length, count, stage, windows)) in blocks.iter().enumerate() {
        let id = format!("b{at}");
        plan.blocks.push(Block {
            id: id.as_str().into(),
            nodes: Nodes::new(*count),
            start: hour(*start),
            end: Some(hour(start + length)),
            product: "none".into(),
            status: [Stage::Active, Stage::Scheduled, Stage::Offered, Stage::Denied][*stage].into(),
            ..Block::default()
        });
        for (from, time, nodes) in windows {
            others.windows.push(Window {
                id: format!("w{}", others.windows.len()).into(),
                block: id.as_str().into(),
                nodes: Nodes::new(*nodes),
                start: hour(start + from),
                end: hour(start + from + time),
                ..Window::default()
            });
        }
    }
    let mut run = run("r", need(1, 1));
    run.deadline = Some(hour(deadline));
    run.fallbacks.push(rung("any", FallbackKind::Custom, need(nodes, time)));
    plan.runs.push(run);
    plan.runs.push(others);
    plan
}

/// Every start hour on every live block at which `nodes` are free for `time` hours.
fn brute(blocks: &[Made], nodes: u32, time: i64) -> Vec<(i64, usize)> {
    let mut found = Vec::new();
    for (at, (start, length, count, stage, windows)) in blocks.iter().enumerate() {
        // What does not come, and offers that nobody can buy any more.
        if *stage == 3 || *stage == 2 && *start < 0 {
            continue;
        }
        for first in (*start).max(0)..=(start + length - time) {
            let free = (first..first + time).all(|now| {
                let taken: u32 = windows
                    .iter()
                    .filter(|(from, time, _)| start + from <= now && now < start + from + time)
                    .map(|window| window.2)
                    .sum();
                taken + nodes <= *count
            });
            if free {
                found.push((first, at));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn free_capacity_is_found_where_trying_every_hour_finds_it(
        blocks in made(),
        nodes in 1_u32..4,
        time in 1_i64..15,
        deadline in 5_i64..100,
    ) {
        let plan = plan_of(&blocks, nodes, time, deadline);
        let found = analyze(&plan, &world(), at(NOW));
        let rung = &found.runs[0].rungs[0];
        let starts = brute(&blocks, nodes, time);

        let earliest = starts.iter().map(|(start, _)| hour(start + time)).min();
        let in_time = starts.iter().filter(|(start, _)| start + time <= deadline);
        // An offer must be bought before it starts.
        let latest = in_time.map(|(start, block)| match blocks[*block].3 {
            2 => hour(*start).min(hour(blocks[*block].0)),
            _ => hour(*start),
        });
        let latest = latest.max();
        prop_assert_eq!(rung.planned_end, earliest);
        prop_assert_eq!(rung.decide_by.as_ref().map(|by| by.hard), latest);
        let can = latest.is_some_and(|latest| latest >= at(NOW));
        prop_assert_eq!(rung.lost.is_none(), can);
    }
}
