use planb::app::settings::ColorLevel;
use planb::app::{App, Msg, document::Document, keys, update};
use planb::base::Instant;
use planb::ui::{Theme, frame};
use planb::world::World;
use std::sync::Arc;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&a[1]).unwrap();
    let plan = planb::format::read::read(&text).unwrap_or_else(|f| panic!("{f:#?}")).plan;
    let mut world = World::embedded();
    let (zones, _) = planb::base::zone::Zones::load(plan.zones.iter().map(|z| z.as_str()));
    world.zones = zones;
    let now = Instant::parse(&a[3]).unwrap();
    let mut app = App::new(Document::new(plan, text.clone(), Some("plan.ron".into()), Arc::new(world), now));
    let (w, h) = a[2].split_once('x').unwrap();
    update(&mut app, Msg::Resize(w.parse().unwrap(), h.parse().unwrap()));
    for key in keys::script(a.get(4).map_or("", |s| s)) { update(&mut app, Msg::Key(key)); }
    let name = a.get(5).map_or("dark", |s| s);
    let level = match a.get(6).map(String::as_str) { Some("never") => ColorLevel::Never, Some("16") => ColorLevel::Ansi16, Some("256") => ColorLevel::Ansi256, _ => ColorLevel::Truecolor };
    let theme = Theme::built_in(name, level, a.get(7).is_some());
    let buf = planb::ui::print(&app, &theme);
    let text = frame::to_text(&buf);
    use std::io::Write;
    std::io::stdout().write_all(text.as_bytes()).unwrap();
    std::fs::write("/tmp/frame.svg", frame::to_svg(&buf, name == "light")).unwrap();
}
