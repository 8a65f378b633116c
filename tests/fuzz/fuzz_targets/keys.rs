//! Any keys, pastes, resizes and clicks typed into the program: it draws, and undo leads back to the plan that was opened.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use planb::app::document::Document;
use planb::app::settings::ColorLevel;
use planb::app::{App, Msg, keys, update};
use planb::base::Instant;
use planb::base::zone::Zones;
use planb::model::Plan;
use planb::ui::{self, Theme};
use planb::world::World;

static PLAN: LazyLock<Plan> =
    LazyLock::new(|| planb::format::read(include_str!("../../../assets/examples/startup.ron")).unwrap().plan);
static WORLD: LazyLock<Arc<World>> = LazyLock::new(|| {
    let zones = Zones::load(PLAN.zones.iter().map(|zone| zone.as_str())).0;
    Arc::new(World { zones, ..World::embedded() })
});

fuzz_target!(|text: &str| {
    let now = Instant::parse("2027-01-06T09:00Z").unwrap();
    let doc = Document::new(PLAN.clone(), String::new(), Some("plan.ron".into()), WORLD.clone(), now);
    let mut app = App::new(doc);
    let theme = Theme::built_in("default", ColorLevel::Never, false);
    update(&mut app, Msg::Resize(100, 30));
    // Lines are typed; one that begins with a tab is pasted; one that begins with # gives a size.
    for line in text.split('\n').take(20) {
        if let Some(pasted) = line.strip_prefix('\t') {
            update(&mut app, Msg::Paste(pasted.to_string()));
        } else if let Some((columns, rows)) = line.strip_prefix('#').and_then(|size| size.split_once('x')) {
            let size = |text: &str| text.parse::<u16>().unwrap_or(1).min(300);
            update(&mut app, Msg::Resize(size(columns), size(rows)));
        } else {
            for key in keys::script(line).unwrap_or_default().into_iter().take(60) {
                update(&mut app, Msg::Key(key));
            }
        }
        let _ = ui::print(&app, &theme);
    }
    app.grab = None;
    while app.doc.undo().is_some() {}
    assert!(*app.doc.plan() == *PLAN, "undo leads back to the plan that was opened");
});
