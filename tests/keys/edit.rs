use crate::program::{changes, program, said, selected};
use planb::app::Msg;

#[test]
fn a_held_bar_moves_and_is_dropped() {
    assert_eq!(
        changes("m2h<Enter>"),
        "base-8b/w1 start: 2027-01-11T16:00Z -> 2027-01-11T14:00Z\nbase-8b/w1 end: 2027-01-20T12:00Z -> 2027-01-20T10:00Z"
    );
    assert_eq!(changes("mlh<Enter>"), "");
    assert_eq!(changes("m2h<Esc>"), "");
}

#[test]
fn while_held_the_plan_is_as_it_was_and_the_consequences_are_told() {
    let mut program = program();
    program.keys("m2h");
    assert_eq!(program.changes(), "");
    let grab = program.app.grab.as_ref().unwrap();
    assert!(grab.feedback.starts_with("start -2h · slack "), "{}", grab.feedback);
    assert!(grab.feedback.contains(" -> ") && grab.feedback.contains("cost same"), "{}", grab.feedback);
    assert_eq!(program.app.plan().window(&grab.target).unwrap().start.to_string(), "2027-01-11T14:00Z");
}

#[test]
fn what_a_move_breaks_is_told_before_it_is_dropped() {
    let mut program = program();
    program.keys("m200l");
    let feedback = &program.app.grab.as_ref().unwrap().feedback;
    assert!(feedback.contains("breaks: "), "{feedback}");
}

#[test]
fn a_held_bar_sticks_at_edges_and_goes_past_on_the_next_key() {
    let mut program = program();
    // The block is usable from 12:00: eight hours back stop there after four.
    program.keys("m8h");
    let grab = program.app.grab.as_ref().unwrap();
    assert_eq!(grab.span().start.to_string(), "2027-01-11T12:00Z");
    assert_eq!(grab.stuck.as_deref(), Some("usable start of cb-jan"));
    program.keys("h");
    let grab = program.app.grab.as_ref().unwrap();
    assert_eq!(grab.span().start.to_string(), "2027-01-11T11:00Z");
    assert_eq!(grab.stuck, None);
}

#[test]
fn what_cannot_be_done_with_a_held_bar_is_told() {
    let mut program = program();
    program.keys("mlS");
    assert!(program.said().contains("drop what is held first"), "{}", program.said());
    assert!(program.app.grab.is_some());
}

#[test]
fn days_and_weeks_that_were_typed_are_what_a_held_bar_moves() {
    for (keys, by) in [("m2wl", 14), ("m1wh", -7), ("m9dl", 9)] {
        let mut program = program();
        program.keys(keys);
        let grab = program.app.grab.as_ref().unwrap();
        assert_eq!((grab.start.hours(), grab.stuck.as_deref()), (f64::from(by * 24), None), "{keys}");
    }
}

#[test]
fn days_stick_where_no_count_was_typed() {
    let mut program = program();
    program.keys("zdmllllllllllllllll");
    let start =
        |program: &crate::program::Program| program.app.grab.as_ref().unwrap().span().start.to_string();
    assert_eq!(start(&program), "2027-01-12T00:00Z");
    program.keys("l");
    assert_eq!(start(&program), "2027-01-12T00:30Z");
}

#[test]
fn without_snapping_nothing_sticks() {
    let mut program = program();
    program.keys("ms8h");
    assert_eq!(program.app.grab.as_ref().unwrap().span().start.to_string(), "2027-01-11T08:00Z");
    program.keys("s");
    assert!(program.app.settings.snap);
}

#[test]
fn a_held_bar_is_resized_at_either_end() {
    assert_eq!(changes("m2><Enter>"), "base-8b/w1 end: 2027-01-20T12:00Z -> 2027-01-20T14:00Z");
    assert_eq!(changes("m3<<Enter>"), "base-8b/w1 end: 2027-01-20T12:00Z -> 2027-01-20T09:00Z");
    assert_eq!(changes("m{<Enter>"), "base-8b/w1 start: 2027-01-11T16:00Z -> 2027-01-11T15:00Z");
    assert_eq!(changes("m2}<Enter>"), "base-8b/w1 start: 2027-01-11T16:00Z -> 2027-01-11T18:00Z");
}

