use crate::program::{changes, cursor, program, said, selected};
use planb::timeline::Grouping;

#[test]
fn a_date_that_one_goes_to_has_room_for_what_comes_after_it() {
    for date in ["2027-03-01", "2026-10-05"] {
        let mut program = program();
        program.keys(&format!("zwgd{date}<Enter>"));
        let seen = program.app.view.viewport.span(program.app.panes.lanes.width);
        let after = seen.end - program.app.view.cursor;
        assert!(after.hours() > (seen.end - seen.start).hours() / 2.0, "{date}: {seen:?}");
        // What is in sight with room behind it does not scroll.
        program.keys("gd+1d<Enter>");
        assert_eq!(program.app.view.viewport.span(program.app.panes.lanes.width), seen, "{date}");
    }
}

#[test]
fn keys_move_in_time_by_the_rulers_step() {
    assert_eq!(cursor("l"), "2027-01-11T17:00Z");
    assert_eq!(cursor("3l"), "2027-01-11T19:00Z");
    assert_eq!(cursor("12h"), "2027-01-11T04:00Z");
    assert_eq!(cursor("<Right><Right><Left>"), "2027-01-11T17:00Z");
}

#[test]
fn a_zoom_keeps_the_cursor_and_changes_the_step() {
    assert_eq!(cursor("+"), "2027-01-11T16:00Z");
    assert_eq!(cursor("+l"), "2027-01-11T16:30Z");
    assert_eq!(cursor("zml"), "2027-01-12T00:00Z");
    assert_eq!(cursor("zql"), "2027-01-12T00:00Z");
}

#[test]
fn keys_move_over_lanes_and_select_what_is_there() {
    assert_eq!(selected(""), "base-8b/w1");
    assert_eq!(selected("k"), "cb-jan");
    assert_eq!(selected("gg"), "cb-jan");
    assert_eq!(selected("G"), "base-8b/lora/w1");
    assert_eq!(selected("ggG"), "base-8b/lora/w1");
    assert_eq!(selected("99k"), "cb-jan");
    assert_eq!(selected("gg<PgDn>"), selected("G"));
}

#[test]
fn edges_of_a_lane_are_a_key_away() {
    assert_eq!(cursor("]"), "2027-01-20T12:00Z");
    assert_eq!(cursor("]]"), "2027-01-21T12:00Z");
    assert_eq!(cursor("2]["), "2027-01-20T12:00Z");
    assert_eq!(cursor("[["), "2027-01-11T11:30Z");
    assert_eq!(said("9]"), "no further edge in this lane");
}

#[test]
fn the_other_items_here_are_the_run_the_block_and_the_window_again() {
    assert_eq!(selected("o"), "base-8b");
    assert_eq!(selected("oo"), "cb-jan");
    assert_eq!(selected("ooo"), "base-8b/w1");
    // Of a rung's window: the rung and the run. Blocks have no lane among runs.
    let on_runs = ":go base-8b/lora/w1<Enter>v";
    assert_eq!(selected(&format!("{on_runs}o")), "base-8b/lora");
    assert_eq!(selected(&format!("{on_runs}oo")), "base-8b");
    assert_eq!(selected(&format!("{on_runs}ooo")), "base-8b/lora/w1");
}

#[test]
fn dates_and_items_are_gone_to_by_name() {
    assert_eq!(cursor("gdmon<Enter>"), "2027-01-11T00:00Z");
    assert_eq!(cursor(":go +3d<Enter>"), "2027-01-14T16:00Z");
    assert_eq!(cursor("gd2026-12-01<Enter>"), "2026-12-01T00:00Z");
    assert_eq!(cursor("t"), "2027-01-06T09:00Z");
    assert_eq!(selected("gdcb-late<Enter>"), "cb-late");
    assert_eq!(selected("gdbase-8b/lora/w1<Enter>"), "base-8b/lora/w1");
}

#[test]
fn what_is_no_date_stays_in_the_prompt() {
    let mut program = program();
    program.keys("gdsoon<Enter>");
    let planb::app::modal::Modal::Prompt(prompt) = &program.app.modals[0] else {
        panic!("the prompt is gone")
    };
    assert!(prompt.error.as_ref().unwrap().contains("write +3d"), "{:?}", prompt.error);
    program.keys("<Esc>");
    assert!(program.app.modals.is_empty());
}

#[test]
fn a_jump_can_be_taken_back() {
    assert_eq!(cursor("t''"), "2027-01-11T16:00Z");
    assert_eq!(selected("gdcb-late<Enter>''"), "base-8b/w1");
    assert_eq!(selected("gdcb-late<Enter>''''"), "cb-late");
}

