//! How long a key takes, from the message to the state that is drawn, on plans of two sizes.

use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use planb::app::document::Document;
use planb::app::{App, Msg, keys, update};
use planb::model::generate::{generate, start};
use planb::world::World;

fn app(items: usize) -> App {
    let plan = generate(items, items, 2 * items, 1);
    let doc = Document::new(plan, String::new(), None, Arc::new(World::embedded()), start());
    let mut app = App::new(doc);
    update(&mut app, Msg::Resize(120, 40));
    app
}

fn press(app: &mut App, script: &str) {
    for key in keys::script(script).unwrap() {
        update(app, Msg::Key(key));
    }
}

fn key(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("keys");
    group.sample_size(20);
    for items in [1_000, 10_000] {
        let mut app = app(items);
        let mut bench = |name: &str, before: &str, keys: &str| {
            press(&mut app, before);
            group.bench_with_input(BenchmarkId::new(name, items), keys, |bencher, keys| {
                bencher.iter(|| press(&mut app, keys));
            });
        };
        bench("down and up", "gg", "jk");
        bench("right and left", "", "lh");
        bench("other grouping and back", "", "vv");
        bench("next problem", "", "n");
        bench("move a bar", "ggj", ">>");
        bench("move a held bar", "ggjm", "l");
        bench("palette, one letter", "<Esc><Esc>", ":s<Esc>");
        bench("filter, one letter", "", "/7<Esc>");
    }
    group.finish();
}

criterion_group!(benches, key);
criterion_main!(benches);
