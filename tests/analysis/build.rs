//! Short ways to write a plan.
// Several tests share this file, and none uses all of it.
#![allow(dead_code)]

use planb::analysis::{Analysis, analyze};
use planb::base::record::Maybe;
use planb::base::zone::Zones;
use planb::base::{Duration, Instant, Money};
use planb::model::*;
use planb::world::World;

pub fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub fn hours(hours: i64) -> Duration {
    Duration::from_hours(hours)
}

pub fn minutes(minutes: i64) -> Duration {
    Duration::from_minutes(minutes)
}

pub fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

/// Planned at the median, without interruptions, so that sums can be done in the head.
pub fn plan() -> Plan {
    Plan {
        confidence: Percent::new(50),
        failure_share: Some(Percent::new(0)),
        approval_days: 0,
        ..Plan::default()
    }
}

pub fn block(id: &str, nodes: u32, start: &str, end: &str) -> Block {
    Block {
        id: id.into(),
        machine: "aws.p5".into(),
        nodes: Nodes::new(nodes),
        start: at(start),
        end: Some(at(end)),
        product: "aws-capacity-block".into(),
        status: Stage::Scheduled.into(),
        ..Block::default()
    }
}

pub fn need(nodes: u32, time: i64) -> Need {
    Need { nodes: Nodes::new(nodes), hours: Some(hours(time)), ..Need::default() }
}

pub fn run(id: &str, need: Need) -> Run {
    Run { id: id.into(), need, ..Run::default() }
}

pub fn window(id: &str, block: &str, nodes: u32, start: &str, end: &str) -> Window {
    Window {
        id: id.into(),
        block: block.into(),
        nodes: Nodes::new(nodes),
        start: at(start),
        end: at(end),
        ..Window::default()
    }
}

pub fn rung(id: &str, kind: FallbackKind, need: Need) -> Fallback {
    Fallback { id: id.into(), kind, need, ..Fallback::default() }
}

pub fn saves(every: Duration, write: Duration, restart: Duration) -> Maybe<Checkpoint> {
    Maybe(Some(Checkpoint { interval: every, write, restart, ..Checkpoint::default() }))
}

pub fn world() -> World {
    let (zones, failed) = Zones::load(["Europe/Berlin", "America/Los_Angeles", "America/New_York"]);
    assert!(failed.is_empty());
    World { zones, ..World::embedded() }
}

pub fn analysis(plan: &Plan, now: &str) -> Analysis {
    analyze(plan, &world(), at(now))
}

/// The block and run of the worked example: a week on 32 nodes, from Monday to Monday.
pub fn week() -> Plan {
    let mut plan = plan();
    let mut block = block("cb-jan", 32, "2027-01-11T11:30Z", "2027-01-18T11:30Z");
    block.price = Maybe(Some(Price { per_node_hour: Some(money("31.464")), ..Price::default() }));
    plan.blocks.push(block);
    let mut run = run("base-8b", need(32, 155));
    run.windows.push(window("w1", "cb-jan", 32, "2027-01-11T12:00Z", "2027-01-17T23:00Z"));
    plan.runs.push(run);
    plan
}
