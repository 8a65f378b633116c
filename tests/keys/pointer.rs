use crate::program::{Program, program};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use planb::app::modal::Modal;
use planb::app::{Effect, Msg};
use planb::base::Instant;

impl Program {
    fn mouse(&mut self, kind: MouseEventKind, (column, row): (u16, u16), modifiers: KeyModifiers) {
        self.tell(Msg::Mouse(MouseEvent { kind, column, row, modifiers }));
    }

    pub fn click(&mut self, cell: (u16, u16)) {
        self.mouse(MouseEventKind::Down(MouseButton::Left), cell, KeyModifiers::NONE);
        self.mouse(MouseEventKind::Up(MouseButton::Left), cell, KeyModifiers::NONE);
    }

    fn drag(&mut self, from: (u16, u16), to: (u16, u16)) {
        self.mouse(MouseEventKind::Down(MouseButton::Left), from, KeyModifiers::NONE);
        self.mouse(MouseEventKind::Drag(MouseButton::Left), to, KeyModifiers::NONE);
        self.mouse(MouseEventKind::Up(MouseButton::Left), to, KeyModifiers::NONE);
    }

    fn wheel(&mut self, kind: MouseEventKind, cell: (u16, u16), modifiers: KeyModifiers) {
        self.mouse(kind, cell, modifiers);
    }

    /// The cell of a moment in the lane of an item.
    fn cell(&self, target: &str, at: &str) -> (u16, u16) {
        let app = &self.app;
        let target = planb::app::complete::target_named(app.plan(), target).unwrap();
        let lane = app.view.lanes.find(app.plan(), &target).unwrap().lane;
        let column = app.view.viewport.cell_of(Instant::parse(at).unwrap()).0;
        let row = (lane - app.view.viewport.first_lane) as u16 * app.lane_height();
        (app.panes.lanes.x + u16::try_from(column).unwrap(), app.panes.lanes.y + row)
    }
}

/// The whole plan in view, which makes one cell eight hours or so.
fn fitted() -> Program {
    let mut program = program();
    program.keys("zf");
    program
}

#[test]
fn a_click_selects_and_a_second_opens_the_form() {
    let mut program = fitted();
    let cell = program.cell("cb-late", "2027-01-27T00:00Z");
    program.click(cell);
    assert_eq!(program.app.selected.to_string(), "cb-late");
    assert!(program.app.modals.is_empty());
    program.click(cell);
    assert!(matches!(program.app.modals.last(), Some(Modal::Form(_))));
    assert_eq!(program.changes(), "");
}

#[test]
fn a_click_on_a_name_selects_what_the_lane_stands_for() {
    let mut program = fitted();
    let (_, row) = program.cell("cb-late", "2027-01-27T00:00Z");
    program.click((program.app.panes.names.x + 1, row));
    assert_eq!(program.app.selected.to_string(), "cb-late");
}

#[test]
fn dragging_the_middle_of_a_bar_moves_it() {
    let mut program = program();
    program.keys(":set snap off<Enter>zs");
    let (from, to) =
        (program.cell("base-8b/w1", "2027-01-14T00:00Z"), program.cell("base-8b/w1", "2027-01-15T00:00Z"));
    program.drag(from, to);
    let changes = program.changes();
    assert!(changes.contains("base-8b/w1 start") && changes.contains("base-8b/w1 end"), "{changes}");
    assert_eq!(program.app.doc.history().done().len(), 1);
    program.keys("u");
    assert_eq!(program.changes(), "");
}

#[test]
fn a_drag_after_a_click_on_the_same_cell_moves_the_bar() {
    let mut program = fitted();
    let (from, to) =
        (program.cell("base-8b/w1", "2027-01-14T00:00Z"), program.cell("base-8b/w1", "2027-01-16T00:00Z"));
    program.click(from);
    program.drag(from, to);
    assert!(program.app.modals.is_empty());
    assert!(program.changes().contains("base-8b/w1 start: "), "{}", program.changes());
}

