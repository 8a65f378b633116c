//! How long an analysis takes, by the size of the plan.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use planb::analysis::analyze;
use planb::base::Duration;
use planb::base::zone::Zones;
use planb::model::generate::{generate, start};
use planb::model::{Fallback, FallbackId, FallbackKind, Need, Nodes, Plan};
use planb::world::World;

fn analyses(criterion: &mut Criterion) {
    let (zones, _) = Zones::load(["Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "America/New_York"]);
    let world = World { zones, ..World::embedded() };
    let mut group = criterion.benchmark_group("analyze");
    group.sample_size(20);
    for windows in [200, 2_000, 20_000, 100_000] {
        let plan = generate(windows / 2, windows / 2, windows, 1);
        group.throughput(Throughput::Elements(windows as u64));
        group.bench_with_input(BenchmarkId::new("windows", windows), &plan, |bencher, plan| {
            bencher.iter(|| analyze(plan, &world, start()));
        });
    }
    let plan = three_rungs_each();
    group.bench_function("1,000 blocks and runs, three rungs each", |bencher| {
        bencher.iter(|| analyze(&plan, &world, start()));
    });
    group.finish();
}

/// Every run can fall back in three ways, into whatever room the plan has.
fn three_rungs_each() -> Plan {
    let mut plan = generate(1_000, 1_000, 2_000, 1);
    for at in 0..plan.runs.len() {
        let Some(run) = plan.runs.at_mut(at) else { continue };
        let kinds = [FallbackKind::Lora, FallbackKind::SmallerModel, FallbackKind::OnDemand];
        for kind in kinds.into_iter().skip(run.fallbacks.len()) {
            let id = FallbackId::new(format!("rung-{}", run.fallbacks.len() + 1));
            let hours = Some(Duration::from_hours(20));
            let need = Need { nodes: Nodes::new(2), hours, ..Need::default() };
            run.fallbacks.push(Fallback { id, kind, need, ..Fallback::default() });
        }
    }
    plan
}

criterion_group!(benches, analyses);
criterion_main!(benches);