#[test]
fn bars_move_without_being_held() {
    assert_eq!(
        changes(">>"),
        "base-8b/w1 start: 2027-01-11T16:00Z -> 2027-01-11T17:00Z\nbase-8b/w1 end: 2027-01-20T12:00Z -> 2027-01-20T13:00Z"
    );
    assert_eq!(
        changes("3<<"),
        "base-8b/w1 start: 2027-01-11T16:00Z -> 2027-01-11T13:00Z\nbase-8b/w1 end: 2027-01-20T12:00Z -> 2027-01-20T09:00Z"
    );
    assert_eq!(changes("{"), "base-8b/w1 start: 2027-01-11T16:00Z -> 2027-01-11T15:00Z");
    assert_eq!(changes("4)"), "base-8b/w1 end: 2027-01-20T12:00Z -> 2027-01-20T16:00Z");
    assert_eq!(changes("2("), "base-8b/w1 end: 2027-01-20T12:00Z -> 2027-01-20T10:00Z");
}

#[test]
fn repeats_of_a_key_are_one_step_to_undo() {
    let mut program = program();
    program.keys(">>>>>>");
    assert_eq!(program.app.doc.history().done().len(), 1);
    assert!(program.said().starts_with("Move base-8b/w1 3h later"), "{}", program.said());
    program.keys("u");
    assert_eq!(
        (program.changes(), program.said()),
        (String::new(), "Undone: Move base-8b/w1 3h later".into())
    );
    // What is stated, said again, or typed after a rest is a step of its own; and so is what comes after an undo.
    program.keys(">>3>>>>.");
    assert_eq!(program.app.doc.history().done().len(), 4);
    program.tell(Msg::Rested);
    program.keys(">>u");
    assert_eq!(program.app.doc.history().done().len(), 4);
    program.keys("uuuu");
    program.keys(">>>>");
    assert!(program.said().starts_with("Move base-8b/w1 2h later"), "{}", program.said());
}

#[test]
fn an_edit_is_repeated_on_another_item() {
    let moved = "evals/w1 start: 2027-01-20T12:00Z -> 2027-01-20T10:00Z\nevals/w1 end: 2027-01-21T12:00Z -> 2027-01-21T10:00Z";
    assert!(changes("m2h<Enter>:go evals/w1<Enter>.").ends_with(moved));
    assert!(changes("2<<:go evals/w1<Enter>.").ends_with(moved));
    assert!(changes("p:go evals/w1<Enter>.").ends_with("evals/w1 pinned: false -> true"));
    assert!(said(".").contains("nothing was edited yet"));
}

#[test]
fn undo_and_redo_bring_the_time_cursor_along() {
    let mut program = program();
    let at = |program: &crate::program::Program| program.app.view.cursor.to_string();
    program.keys("lll");
    let first = at(&program);
    program.keys(">>lllll");
    let second = at(&program);
    program.keys("m1dl<Enter>");
    let third = at(&program);
    assert!(first != second && second != third);
    program.keys("u");
    assert_eq!(at(&program), second);
    program.keys("u");
    assert_eq!(at(&program), first);
    program.keys("<C-r><C-r>");
    assert_eq!(at(&program), third);
    // A bar that is let go where it was leaves the cursor where it was.
    program.keys("m3l<Esc>");
    assert_eq!(at(&program), third);
}

#[test]
fn undo_and_redo_bring_the_selection_along() {
    assert_eq!(selected("p:go cb-late<Enter>u"), "base-8b/w1");
    assert_eq!(changes("p>>uu"), "");
    assert_eq!(changes("p>>uu<C-r>"), "base-8b/w1 pinned: false -> true");
    assert!(said("u").contains("nothing to undo"));
}

#[test]
fn a_block_moves_and_its_windows_stay() {
    assert_eq!(
        changes("k24>>"),
        "cb-jan start: 2027-01-11T11:30Z -> 2027-01-12T11:30Z\ncb-jan end: 2027-01-25T11:30Z -> 2027-01-26T11:30Z"
    );
    assert!(said("k24>>").contains("breaks: "), "{}", said("k24>>"));
}