#[test]
fn dragging_an_end_resizes_the_bar_and_esc_leaves_it() {
    let mut program = program();
    program.keys("gd2027-01-20T12:00Z<Enter>");
    let from = program.cell("base-8b/w1", "2027-01-20T11:00Z");
    let to = (from.0 - 5, from.1);
    program.drag(from, to);
    let changes = program.changes();
    assert!(changes.starts_with("base-8b/w1 end: ") && !changes.contains("start"), "{changes}");
    program.keys("u");
    program.mouse(MouseEventKind::Down(MouseButton::Left), from, KeyModifiers::NONE);
    program.mouse(MouseEventKind::Drag(MouseButton::Left), to, KeyModifiers::NONE);
    program.keys("<Esc>");
    program.mouse(MouseEventKind::Up(MouseButton::Left), to, KeyModifiers::NONE);
    assert_eq!(program.changes(), "");
}

#[test]
fn a_dragged_bar_is_drawn_to_an_edge_nearby() {
    let mut program = program();
    program.keys("zw");
    // Near the usable start of the block, 12:00, which is no whole step of the ruler from 16:00.
    let from = program.cell("base-8b/w1", "2027-01-13T00:00Z");
    program.drag(from, (from.0 - 2, from.1));
    assert!(program.changes().contains("-> 2027-01-11T12:00Z"), "{}", program.changes());
}

#[test]
fn the_wheel_scrolls_pans_and_zooms_at_the_pointer() {
    let mut program = program();
    let cell = program.cell("base-8b/w1", "2027-01-12T00:00Z");
    let under = |program: &Program| {
        let x = cell.0 - program.app.panes.lanes.x;
        program.app.view.viewport.instant_at(i64::from(x), 0)
    };
    let (scale, at) = (program.app.view.viewport.seconds_per_cell(), under(&program));
    program.wheel(MouseEventKind::ScrollUp, cell, KeyModifiers::CONTROL);
    assert!(program.app.view.viewport.seconds_per_cell() < scale);
    assert_eq!(under(&program), at);
    let start = program.app.view.viewport.start;
    program.wheel(MouseEventKind::ScrollDown, cell, KeyModifiers::SHIFT);
    assert!(program.app.view.viewport.start > start);
    program.tell(Msg::Resize(100, 6));
    program.keys("gg");
    program.wheel(MouseEventKind::ScrollDown, cell, KeyModifiers::NONE);
    assert!(program.app.view.viewport.first_lane > 0);
    let seen = program.app.view.viewport.first_lane;
    assert!(program.app.view.lane >= seen, "what is selected is in sight");
}

#[test]
fn clicks_outside_of_anything_do_no_harm() {
    let mut program = fitted();
    for cell in [(0, 0), (99, 29), (100, 30), (u16::MAX, u16::MAX), (99, 0), (0, 29)] {
        program.click(cell);
        program.drag(cell, (3, 3));
        program.drag((50, 5), cell);
        program.wheel(MouseEventKind::ScrollDown, cell, KeyModifiers::NONE);
    }
    program.keys("e");
    program.click((50, 5));
    program.tell(Msg::Resize(1, 1));
    program.click((0, 0));
    program.wheel(MouseEventKind::ScrollUp, (9, 9), KeyModifiers::CONTROL);
}

#[test]
fn a_click_on_a_key_in_the_footer_is_that_key() {
    let offers = planb::app::footer::offers(&fitted().app);
    assert!(offers.len() >= 6, "{offers:?}");
    for offer in offers {
        let (mut clicked, mut typed) = (fitted(), fitted());
        let footer = clicked.app.panes.footer;
        clicked.click((footer.x + offer.x + 1, footer.y));
        let one = offer.keys.chars().count() == 1;
        typed.keys(&if one { offer.keys.clone() } else { format!("<{}>", offer.keys) });
        assert_eq!(clicked.screen(false), typed.screen(false), "{}", offer.action);
        assert_ne!(clicked.screen(false), fitted().screen(false), "{} does nothing", offer.action);
    }
}

