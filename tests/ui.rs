//! What is drawn: at every size, with every panel and modal open, with hostile names, without colours.

use std::sync::Arc;

use planb::app::document::Document;
use planb::app::settings::ColorLevel;
use planb::app::{App, Msg, keys, update};
use planb::base::Instant;
use planb::base::words::is_hidden;
use planb::base::zone::Zones;
use planb::model::Plan;
use planb::ui::{self, Theme, frame};
use planb::world::World;
use ratatui::buffer::Buffer;
use ratatui::style::Color;
use unicode_width::UnicodeWidthStr;

const STARTUP: &str = include_str!("../assets/examples/startup.ron");
const NOW: &str = "2027-01-13T09:00Z";

fn startup() -> Plan {
    planb::format::read::read(STARTUP).unwrap().plan
}

fn open(plan: Plan, (width, height): (u16, u16)) -> App {
    let zones = Zones::load(plan.zones.iter().map(|zone| zone.as_str())).0;
    let world = Arc::new(World { zones, ..World::embedded() });
    let now = Instant::parse(NOW).unwrap();
    let mut app = App::new(Document::new(plan, String::new(), Some("plan.ron".into()), world, now));
    update(&mut app, Msg::Resize(width, height));
    app
}

fn press(app: &mut App, script: &str) {
    for key in keys::script(script).unwrap() {
        update(app, Msg::Key(key));
    }
}

/// The frame that keys lead to.
fn drawn(plan: Plan, size: (u16, u16), script: &str, theme: &Theme) -> Buffer {
    let mut app = open(plan, size);
    press(&mut app, script);
    ui::print(&app, theme)
}

fn plain() -> Theme {
    Theme::built_in("default", ColorLevel::Never, false)
}

/// Keys that lead to each screen, panel and modal.
const SCREENS: &[(&str, &str)] = &[
    ("blocks", ""),
    ("runs", "v"),
    ("hours", "zh"),
    ("inspector", "ji"),
    ("problems", "!"),
    ("agenda", "@j"),
    ("costs", "$jj"),
    ("ladder", "jD"),
    ("held", "zsjm3l"),
    ("which key", "z"),
    ("count", "12"),
    ("palette", ":"),
    ("palette narrowed", ":zoom"),
    ("nothing found", ":qqqq"),
    ("help", "?"),
    ("form", "<Enter>"),
    ("form, typing", "<Enter>jj<Enter>aws"),
    ("plan's form", "gp"),
    ("prompt", "gd+3"),
    ("prompt, refused", "gdxyzzy<Enter>"),
    ("filter", "/seed"),
    ("nothing left", "/qqqq<Enter>"),
    ("why", "w"),
    ("legend", ":legend<Enter>"),
    ("question", "p#q"),
    ("wall screen", ":present<Enter>jjl"),
];

#[test]
fn every_screen_can_be_drawn_at_every_size() {
    let theme = plain();
    for (index, (name, script)) in SCREENS.iter().enumerate() {
        let mut app = open(startup(), (80, 24));
        press(&mut app, script);
        let sizes = (1_u16..=40).flat_map(|width| (1_u16..=15).map(move |height| (width, height)));
        // The first screen at all of them, every other at a fifth, each at another fifth than the one before.
        let sizes = sizes.filter(|(width, height)| {
            index == 0 || (usize::from(*width + 3 * *height) + index).is_multiple_of(5)
        });
        for (width, height) in
            sizes.chain([(60, 12), (80, 24), (139, 30), (140, 30), (200, 60), (300, 3), (5, 200)])
        {
            update(&mut app, Msg::Resize(width, height));
            let buf = ui::print(&app, &theme);
            let shown = frame::to_text(&buf);
            let is_tiny = width < 8 || height < 2;
            assert!(is_tiny || !shown.trim().is_empty(), "nothing to see of {name} at {width}x{height}");
        }
    }
}

#[test]
fn a_buffer_of_another_size_than_the_app_was_told_does_no_harm() {
    let mut app = open(startup(), (80, 24));
    for (_, script) in SCREENS {
        press(&mut app, script);
        for size in [(1, 1), (40, 10), (100, 50)] {
            let mut buf = Buffer::empty(ratatui::layout::Rect::new(0, 0, size.0, size.1));
            ui::draw(&app, &plain(), &mut buf);
        }
    }
}

const HOSTILE: &[&str] = &[
    "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m",
    "line\nbreak\ttab\rreturn\0",
    "\u{202e}gnol a dna\u{2066} \u{200f}right to left שלום עולם مرحبا",
    "模型训练窗口模型训练窗口模型训练窗口",
    "👩\u{200d}🔬 ⚠\u{fe0f} ♻\u{fe0f} 🇩🇪 e\u{301}\u{301}\u{301}\u{301}",
    "\u{feff}\u{200b}\u{ad}\u{e0041}",
    "ＦＵＬＬ　ＷＩＤＴＨ ﷽",
    "",
];

