use planb::app::settings::ColorLevel;
use planb::app::{App, Msg, document::Document, keys, update};
use planb::base::Instant;
use planb::ui::Theme;
use planb::world::World;
use std::sync::Arc;
fn main() {
    let text = std::fs::read_to_string("assets/examples/startup.ron").unwrap();
    for script in ["", "v", "zh", "ji", "!", "?", ":zoom", "<Enter>", "gp", "w", "jD", "zsjm3l"] {
        let plan = planb::format::read::read(&text).unwrap().plan;
        let (zones, _) = planb::base::zone::Zones::load(plan.zones.iter().map(|z| z.as_str()));
        let world = World { zones, ..World::embedded() };
        let now = Instant::parse("2027-01-13T09:00Z").unwrap();
        let mut app = App::new(Document::new(plan, text.clone(), None, Arc::new(world), now));
        update(&mut app, Msg::Resize(40, 15));
        for key in keys::script(script) { update(&mut app, Msg::Key(key)); }
        let theme = Theme::built_in("default", ColorLevel::Never, false);
        let t = std::time::Instant::now();
        for i in 0..200 { update(&mut app, Msg::Resize(40 - i % 8, 15)); }
        let u = t.elapsed() / 200;
        let t = std::time::Instant::now();
        for _ in 0..200 { let _ = planb::ui::print(&app, &theme); }
        println!("{script:10} update {u:?} draw {:?}", t.elapsed() / 200);
    }
}
