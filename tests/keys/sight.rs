//! What is on the screen: what a filter hides cannot be edited, edits leave the view where it is, and what matters is seen.

use crate::program::{Program, with};
use planb::app::Msg;
use planb::base::{Instant, Span};
use planb::model::{Nodes, Plan, Target};
use planb::timeline::LaneKind;

fn example(text: &str) -> Plan {
    planb::format::read::read(text).unwrap().plan
}

fn startup() -> Program {
    let mut program = with(example(include_str!("../../assets/examples/startup.ron")));
    program.tell(Msg::Resize(100, 24));
    program
}

fn company(size: (u16, u16)) -> Program {
    let mut program = with(example(include_str!("../../assets/examples/company.ron")));
    program.tell(Msg::Resize(size.0, size.1));
    program
}

/// Scale and place in time.
fn place(program: &Program) -> (Instant, i64) {
    let viewport = program.app.view.viewport;
    (viewport.start, viewport.seconds_per_cell())
}

fn seen(program: &Program) -> Span {
    program.app.view.viewport.span(program.app.panes.lanes.width)
}

fn row_with(program: &Program, text: &str) -> String {
    let screen = program.screen(false);
    let row = screen.lines().find(|line| line.contains(text)).map(str::to_string);
    row.unwrap_or_else(|| panic!("{text} is not in\n{screen}"))
}

#[test]
fn what_a_filter_hides_is_not_deleted() {
    let mut program = startup();
    program.keys("/lora<Enter>xxx");
    assert_eq!(program.changes(), "- block cb-late");
    assert_eq!(program.said(), "delete: nothing is selected");
    assert_eq!(program.app.selected, Target::Plan);
    for (keys, said) in [("c", "duplicate: nothing is selected"), ("<Enter>", "edit: nothing is selected")] {
        program.keys(keys);
        assert_eq!(program.said(), said);
    }
    program.keys(">m");
    assert_eq!(program.changes(), "- block cb-late");
    // With all lanes back, something in sight is selected again.
    program.keys("<Esc>");
    assert!(program.app.view.lanes.find(program.app.plan(), &program.app.selected).is_some());
}

#[test]
fn a_filter_left_with_esc_gives_the_selection_back() {
    let mut program = startup();
    program.keys("j/pool");
    assert_eq!(program.app.selected.to_string(), "chat/w1", "it is what is seen");
    program.keys("<Esc>");
    assert_eq!(program.app.selected.to_string(), "base-8b/w1");
}

#[test]
fn what_is_added_is_seen_though_a_filter_would_hide_it() {
    let mut program = startup();
    program.keys("/cb-late<Enter>kc");
    let copy = program.app.selected.clone();
    assert!(program.changes().contains(&format!("+ block {copy}")), "{}", program.changes());
    assert!(program.app.view.lanes.find(program.app.plan(), &copy).is_some(), "{copy}");
    let mut program = startup();
    program.keys("/lora<Enter>a");
    assert!(program.changes().contains("+ run "), "{}", program.changes());
    assert!(program.app.view.lanes.find(program.app.plan(), &program.app.selected).is_some());
}

#[test]
fn edits_leave_scale_and_place_as_they_are() {
    for script in [
        "jx",
        "jjjx",
        "jp",
        "j24>>",
        "Gx",
        "jxu",
        "jm3l<Enter>",
        "jjX<Esc>X",
        "j<Enter>jj<Enter><C-u>2<Enter><Esc>",
    ] {
        let mut program = startup();
        let before = (place(&program), program.app.view.cursor);
        program.keys(script);
        assert_eq!(place(&program), before.0, "{script}");
        if script.ends_with('x') {
            assert_eq!(program.app.view.cursor, before.1, "{script}");
        }
    }
    // Neither does a filter, though the names that are left are shorter.
    for script in ["/evals", "/evals<Enter>", "/evals<Enter><Esc>"] {
        let mut program = startup();
        let before = place(&program);
        program.keys(script);
        assert_eq!(place(&program), before, "{script}");
    }
    // A name that makes the column of names wider takes columns, but not the scale.
    let mut program = startup();
    let before = place(&program);
    program.keys("<Enter>j<Enter><C-u>A block with quite a long name indeed<Enter><Esc>");
    assert!(program.changes().contains("quite a long name"), "{}", program.changes());
    assert_eq!(place(&program), before);
}