/// The start-up's plan with one text in every place that takes one.
fn hostile(text: &str) -> Plan {
    let mut plan = startup();
    plan.title = text.to_string();
    plan.currency = text.chars().take(3).collect();
    for at in 0..plan.blocks.len() {
        let block = plan.blocks.at_mut(at).unwrap();
        (block.name, block.reference) = (text.to_string(), text.to_string());
        (block.region, block.zone) = (text.into(), text.into());
        block.tags = vec![text.to_string()];
        block.machine = planb::model::MachineId::new(text);
    }
    for at in 0..plan.runs.len() {
        let run = plan.runs.at_mut(at).unwrap();
        (run.name, run.gate) = (text.to_string(), text.to_string());
        run.owner = planb::model::PersonId::new(text);
        for rung in 0..run.fallbacks.len() {
            let rung = run.fallbacks.at_mut(rung).unwrap();
            (rung.name, rung.gives_up) = (text.to_string(), text.to_string());
        }
    }
    plan
}

/// No cell holds what a terminal would obey, and no character hangs over another.
fn assert_sound(buf: &Buffer, what: &str) {
    for y in 0..buf.area.height {
        let mut covered_until = 0;
        for x in 0..buf.area.width {
            let symbol = buf[(x, y)].symbol();
            let harmful = |c: char| c.is_control() || is_hidden(c) && c != '\u{fe0f}';
            assert!(!symbol.contains(harmful), "{what}: {symbol:?} at {x},{y}");
            if x < covered_until {
                assert_eq!(symbol, " ", "{what}: drawn over half a character at {x},{y}");
                continue;
            }
            covered_until = x + symbol.width().max(1) as u16;
            assert!(covered_until <= buf.area.width, "{what}: {symbol:?} hangs over the edge at {x},{y}");
        }
    }
}

#[test]
fn hostile_names_reach_no_cell_and_move_nothing() {
    for text in HOSTILE {
        let mut app = open(hostile(text), (80, 24));
        for (name, script) in SCREENS {
            app.modals.clear();
            press(&mut app, "<Esc><Esc><Esc>");
            press(&mut app, script);
            for size in [(80, 24), (37, 9), (160, 40)] {
                update(&mut app, Msg::Resize(size.0, size.1));
                assert_sound(&ui::print(&app, &plain()), &format!("{text:?} in {name}"));
            }
        }
    }
}

#[test]
fn ascii_frames_hold_nothing_else() {
    let theme = Theme::built_in("default", ColorLevel::Ansi16, true);
    for (name, script) in SCREENS {
        let text = frame::to_text(&drawn(hostile(HOSTILE[3]), (100, 30), script, &theme));
        assert!(text.is_ascii(), "{name}: {text}");
    }
}

#[test]
fn a_selected_block_still_shows_that_it_is_not_sure_or_does_not_come() {
    let row = |name: &str, script: &str| {
        let theme = Theme::built_in("default", ColorLevel::Truecolor, false);
        let text = frame::to_text(&drawn(startup(), (160, 30), script, &theme));
        let row = text.lines().find(|line| line.contains(name) && line.contains('▶')).map(str::to_string);
        row.unwrap_or_else(|| panic!("{name} is not selected: {text}"))
    };
    assert!(row("Plan B block", "zfjj").contains("░░"));
    assert!(row("Main block", "zfggX<Esc>").contains("╌╌"));
}

#[test]
fn without_colours_states_can_be_told_apart_in_the_text_alone() {
    let mut plan = startup();
    plan.windows_mut("base-8b", None).unwrap().at_mut(0).unwrap().pinned = true;
    let buf = drawn(plan, (120, 24), "zs", &plain());
    for cell in &buf.content {
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset));
    }
    let text = frame::to_text(&buf);
    let row = |name: &str| {
        text.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}\n{text}"))
    };
    assert!(row("Main block").starts_with('▶') && row("Main block").contains("▶8 x"), "selected: {text}");
    assert!(row("Plan B block").contains('░'), "a block that is not sure: {text}");
    assert!(text.contains('╱'), "a fallback: {text}");
    assert!(text.contains("^8B continued"), "pinned: {text}");
    assert!(text.lines().any(|line| line.contains('│')), "now: {text}");
}

#[test]
fn a_broken_plan_shows_where() {
    let mut plan = startup();
    plan.blocks.get_mut("cb-jan").unwrap().nodes = planb::model::Nodes::new(4);
    let text = frame::to_text(&drawn(plan, (120, 24), "zs", &plain()));
    assert!(text.contains("!!!"), "where more is used than there is: {text}");
}

#[test]
fn a_block_that_was_refused_is_drawn_as_gone() {
    let mut plan = startup();
    plan.blocks.get_mut("cb-late").unwrap().status = planb::model::Stage::Denied.into();
    let text = frame::to_text(&drawn(plan, (120, 24), "zs", &plain()));
    let row = text.lines().find(|line| line.contains("Plan B block")).unwrap();
    assert!(row.contains('╌') && row.contains("denied"), "{text}");
}