#[test]
fn a_run_moves_with_its_windows() {
    assert_eq!(
        changes("gdevals<Enter>2>>"),
        "evals/w1 start: 2027-01-20T12:00Z -> 2027-01-20T14:00Z\nevals/w1 end: 2027-01-21T12:00Z -> 2027-01-21T14:00Z"
    );
}

#[test]
fn a_window_is_split_and_joined() {
    assert_eq!(
        changes("gd2027-01-15<Enter>S"),
        "base-8b/w1 end: 2027-01-20T12:00Z -> 2027-01-15T00:00Z\n\
         + window base-8b/w2: id w2, block cb-jan, nodes 8, start 2027-01-15T00:00Z, end 2027-01-20T12:00Z"
    );
    assert_eq!(selected("gd2027-01-15<Enter>S"), "base-8b/w2");
    assert_eq!(changes("gd2027-01-15<Enter>S:go base-8b/w1<Enter>J"), "");
    // With none after it, with the one before: what was split is whole again.
    assert_eq!(changes("gd2027-01-15<Enter>SJ"), "");
    assert_eq!(selected("gd2027-01-15<Enter>SJ"), "base-8b/w1");
    assert!(said("S").contains("put the cursor inside"), "{}", said("S"));
    assert!(said("J").contains("no window of base-8b follows"), "{}", said("J"));
}

#[test]
fn nodes_change_and_the_end_follows_by_the_scaling_rule() {
    let mut program = program();
    program.keys("4#");
    // 212 h on 8 nodes; half the nodes at 3 % lost per doubling: 2 · 212 h · 0.97.
    assert_eq!(
        program.changes(),
        "base-8b/w1 nodes: 8 -> 4\nbase-8b/w1 end: 2027-01-20T12:00Z -> 2027-01-28T19:17Z"
    );
    assert!(program.said().contains("(3 % lost per doubling scaling)"), "{}", program.said());
    assert_eq!(changes("#<C-u>4<Enter>"), program.changes());
    assert_eq!(changes("k16#"), "cb-jan nodes: 8 -> 16");
    assert!(said("gdevals<Enter>4#").contains("select a window or a block"));
}

#[test]
fn items_are_copied_and_deleted_at_once() {
    assert_eq!(
        changes("c"),
        "+ window base-8b/w2: id w2, block cb-jan, nodes 8, start 2027-01-20T12:00Z, end 2027-01-29T08:00Z"
    );
    assert_eq!(changes("x"), "- window base-8b/w1");
    assert!(said("x").starts_with("deleted base-8b/w1, u undoes"), "{}", said("x"));
    assert_eq!(changes("xu"), "");
    assert_eq!(selected("xu"), "base-8b/w1");
    assert_eq!(selected("x"), "base-8b");
    let copy = changes("gdcb-late<Enter>c");
    assert!(copy.starts_with("+ block cb-late-2: ") && !copy.contains("offer"), "{copy}");
}

#[test]
fn a_copy_is_told_from_the_original_and_claims_no_price_that_was_confirmed() {
    let mut plan = crate::program::plan();
    let block = plan.blocks.get_mut("cb-jan").unwrap();
    block.name = "Main block".to_string();
    let price = block.price.0.as_mut().unwrap();
    price.source = "order confirmation".to_string();
    price.as_of = Some(planb::base::Instant::parse("2026-12-18T00:00Z").unwrap());
    let mut program = crate::program::with(plan);
    program.keys(":go cb-jan<Enter>c:go cb-jan<Enter>c:go cb-jan-2<Enter>c");
    let plan = program.app.doc.plan();
    let names: Vec<&str> = plan.blocks.iter().map(|block| block.title()).collect();
    assert_eq!(
        names,
        ["Main block", "Main block (copy 2)", "Main block (copy)", "Main block (copy 3)", "cb-late"]
    );
    let of = |id: &str| plan.blocks.get(id).unwrap().price.0.clone().unwrap();
    let (was, copy) = (of("cb-jan"), of("cb-jan-2"));
    assert_eq!((was.source.as_str(), was.as_of.is_some()), ("order confirmation", true));
    assert_eq!((copy.upfront, copy.source.as_str(), copy.as_of), (was.upfront, "", None));
}