#[test]
fn a_screen_of_another_size_is_filled_anew_until_somebody_zooms() {
    let mut program = startup();
    let wide = program.app.view.viewport.seconds_per_cell();
    program.keys("jx").tell(Msg::Resize(60, 24));
    assert!(program.app.view.viewport.seconds_per_cell() > wide);
    program.keys("zd");
    let scale = program.app.view.viewport.seconds_per_cell();
    program.tell(Msg::Resize(120, 24));
    assert_eq!(program.app.view.viewport.seconds_per_cell(), scale);
}

#[test]
fn what_is_added_out_of_sight_is_brought_into_view_at_the_same_scale() {
    let mut program = startup();
    // A window that ends where the screen ends: its copy begins there.
    program.keys("jzs");
    let (_, scale) = place(&program);
    program.keys("c");
    let span = program.app.span_of(&program.app.selected.clone()).unwrap();
    assert!(seen(&program).contains(span.start), "{span:?}");
    assert_eq!(place(&program).1, scale);
    // Of one that is shorter than the screen all is seen.
    let mut program = startup();
    program.keys("zwgd2027-03-01T00:00Z<Enter>ggc");
    let span = program.app.span_of(&program.app.selected.clone()).unwrap();
    assert!(seen(&program).overlaps(span));
}

#[test]
fn under_a_held_bar_what_breaks_and_what_it_costs_are_told_at_80_columns() {
    let mut program = startup();
    program.tell(Msg::Resize(80, 24));
    program.keys("jmlll");
    let row = row_with(&program, "start +23h");
    assert!(row.contains("breaks: B116 overbooked block (cb-jan)"), "{row}");
    assert!(row.contains("slack 2d 8h -> 1d 9h"), "{row}");
    // What breaks comes first, and what stays the same last.
    let feedback = program.app.grab.as_ref().unwrap().feedback.clone();
    let at = |text: &str| feedback.find(text).unwrap_or_else(|| panic!("{text}: {feedback}"));
    assert!(at("breaks: ") < at("slack "), "{feedback}");
    assert!(at("slack ") < at("cost same"), "{feedback}");
    program.keys("<Enter>");
    assert!(row_with(&program, "Move base-8b/w1 23h later").contains("breaks: B116 overbooked"));
}

#[test]
fn what_was_told_can_be_read_again_in_full() {
    let mut program = startup();
    program.tell(Msg::Resize(60, 24));
    program.keys("jm3wl<Enter>");
    let said = program.said();
    program.keys("kgm");
    let screen = program.screen(false);
    let words: Vec<&str> = screen.split_whitespace().filter(|word| !"│─┌┐└┘".contains(word)).collect();
    assert!(words.join(" ").contains(&said), "{said}\n{screen}");
}

#[test]
fn runs_that_share_a_block_have_a_lane_each_where_there_is_room() {
    let on_cluster = |program: &Program| -> Vec<String> {
        let lanes = &program.app.view.lanes;
        let plan = program.app.plan();
        (0..lanes.len())
            .filter(|lane| {
                matches!(lanes.get(*lane).map(|it| it.kind), Some(LaneKind::Windows { ghost: false, .. }))
            })
            .filter(|lane| lanes.target(plan, *lane) == Target::Block("own".into()))
            .map(|lane| lanes.title(plan, lane))
            .collect()
    };
    let cluster = |program: &Program| {
        let plan = program.app.plan();
        plan.blocks.iter().find(|block| block.title() == "Own cluster").unwrap().id.clone()
    };
    let mut wide = company((200, 60));
    assert_eq!(cluster(&wide).as_str(), "own");
    let lanes = on_cluster(&wide);
    assert!(lanes.len() > 25 && lanes.iter().all(|name| !name.is_empty()), "{lanes:?}");
    let seen = wide.app.lanes_seen();
    assert!(wide.app.view.lanes.len() <= usize::from(seen), "all can be seen");
    // They stay where they are when a bar moves, is held, and when one looks elsewhere.
    for script in ["Gkkkkkkkkm5l", "<Enter>", "9999h", "G", "gg", "zw", "HHH", "zf"] {
        wide.keys(script);
        assert_eq!(on_cluster(&wide), lanes, "{script}");
    }
    // However bars overlap: they are all put at one time, one after the other.
    let mut plan = wide.app.doc.plan().clone();
    let day = Instant::parse("2027-02-01T00:00Z").unwrap();
    for at in 0..plan.runs.len() {
        let run = plan.runs.at_mut(at).unwrap();
        let is_there = run.windows.iter().any(|window| window.block.as_str() == "own");
        if let Some(window) = run.windows.at_mut(0).filter(|_| is_there) {
            (window.start, window.end) = (day, day + planb::base::Duration::from_hours(24));
        }
    }
    let mut piled = with(plan);
    piled.tell(Msg::Resize(200, 60));
    assert_eq!(on_cluster(&piled), lanes);
    let small = company((80, 24));
    assert!(on_cluster(&small).len() < 8);
}

