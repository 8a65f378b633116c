//! Drawing a frame: what is seen costs, not what there is.

use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use planb::app::document::Document;
use planb::app::settings::ColorLevel;
use planb::app::{App, Msg, keys, update};
use planb::model::generate::{generate, start};
use planb::ui::{self, Theme};
use planb::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn app(items: usize, size: (u16, u16), script: &str) -> App {
    let plan = generate(items, items, 2 * items, 1);
    let mut app = App::new(Document::new(plan, String::new(), None, Arc::new(World::embedded()), start()));
    update(&mut app, Msg::Resize(size.0, size.1));
    for key in keys::script(script).unwrap() {
        update(&mut app, Msg::Key(key));
    }
    app
}

fn frames(c: &mut Criterion) {
    let theme = Theme::built_in("dark", ColorLevel::Truecolor, false);
    let mut group = c.benchmark_group("frame");
    for (name, items, size, script) in [
        ("1k, 80x24", 1_000, (80, 24), "jj"),
        ("1k, 200x60", 1_000, (200, 60), "jj"),
        ("1k, 200x60, month", 1_000, (200, 60), "zmjj"),
        ("1k, 200x60, inspector", 1_000, (200, 60), "jji"),
        ("20k, 200x60", 20_000, (200, 60), "jj"),
    ] {
        let app = app(items, size, script);
        let mut buf = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| ui::draw(&app, &theme, &mut buf));
        });
    }
    group.finish();
}

criterion_group!(benches, frames);
criterion_main!(benches);