#[test]
fn new_items_fit_what_is_around_and_open_their_form() {
    let added = changes("k2lb");
    assert!(
        added.contains("+ block block: id block, machine aws.p5, nodes 8, start 2027-01-11T11:30Z"),
        "{added}"
    );
    let added = changes("gd2027-01-22<Enter>ka");
    assert!(added.contains("+ run run: id run, need.nodes 8, need.hours 1d"), "{added}");
    assert!(
        added.contains("+ window run/w1: id w1, block cb-jan, nodes 8, start 2027-01-22T00:00Z"),
        "{added}"
    );
    let mut program = program();
    program.keys("b");
    assert!(matches!(program.app.modals.last(), Some(planb::app::modal::Modal::Form(_))));
    program.keys("<Esc>u");
    assert_eq!(program.changes(), "");
}

#[test]
fn a_window_is_added_on_a_block_or_for_a_run() {
    let added = changes("gd2027-01-22<Enter>kWevals<Enter>");
    assert!(added.contains("+ window evals/w2: id w2, block cb-jan, start 2027-01-22T00:00Z"), "{added}");
    let added = changes("gdevals<Enter>gd2027-01-23<Enter>:add-window cb-jan<Enter>");
    assert!(added.contains("+ window evals/w2: id w2, block cb-jan, start 2027-01-23T00:00Z"), "{added}");
}

#[test]
fn a_fallback_is_added_by_its_kind() {
    let added = changes("Ffewer<Enter>");
    assert!(
        added.contains("+ fallback base-8b/fewer-nodes: id fewer-nodes, kind FewerNodes, need.nodes 4"),
        "{added}"
    );
    let added = changes(":add-fallback Qlora<Enter>");
    assert!(added.contains("+ fallback base-8b/qlora"), "{added}");
}

#[test]
fn pinning_is_a_toggle() {
    assert_eq!(changes("p"), "base-8b/w1 pinned: false -> true");
    assert_eq!(changes("pp"), "");
}

#[test]
fn the_last_saved_plan_is_not_modified() {
    let mut program = program();
    assert!(!program.app.doc.is_modified());
    program.keys("p");
    assert!(program.app.doc.is_modified());
    program.keys("p");
    assert!(!program.app.doc.is_modified());
}

/// All eight nodes are taken until 20 January at noon.
#[test]
fn a_window_is_added_where_the_block_has_room_again() {
    let mut program = program();
    program.keys("gd2027-01-14<Enter>kWevals<Enter>");
    let run = program.app.plan().runs.get("evals").unwrap();
    let window = run.windows.at(1).unwrap();
    assert_eq!((window.start.to_string().as_str(), window.nodes.get()), ("2027-01-20T12:00Z", 1));
    assert!(program.app.analysis().problems.iter().all(|problem| problem.code != "B101"));
}

#[test]
fn a_new_run_gets_a_window_in_which_its_work_is_done_with_what_interruptions_cost() {
    let mut program = program();
    program.keys(":go cb-late<Enter>a");
    let run = program.app.analysis().run(&"run".into()).unwrap();
    assert!(run.short.is_zero() && run.planned_end.is_some(), "{run:?}");
    let needed = run.needed.unwrap();
    let window = program.app.plan().window(&program.app.selected).unwrap();
    // No longer than it must be, either: to the minute.
    assert!((window.end - window.start - needed).seconds() < 120, "{window:?} {needed:?}");
}

#[test]
fn a_new_block_starts_at_the_time_of_day_at_which_it_is_sold() {
    let mut program = program();
    program.keys("zf:go cb-jan<Enter>b<Esc>");
    let plan = program.app.plan();
    let block = plan.blocks.iter().last().unwrap();
    assert_eq!(
        (block.start.to_string(), block.end.unwrap().to_string().as_str()),
        ("2027-01-11T11:30Z".to_string(), "2027-01-25T11:30Z")
    );
    let found = &program.app.analysis().problems;
    assert!(!found.iter().any(|problem| problem.code == "B102"), "{found:?}");
    // In an empty plan the product says at what time.
    let mut empty = crate::program::with(planb::model::Plan::default());
    empty.keys("b");
    let block = empty.app.plan().blocks.iter().last().unwrap();
    assert!(block.start.to_string().ends_with("T11:30Z"), "{}", block.start);
}