#[test]
fn the_footer_of_a_held_bar_and_of_a_list_can_be_clicked() {
    let mut program = fitted();
    program.keys("jm2l");
    let leave = |program: &Program| {
        let offers = planb::app::footer::offers(&program.app);
        let offer = offers.into_iter().find(|offer| offer.action == "cancel").unwrap();
        (program.app.panes.footer.x + offer.x + 1, program.app.panes.footer.y)
    };
    program.click(leave(&program));
    assert!(program.app.grab.is_none());
    assert_eq!(program.changes(), "", "a click on leave must not drop the bar");
    // What happened stands in the footer now: a click brings the keys back.
    let footer = program.app.panes.footer;
    assert!(program.app.toast.is_some());
    program.click((footer.x + 1, footer.y));
    assert!(program.app.toast.is_none() && program.app.modals.is_empty());
    program.keys("?");
    program.click(leave(&program));
    assert!(program.app.modals.is_empty());
}

#[test]
fn a_click_on_the_name_of_a_panel_opens_it() {
    use planb::app::panel::{Focus, Panel};
    let mut program = fitted();
    program.keys("i");
    for panel in Panel::ALL.iter().rev() {
        let tabs = planb::app::tabs::tabs(&program.app);
        let tab = tabs.iter().find(|tab| tab.panel == *panel).unwrap();
        let heading = program.app.panes.tabs;
        program.click((heading.x + tab.x + tab.columns - 1, heading.y));
        assert_eq!(program.app.panel, Some(*panel));
    }
    // On its own name the open one gets the keys.
    assert_eq!(program.app.focus, Focus::Timeline);
    let heading = program.app.panes.tabs;
    program.click((heading.x + 2, heading.y));
    assert_eq!((program.app.panel, program.app.focus), (Some(Panel::Inspector), Focus::Panel));
}

#[test]
fn without_the_mouse_the_pointer_does_nothing() {
    let mut program = fitted();
    program.keys("M");
    program.click(program.cell("cb-late", "2027-01-27T00:00Z"));
    assert_eq!(program.app.selected.to_string(), "base-8b/w1");
}

#[test]
fn a_click_in_the_panel_selects_a_row_and_a_second_follows_it() {
    let mut program = program();
    program.tell(Msg::Resize(200, 60));
    program.keys("$");
    let panel = program.app.panes.panel;
    let rows = planb::app::panel::len(&program.app);
    let cell = (panel.x + 2, panel.y + rows as u16 - 1);
    program.click(cell);
    assert_eq!(program.app.panel_row, rows - 1);
    program.click(cell);
    assert_eq!(program.app.selected.to_string(), "cb-late");
}

#[test]
fn a_click_on_a_row_of_a_list_runs_it() {
    let mut program = program();
    program.keys(":pin");
    let screen = program.app.panes.screen;
    let items = planb::app::actions::all().count();
    let rows = planb::app::panes::pick_rows(screen, items);
    program.click((rows.x + 3, rows.y));
    assert_eq!(program.changes(), "base-8b/w1 pinned: false -> true");
    program.keys(":pin");
    program.click((0, 0));
    assert_eq!(program.app.modals.len(), 1);
}

#[test]
fn a_click_in_a_form_selects_a_field_and_a_second_types_into_it() {
    let mut program = program();
    program.keys("e");
    let count = planb::app::form::rows(program.app.plan(), &program.app.selected).len();
    let (rows, _) = planb::app::panes::form_rows(program.app.panes.screen, count);
    let cell = (rows.x + 3, rows.y + 2);
    program.click(cell);
    let form = crate::forms::form(&program);
    assert_eq!((form.selected, form.input.is_some()), (2, false));
    program.click(cell);
    assert_eq!(crate::forms::form(&program).input.as_ref().map(|input| input.value()), Some("8"));
}

#[test]
fn a_mark_under_the_pointer_tells_its_rule_and_source() {
    let mut program = fitted();
    let (x, y) = program.cell("cb-late", "2027-01-24T23:30Z");
    program.mouse(MouseEventKind::Moved, (x, y), KeyModifiers::NONE);
    let told = program.app.hovered.clone().expect("the safe buy-by is under the pointer");
    assert!(
        told.starts_with("cb-late: safe buy by Sun 24 Jan 23:30 UTC: payment or approval may take 12h ("),
        "{told}"
    );
    assert!(told.contains("EC2 User Guide, capacity-blocks-pricing-billing"), "{told}");
    program.mouse(MouseEventKind::Moved, (x, y + 20), KeyModifiers::NONE);
    assert_eq!(program.app.hovered, None);
    program.mouse(MouseEventKind::Moved, (x, y), KeyModifiers::NONE);
    assert!(program.app.hovered.is_some());
    program.keys("l");
    assert_eq!(program.app.hovered, None, "keys go on without the pointer");
}

