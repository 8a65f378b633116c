//! How long it takes to play the loss of every block that is not certain, and to find the changes that mend a run.

use criterion::{Criterion, criterion_group, criterion_main};
use planb::base::zone::Zones;
use planb::drill::Drills;
use planb::model::generate::{generate, start};
use planb::model::{Plan, Stage, Target};
use planb::why::why;
use planb::world::World;

fn world() -> World {
    let (zones, _) = Zones::load(["Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "America/New_York"]);
    World { zones, ..World::embedded() }
}

/// 200 blocks and runs with 400 windows; no block is certain.
fn uncertain() -> Plan {
    let mut plan = generate(200, 200, 400, 1);
    for at in 0..plan.blocks.len() {
        if let Some(block) = plan.blocks.at_mut(at) {
            block.status = Stage::Requested.into();
        }
    }
    plan
}

fn drills(criterion: &mut Criterion) {
    let (world, plan) = (world(), uncertain());
    let mut group = criterion.benchmark_group("drill");
    group.sample_size(10);
    group.bench_function("all of 200 blocks", |bencher| {
        bencher.iter(|| Drills::new(&plan, &world, start()).all().len());
    });
    let first = Target::Run(plan.runs.at(0).map(|run| run.id.clone()).unwrap_or_default());
    group.bench_function("why a run of 200", |bencher| {
        bencher.iter(|| why(&plan, &world, start(), &first));
    });
    group.finish();
}

criterion_group!(benches, drills);
criterion_main!(benches);