#[test]
fn a_new_block_can_still_be_bought_and_keeps_the_clock_of_its_product() {
    let of = |script: &str| {
        let mut program = program();
        program.keys(script);
        let block = program.app.plan().blocks.get("block").unwrap().clone();
        let target = planb::model::Target::Block("block".into());
        let codes: Vec<&str> =
            program.app.analysis().problems_of(&target).map(|problem| problem.code).collect();
        (block.start.to_string(), block.end.unwrap().to_string(), codes.join(" "))
    };
    // Two hours and a half ahead payment may not clear; nothing is sold for last week.
    for moment in ["now", "2026-12-20"] {
        let (start, end, codes) = of(&format!("zf:go cb-jan<Enter>gd{moment}<Enter>b<Esc>"));
        assert_eq!((start.as_str(), end.as_str()), ("2027-01-07T11:30Z", "2027-01-21T11:30Z"), "{moment}");
        assert!(!codes.contains("B10"), "{moment}: {codes}");
    }
    // At any zoom: the ruler's hours are not those at which it is sold.
    let (start, end, codes) = of(":go cb-jan<Enter>6lb<Esc>");
    assert_eq!((start.as_str(), end.as_str()), ("2027-01-11T11:30Z", "2027-01-25T11:30Z"));
    assert!(!codes.contains("B10"), "{codes}");
}

#[test]
fn a_new_run_stands_where_room_is_and_shows_its_own_form() {
    // On the block nothing is free before the evaluations and after them only one day.
    let mut program = program();
    program.keys("k:go cb-jan<Enter>a");
    let form = crate::forms::form(&program);
    assert_eq!(form.target, planb::model::Target::Run("run".into()));
    assert_eq!(program.app.selected.to_string(), "run/w1");
    let window = program.app.plan().window(&program.app.selected).unwrap();
    assert_eq!((window.start.to_string().as_str(), window.nodes.get()), ("2027-01-20T12:00Z", 7));
    let problems = &program.app.analysis().problems;
    assert!(problems.iter().all(|problem| problem.code != "B116"), "{problems:#?}");
    program.keys("<Esc>");
    assert_eq!(program.said(), "run run is added; u undoes it");
    program.keys("u");
    assert_eq!(program.changes(), "");
}

#[test]
fn the_window_of_a_new_run_follows_the_need_that_is_typed() {
    let mut program = program();
    program.keys(":go cb-jan<Enter>a");
    crate::forms::select(
        &mut program,
        |row| matches!(row, planb::app::form::FormRow::Field(row) if row.path == "need.hours"),
    );
    program.keys("<Enter><C-u>60h<Enter><Esc>");
    let run = program.app.analysis().run(&"run".into()).unwrap();
    assert!(run.short.is_zero() && run.planned_end.is_some(), "{run:?}");
    assert!(run.needed.unwrap() > planb::base::Duration::from_hours(60), "{run:?}");
    let window = program.app.plan().window(&program.app.selected).unwrap();
    assert!(((window.end - window.start) - run.needed.unwrap()).seconds() < 120, "{window:?}");
    assert_eq!(program.app.doc.history().done().last().unwrap().label, "Fit run/w1 to the need of run");
    program.keys("uuu");
    assert_eq!(program.changes(), "");
}

#[test]
fn a_run_that_no_block_has_room_for_says_so() {
    let mut plan = crate::program::plan();
    let window = plan.runs.get_mut("base-8b").unwrap().windows.at_mut(0).unwrap();
    window.end = planb::base::Instant::parse("2027-01-25T11:00Z").unwrap();
    let mut program = crate::program::with(plan);
    program.keys(":go cb-jan<Enter>a");
    assert!(
        program.said().starts_with("Add run run: no block like cb-jan has room for it"),
        "{}",
        program.said()
    );
    assert!(program.app.plan().runs.get("run").unwrap().windows.is_empty());
    // The free block is what a fallback counts on.
    assert_eq!(program.app.plan().runs.get("run").unwrap().need.nodes.get(), 1);
    program.keys("<Esc>");
    assert_eq!(program.said(), "run run is added; W gives it a window, u undoes it");
}