#[test]
fn a_drill_leaves_the_bars_in_sight_that_it_is_about() {
    let mut program = startup();
    program.tell(Msg::Resize(80, 24));
    program.keys("X");
    let screen = program.screen(false);
    assert!(row_with(&program, "Main block").contains("╌╌"), "{screen}");
    assert!(screen.contains("Without cb-jan") && screen.contains("1. cb-jan does not come"), "{screen}");
    assert!(!screen.contains("takes the drill back"), "there is more than fits: {screen}");
    program.keys("6j");
    let mut scrolled = String::new();
    for _ in 0..12 {
        program.keys("j");
        scrolled += &program.screen(false);
    }
    assert!(scrolled.contains("the drill back"), "{scrolled}");
}

#[test]
fn the_ruler_keeps_labels_and_ticks_apart_at_every_scale_and_size() {
    let mut program = startup();
    for width in [40, 60, 80, 100, 110, 139, 200] {
        program.tell(Msg::Resize(width, 24));
        program.keys("zq99-99-");
        for _ in 0..14 {
            for step in ["", "l", "3l", "L"] {
                program.keys(step);
                ruler_is_clear(&program, width);
            }
            program.keys("+");
        }
    }
}

/// In the row of ticks no sign touches a letter, and every label is there whole.
fn ruler_is_clear(program: &Program, width: u16) {
    let area = program.app.panes.ruler;
    let theme = planb::ui::Theme::built_in("default", planb::app::settings::ColorLevel::Never, false);
    let buf = planb::ui::print(&program.app, &theme);
    let y = area.bottom() - 1;
    let row: Vec<&str> = (area.x..area.right()).map(|x| buf[(x, y)].symbol()).collect();
    let zone = program.app.zone();
    let frame = planb::timeline::Frame {
        plan: program.app.plan(),
        analysis: program.app.analysis(),
        lanes: &program.app.view.lanes,
        viewport: program.app.view.viewport,
        width: program.app.panes.lanes.width,
        height: 1,
        selected: &program.app.selected,
        zone: &zone,
    };
    let ruler = planb::timeline::view(&frame).ruler;
    let shown = row.concat();
    for label in &ruler.minor.labels {
        let at = usize::from(label.x);
        let letters = row[at..at + label.text.chars().count()].concat();
        assert_eq!(letters, label.text, "{width} columns: {shown}");
    }
    for pair in row.windows(2) {
        let is_tick = |sign: &str| sign == "╵";
        let is_text = |sign: &str| sign.chars().all(char::is_alphanumeric);
        let touches = is_tick(pair[0]) && is_text(pair[1]) || is_text(pair[0]) && is_tick(pair[1]);
        assert!(!touches, "{width} columns: {shown}");
    }
}

#[test]
fn short_work_does_not_hide_its_block_at_first() {
    let mut plan = example(include_str!("../../assets/examples/startup.ron"));
    plan.runs.retain(|run| run.id.as_str() == "evals");
    let run = plan.runs.at_mut(0).unwrap();
    run.after.clear();
    run.deadline = Some(Instant::parse("2027-02-10T00:00Z").unwrap());
    run.windows.at_mut(0).unwrap().nodes = Nodes::new(1);
    let program = with(plan);
    let block = program.app.plan().blocks.get("cb-jan").unwrap().span();
    assert!(seen(&program).contains_span(block));
    assert!(seen(&program).contains(Instant::parse("2027-02-10T00:00Z").unwrap()));
    assert!(seen(&program).contains(program.app.doc.now()));
}

#[test]
fn a_click_on_the_heading_over_unplaced_work_selects_nothing() {
    let mut program = startup();
    program.keys("jxgg");
    let screen = program.screen(false);
    let row =
        screen.lines().position(|line| line.contains("on no block")).unwrap_or_else(|| panic!("{screen}"));
    program.click((program.app.panes.names.x + 3, u16::try_from(row).unwrap()));
    assert_eq!(program.app.selected, Target::Plan);
    let before = program.changes();
    program.keys("x");
    assert_eq!(program.changes(), before);
    assert_eq!(program.said(), "delete: nothing is selected");
}
