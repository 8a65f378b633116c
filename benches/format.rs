//! Reading, saving and laying out a plan of about 10 MB.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use planb::format::{fmt, locate::Source, read, scan::scan, update, write};
use planb::model::Nodes;
use planb::model::generate::generate;

fn formats(criterion: &mut Criterion) {
    let plan = generate(11_000, 11_000, 22_000, 1);
    let text = write(&plan);
    let plan = read(&text).expect("a generated plan reads").plan;
    let mut moved = plan.clone();
    moved.blocks.at_mut(5_000).expect("so many blocks").nodes = Nodes::new(3);
    let mut removed = plan.clone();
    let gone = removed.runs.at(5_000).expect("so many runs").id.clone();
    removed.runs.remove(gone);
    let target = planb::model::Target::Run(plan.runs.at(9_000).expect("so many runs").id.clone());

    let mut group = criterion.benchmark_group(format!("format {:.1} MB", text.len() as f64 / 1e6));
    group.sample_size(20).throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("scan", |bencher| bencher.iter(|| scan(black_box(&text))));
    group.bench_function("read", |bencher| bencher.iter(|| read(black_box(&text))));
    group.bench_function("read by ron into Value", |bencher| {
        let options =
            ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        bencher.iter(|| options.from_str::<ron::Value>(black_box(&text)));
    });
    group.bench_function("write", |bencher| bencher.iter(|| write(black_box(&plan))));
    group.bench_function("fmt", |bencher| bencher.iter(|| fmt(black_box(&text))));
    group.bench_function("update, a value", |bencher| {
        bencher.iter(|| update(&text, &plan, black_box(&moved)))
    });
    group.bench_function("update, a run", |bencher| {
        bencher.iter(|| update(&text, &plan, black_box(&removed)))
    });
    group.bench_function("locate", |bencher| {
        bencher.iter(|| Source::new(black_box(&text)).locate(&target, Some("need")));
    });
    group.finish();
}

criterion_group!(benches, formats);
criterion_main!(benches);