#[test]
fn forms_of_what_belongs_together_are_a_key_or_a_word_away() {
    let open = |script: &str| {
        let mut program = program();
        program.keys(script);
        crate::forms::form(&program).target.to_string()
    };
    assert_eq!(open("E"), "base-8b");
    assert_eq!(open("eE"), "base-8b");
    assert_eq!(open("oe"), "base-8b");
    assert_eq!(open(":edit-block<Enter>"), "cb-jan");
    assert_eq!(open("o:edit-window<Enter>"), "base-8b/w1");
    assert_eq!(open(":deadline<Enter>"), "base-8b");
    assert!(said("kE").contains("select something that belongs to a run"), "{}", said("kE"));
    // The run itself has a ladder to add to.
    assert!(changes("oFlora<Enter>").contains("+ fallback base-8b/lora-2"), "{}", changes("oFlora<Enter>"));
}

#[test]
fn a_count_moves_a_held_bar_by_hours_days_or_minutes_at_any_zoom() {
    for zoom in ["zd", "zm", "zq"] {
        let moved = |keys: &str| {
            let mut program = program();
            program.keys(":set snap off<Enter>").keys(zoom).keys("m").keys(keys);
            let grab = program.app.grab.as_ref().unwrap();
            (grab.start.words(), grab.end.words())
        };
        let both = |by: &str| (by.to_string(), by.to_string());
        assert_eq!(moved("2h"), both("-2h"), "{zoom}");
        assert_eq!(moved("3l"), both("3h"), "{zoom}");
        assert_eq!(moved("1dl"), both("1d"), "{zoom}");
        assert_eq!(moved("1wh"), both("-7d"), "{zoom}");
        assert_eq!(moved("30ml"), both("30m"), "{zoom}");
        assert_eq!(moved("90m>"), ("0m".to_string(), "1h 30m".to_string()), "{zoom}");
    }
    // Without a count it drops the bar, as before.
    assert!(changes("mlm").contains("base-8b/w1 start"));
}

#[test]
fn a_block_of_a_product_with_a_clock_keeps_it() {
    for (zoom, by) in [("zd", "1d"), ("zm", "1d")] {
        let mut program = program();
        program.keys(zoom).keys(":go cb-late<Enter>ml");
        let grab = program.app.grab.as_ref().unwrap();
        assert_eq!((grab.start.words().as_str(), grab.end.words().as_str()), (by, by), "{zoom}");
        program.keys("h");
        assert!(program.app.grab.as_ref().unwrap().start.is_zero(), "{zoom}");
        program.keys("<Esc>");
        assert_eq!(
            program.keys(">>").changes(),
            "cb-late start: 2027-01-25T11:30Z -> 2027-01-26T11:30Z\n\
             cb-late end: 2027-01-29T11:30Z -> 2027-01-30T11:30Z"
        );
    }
    // One that is off the clock comes back to it.
    let mut plan = crate::program::plan();
    plan.blocks.get_mut("cb-late").unwrap().end =
        Some(planb::base::Instant::parse("2027-01-29T20:00Z").unwrap());
    let mut program = crate::program::with(plan);
    program.keys("zd:go cb-late<Enter>m>");
    assert_eq!(program.app.grab.as_ref().unwrap().span().end.to_string(), "2027-01-30T11:30Z");
}

#[test]
fn a_block_that_is_bought_says_so_while_it_is_held() {
    let held = |script: &str| {
        let mut program = program();
        program.keys(script);
        program.app.grab.as_ref().unwrap().feedback.clone()
    };
    let bought = "BOUGHT (scheduled): the provider does not move it";
    assert_eq!(held(":go cb-jan<Enter>m"), bought);
    assert!(held(":go cb-jan<Enter>ml").starts_with(bought));
    assert!(!held(":go cb-late<Enter>ml").contains("BOUGHT"));
    assert!(held("m").starts_with("h l a step · 2h two hours earlier"), "{}", held("m"));
}