#[test]
fn a_mark_at_the_cursor_tells_its_rule_and_source() {
    let mut program = fitted();
    program.app.select(planb::model::Target::Block("cb-jan".into()));
    program.keys(":go 2027-01-25T11:00Z<Enter>");
    let told = planb::app::moments::at_cursor(&program.app).expect("the usable end is at the cursor");
    assert!(
        told.contains("cb-jan: usable end Mon 25 Jan 11:00 UTC: nodes are stopped 30m before the end (EC2"),
        "{told}"
    );
}

#[test]
fn a_click_on_any_line_of_a_row_of_the_panel_selects_the_row() {
    let mut program = program();
    program.tell(planb::app::Msg::Resize(200, 60));
    program.keys("!");
    let shown = planb::app::panel_lines::shown(&program.app);
    let long = shown.rows.iter().position(|row| row.text.len() > 1).expect("a message of several lines");
    let above: usize = shown.rows[..=long].iter().map(|row| row.text.len()).sum();
    let panel = program.app.panes.panel;
    program.click((panel.x + 4, panel.y + above as u16 - 1));
    assert_eq!(program.app.panel_row, long);
    program.click((panel.x + 4, panel.y + above as u16));
    assert_eq!(program.app.panel_row, (long + 1).min(shown.rows.len() - 1));
    // Every word of it stands there.
    let screen = program.screen(false);
    for word in shown.rows[long].text.iter().flat_map(|line| line.split(' ')) {
        assert!(screen.contains(word), "{word}");
    }
}

impl Program {
    /// A cell of the screen that shows this text.
    fn showing(&self, text: &str) -> (u16, u16) {
        let screen = self.screen(false);
        let row = screen
            .lines()
            .collect::<Vec<_>>()
            .iter()
            .rposition(|line| line.contains(text))
            .unwrap_or_else(|| panic!("{text}: {screen}"));
        let line = screen.lines().nth(row).unwrap();
        (line.split(text).next().unwrap().chars().count() as u16 + 1, row as u16)
    }
}

#[test]
fn a_click_on_an_answer_gives_it() {
    let mut program = program();
    program.keys("pq");
    program.click(program.showing("back"));
    assert!(program.app.modals.is_empty() && program.app.doc.is_modified());
    program.keys("q");
    program.click(program.showing("leave without"));
    assert!(program.effects.iter().any(|effect| matches!(effect, Effect::Quit)), "{:?}", program.effects);
}

#[test]
fn a_click_on_a_word_that_completes_puts_it_into_the_line_and_a_second_takes_it() {
    let mut program = program();
    program.keys("gdcb");
    let word = program.showing("cb-late");
    program.click(word);
    assert!(program.screen(false).lines().last().unwrap().contains("cb-late"), "{}", program.screen(false));
    program.click(word);
    assert!(program.app.modals.is_empty());
    assert_eq!(program.app.selected.to_string(), "cb-late");

    let mut program = self::program();
    program.keys("gdbase-8b<Enter>e");
    let rows = planb::app::form::rows(program.app.plan(), &program.app.selected);
    let down = rows.iter().position(|row| row.name() == "owner").unwrap();
    program.keys(&"j".repeat(down));
    program.keys("<Enter>");
    let word = program.showing("jonas");
    program.click(word);
    program.click(word);
    assert!(program.changes().contains("jonas"), "{}\n{}", program.changes(), program.screen(false));
}

#[test]
fn the_last_moment_for_a_choice_is_told_as_a_sentence() {
    let mut program = program();
    program.keys("v:go base-8b/lora<Enter>zd");
    let run = program.app.analysis().run(&"base-8b".into()).unwrap();
    let hard = run.rungs[0].decide_by.clone().unwrap().hard;
    program.keys(&format!(":go {hard}<Enter>"));
    let told = planb::app::moments::at_cursor(&program.app).expect("the mark is at the cursor");
    assert!(told.contains("base-8b/lora: choose by ") && told.contains(" at the very last: "), "{told}");
}