#[test]
fn lanes_by_run_keep_the_selection() {
    let mut program = program();
    program.keys("v");
    assert_eq!(program.app.view.grouping, Grouping::Runs);
    assert_eq!(program.app.selected.to_string(), "base-8b/w1");
    assert_eq!(selected("vj"), "base-8b/lora");
    assert_eq!(selected("vjj"), "base-8b/later");
    assert_eq!(selected("vjjj"), "evals");
}

#[test]
fn an_item_without_a_lane_here_brings_its_lanes() {
    let mut program = program();
    program.keys("gdbase-8b/later<Enter>");
    assert_eq!(program.app.selected.to_string(), "base-8b/later");
    let place = program.app.view.lanes.find(program.app.plan(), &program.app.selected);
    assert_eq!(place.map(|place| place.lane), Some(program.app.view.lane));
}

#[test]
fn a_filter_narrows_as_it_is_typed_and_esc_restores() {
    let mut program = program();
    let all = program.app.view.lanes.len();
    program.keys("/late");
    let narrowed = program.app.view.lanes.len();
    assert!(narrowed < all, "{narrowed} of {all}");
    let planb::app::modal::Modal::Prompt(prompt) = &program.app.modals[0] else {
        panic!("the prompt is gone")
    };
    assert_eq!(prompt.label, format!("Filter ({narrowed} lanes)"));
    program.keys("<Esc>");
    assert_eq!(program.app.view.lanes.len(), all);
    program.keys("/late<Enter>");
    assert_eq!((program.app.view.lanes.len(), program.app.modals.len()), (narrowed, 0));
    program.keys("<Esc>");
    assert_eq!(program.app.view.lanes.len(), all);
}

#[test]
fn with_a_filter_n_goes_from_match_to_match() {
    assert_eq!(selected("/late<Enter>n"), "base-8b/lora/w1");
    assert_eq!(selected("/late<Enter>nn"), "cb-late");
    assert_eq!(selected("/pretraining<Enter>"), "base-8b/w1");
}

#[test]
fn a_filter_that_nothing_matches_stays_open() {
    let mut program = program();
    program.keys("/nothing-like-it<Enter>");
    let planb::app::modal::Modal::Prompt(prompt) = &program.app.modals[0] else {
        panic!("the prompt is gone")
    };
    assert!(prompt.error.as_ref().unwrap().starts_with("nothing matches"));
    program.keys("<Esc>");
    assert!(!program.app.view.lanes.is_empty());
}

#[test]
fn n_goes_through_the_problems_in_a_circle() {
    let mut program = program();
    let count = program.app.doc.analysis().problems.len();
    assert!(count > 1, "the plan of this test has problems");
    program.keys("n");
    let first = program.app.selected.clone();
    assert_eq!(first, program.app.doc.analysis().problems[0].target);
    assert!(program.said().starts_with(&format!("1/{count} ")), "{}", program.said());
    program.keys(&"n".repeat(count));
    assert_eq!(program.app.selected, first);
    program.keys("N");
    assert!(program.said().starts_with(&format!("{count}/{count} ")), "{}", program.said());
}

#[test]
fn counts_do_not_leak_into_the_next_key() {
    assert_eq!(cursor("3<Esc>l"), "2027-01-11T17:00Z");
    assert_eq!(cursor("3ll"), "2027-01-11T20:00Z");
    assert_eq!(changes("3zx"), "");
}

#[test]
fn a_pending_key_shows_what_may_follow() {
    let mut program = program();
    program.keys("z");
    assert!(program.app.which_key.iter().any(|(key, action)| key.to_string() == "f" && action == "fit"));
    program.keys("f");
    assert!(program.app.which_key.is_empty());
}

#[test]
fn fitting_shows_the_whole_plan_whatever_the_size() {
    let mut program = program();
    program.keys("zf");
    for (width, height) in [(200, 60), (80, 24), (40, 10)] {
        program.tell(planb::app::Msg::Resize(width, height));
        let app = &program.app;
        let extent = app.doc.analysis().extent.unwrap();
        assert!(app.view.viewport.span(app.panes.lanes.width).contains_span(extent), "{width}x{height}");
        assert_eq!(app.selected.to_string(), "base-8b/w1");
    }
}

#[test]
fn the_selected_item_stays_in_sight_when_the_screen_shrinks() {
    let mut program = program();
    program.keys("G");
    for (width, height) in [(30, 8), (12, 5), (1, 1), (100, 30)] {
        program.tell(planb::app::Msg::Resize(width, height));
        let (app, view) = (&program.app, &program.app.view);
        assert_eq!(app.selected.to_string(), "base-8b/lora/w1");
        let seen = view.viewport.first_lane..view.viewport.first_lane + usize::from(app.lanes_seen());
        assert!(seen.contains(&view.lane), "{width}x{height}: {} in {seen:?}", view.lane);
    }
}