#[test]
fn the_screen_tells_the_moment_the_item_and_the_keys() {
    let text = frame::to_text(&drawn(startup(), (120, 24), "", &plain()));
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with(" Winter 8B") && lines[0].contains("on track"), "{text}");
    assert!(lines[22].contains("Wed 13 Jan 01:00 PST") && lines[22].contains("09:00Z"), "{text}");
    assert!(lines[22].contains("cb-jan"), "{text}");
    assert!(lines[23].contains("Enter edit") && lines[23].contains("? help"), "{text}");
    assert!(!lines[23].contains("undo"), "nothing to undo yet: {text}");
}

#[test]
fn what_is_not_saved_is_marked() {
    let text = frame::to_text(&drawn(startup(), (120, 24), "jp", &plain()));
    assert!(text.lines().next().unwrap().contains("* unsaved"), "{text}");
}

#[test]
fn equal_states_give_equal_pictures() {
    let theme = Theme::built_in("dark", ColorLevel::Truecolor, false);
    let picture = || frame::to_svg(&drawn(startup(), (80, 24), "jD", &theme), false);
    assert_eq!(picture(), picture());
}

#[test]
fn the_whole_screen() {
    for (name, size, script) in [
        ("80x24", (80, 24), "zsj"),
        ("120x36", (120, 36), "zsjD"),
        ("200x50", (200, 50), "zsji"),
        ("40x12", (40, 12), "zsj"),
    ] {
        insta::assert_snapshot!(name, frame::to_text(&drawn(startup(), size, script, &plain())));
    }
    let ascii = Theme::built_in("default", ColorLevel::Never, true);
    insta::assert_snapshot!("ascii", frame::to_text(&drawn(startup(), (80, 24), "zsj", &ascii)));
}

#[test]
fn what_completes_a_text_stands_in_a_box_at_every_size() {
    let cases = [("startup", "jjW"), ("filter", "/"), ("form", "<Enter>jj<Enter>")];
    for ascii in [false, true] {
        let theme = Theme::built_in("default", ColorLevel::Never, ascii);
        let (side, corner) = if ascii { ('|', '+') } else { ('│', '╭') };
        for (name, script) in cases {
            for size in [(80, 24), (100, 30), (200, 60), (40, 12)] {
                let mut app = open(startup(), size);
                press(&mut app, script);
                let words: Vec<String> = match app.modals.last() {
                    Some(planb::app::modal::Modal::Prompt(prompt)) => prompt.completions.clone(),
                    Some(planb::app::modal::Modal::Form(form)) => form.completions.clone(),
                    _ => Vec::new(),
                };
                let Some(word) = words.first() else { panic!("{name}: nothing to complete") };
                let text = frame::to_text(&ui::print(&app, &theme));
                let boxed = |line: &str| {
                    let at = line.find(&format!("{side}  {word}"))?;
                    line.get(at + side.len_utf8()..)?.find(side)
                };
                assert!(text.lines().any(|line| boxed(line).is_some()), "{name} at {size:?}: {word}\n{text}");
                assert!(text.contains(corner), "{name} at {size:?}\n{text}");
            }
            // Where there is no room for a box, the words are still there, and nothing else breaks.
            for size in [(20, 5), (30, 6), (6, 3), (1, 1)] {
                let mut app = open(startup(), size);
                press(&mut app, script);
                ui::print(&app, &theme);
            }
        }
    }
}

#[test]
fn without_colours_block_load_and_windows_have_shapes_of_their_own() {
    let text = frame::to_text(&drawn(startup(), (120, 24), "zsj", &plain()));
    let row = |name: &str| {
        text.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}\n{text}"))
    };
    let (block, window) = (row("Main block"), row("▶8B continued"));
    assert!(block.contains('┣') && block.contains('┫'), "a block has ends: {text}");
    assert!(block.contains("▆▆▆") && block.contains('▁'), "full and nearly idle: {text}");
    assert!(window.contains("▇▇▇") && !block.contains("▇▇"), "work is not load: {text}");
    assert!(window.contains('▐'), "half a cell parts two windows: {text}");
    // Only what is selected is reversed: nothing else on the lanes is a white area.
    let app = {
        let mut app = open(startup(), (120, 24));
        press(&mut app, "zsj");
        app
    };
    let buf = ui::print(&app, &plain());
    let y = text.lines().position(|line| line.contains("Serving pool")).unwrap() as u16;
    let lanes = app.panes.lanes;
    let reversed = (lanes.x..lanes.right())
        .filter(|x| buf[(*x, y)].modifier.contains(ratatui::style::Modifier::REVERSED))
        .count();
    assert_eq!(reversed, 0, "{text}");
}
