//! How long an analysis takes, by the size of the plan.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use planb::analysis::analyze;
use planb::base::zone::Zones;
use planb::model::generate::{generate, start};
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
    group.finish();
}

criterion_group!(benches, analyses);
criterion_main!(benches);
