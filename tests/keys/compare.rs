//! Comparing with baselines and revisions: thin lines beneath the bars, what changed, what an item was.

use crate::program::{Program, plan, program, with};
use planb::app::{Effect, Msg};
use planb::timeline::Differs;

/// What the screen says, as text.
fn screen(program: &Program) -> String {
    program.screen(false)
}

fn lines(program: &Program) -> Vec<(String, Differs)> {
    let line = |it: &planb::timeline::Beneath| (it.target.to_string(), it.differs);
    program.app.view.beneath.iter().map(line).collect()
}

#[test]
fn a_baseline_is_stored_as_one_step_and_compared_with() {
    let mut program = program();
    program.keys("gbapproved<Enter>");
    assert!(program.said().contains("Store baseline approved"), "{}", program.said());
    let stored = program.app.doc.plan().baseline("approved").expect("it is in the plan").clone();
    assert_eq!(stored.at.to_string(), "2027-01-06T09:00Z");
    program.keys(":against approved<Enter>");
    assert!(program.said().contains("Nothing differs from approved"), "{}", program.said());
    assert_eq!(lines(&program), []);
    program.keys("m2l<Enter>");
    assert_eq!(lines(&program), [("base-8b/w1".to_string(), Differs::Was)]);
    assert_eq!(
        program.app.view.beneath[0].span,
        stored.kept().plan().runs.at(0).unwrap().windows.at(0).unwrap().span()
    );
    program.keys("u");
    assert_eq!(lines(&program), []);
    program.keys("u");
    assert!(program.app.doc.plan().baselines.is_empty());
}

#[test]
fn the_same_name_is_not_taken_twice() {
    let mut program = program();
    program.keys("gbapproved<Enter>gbapproved<Enter>");
    assert_eq!(program.app.doc.plan().baselines.len(), 1);
    assert!(screen(&program).contains("already"), "{}", screen(&program));
}

#[test]
fn lines_tell_what_was_moved_removed_and_added() {
    let mut program = program();
    program.keys("gbbefore<Enter>:against before<Enter>");
    program.keys(":go evals/w1<Enter>x");
    assert!(lines(&program).contains(&("evals/w1".to_string(), Differs::Gone)), "{:?}", lines(&program));
    program.keys(":go cb-jan<Enter>c");
    assert!(lines(&program).iter().any(|(_, differs)| *differs == Differs::New), "{:?}", lines(&program));
    // Each lane has a row for the lines, in the list by run too.
    assert_eq!(program.app.lane_height(), 2);
    program.keys("v");
    assert!(lines(&program).contains(&("evals/w1".to_string(), Differs::Gone)), "{:?}", lines(&program));
    program.keys("<Esc>");
    assert_eq!((lines(&program), program.app.lane_height()), (Vec::new(), 1));
    assert!(program.said().contains("No longer compared with before"), "{}", program.said());
}

#[test]
fn what_has_no_lane_any_more_is_drawn_below_the_last_one() {
    let mut program = program();
    program.keys("gbbefore<Enter>:against before<Enter>zf:go cb-late<Enter>x");
    assert!(program.app.doc.plan().blocks.get("cb-late").is_none());
    let gone = program.app.view.beneath.last().expect("a line").clone();
    assert_eq!((gone.target.to_string(), gone.differs), ("cb-late".to_string(), Differs::Gone));
    assert_eq!(gone.lane, program.app.view.lanes.len());
    let shown = screen(&program);
    let row = shown.lines().find(|line| line.contains("╌ cb-late")).unwrap_or_else(|| panic!("{shown}"));
    assert!(row.contains("╌╌╌"), "{row}");
    // Among runs it is the run whose windows have no place.
    program.keys("uv:go evals<Enter>x");
    assert!(program.app.doc.plan().runs.get("evals").is_none());
    let shown = screen(&program);
    let row = shown.lines().find(|line| line.contains("╌ evals")).unwrap_or_else(|| panic!("{shown}"));
    assert!(row.matches('╌').count() > 1, "{row}");
    // Lanes that a filter hides are not gone.
    program.keys("u/lora<Enter>");
    assert!(!screen(&program).contains("╌ "), "{}", screen(&program));
}

#[test]
fn the_page_lists_changes_by_meaning_with_what_follows() {
    let mut program = program();
    program.keys("gbbefore<Enter>:against before<Enter>m6l<Enter>gc");
    let shown = screen(&program);
    assert!(shown.contains("Since before"), "{shown}");
    assert!(shown.contains("window base-8b/w1: moved 6h later"), "{shown}");
    assert!(shown.contains("slack"), "{shown}");
    program.keys("<Esc>");
    assert!(program.app.modals.is_empty());
}

#[test]
fn lines_and_values_are_drawn_in_both_sets_of_characters() {
    let mut program = program();
    program.keys("gbbefore<Enter>:against before<Enter>m24l<Enter>i");
    let shown = screen(&program);
    assert!(shown.contains("▔▔▔▔▔▔▔▔▔▔▔▔"), "{shown}");
    assert!(shown.contains("(before)"), "the inspector tells where it was: {shown}");
    let shown = program.screen(true);
    assert!(shown.contains("~~~~~~~~~~~~") && shown.is_ascii(), "{shown}");
}

#[test]
fn a_revision_is_fetched_by_the_shell_and_then_drawn() {
    let mut program = program();
    program.keys(":against HEAD<Enter>");
    assert_eq!(program.effects, [Effect::Compare("HEAD".to_string())]);
    let mut old = plan();
    old.blocks.at_mut(0).unwrap().end =
        old.blocks.at(0).unwrap().end.map(|end| end - planb::base::Duration::from_days(2));
    program.tell(Msg::Compared { name: "HEAD".to_string(), found: Ok(Box::new(old)) });
    assert_eq!(lines(&program), [("cb-jan".to_string(), Differs::Was)]);
    assert!(program.said().contains("1 difference from HEAD"), "{}", program.said());
    program.tell(Msg::Compared { name: "nonsense".to_string(), found: Err("no revision".to_string()) });
    assert_eq!(program.said(), "no revision");
    assert_eq!(lines(&program).len(), 1, "what was compared stays");
}

#[test]
fn a_plan_without_a_file_has_no_revisions() {
    let mut program = with(plan());
    program.app.doc.path = None;
    program.keys(":against HEAD<Enter>");
    assert!(program.effects.is_empty());
    assert!(screen(&program).contains("is in no file"), "{}", screen(&program));
}

#[test]
fn what_has_a_new_id_is_where_it_was_and_not_gone_and_new() {
    let mut program = program();
    program.keys("gbbefore<Enter>:against before<Enter>");
    program.keys(":go cb-jan<Enter>e<Enter><C-u>cb-first<Enter><Esc>");
    program.keys(":go base-8b<Enter>e<Enter><C-u>base-9b<Enter><Esc>");
    let plan = program.app.doc.plan();
    assert!(plan.blocks.contains("cb-first") && plan.runs.contains("base-9b"));
    assert_eq!(lines(&program), [], "{}", screen(&program));
    program.keys(":go base-9b/w1<Enter>m6l<Enter>");
    assert_eq!(lines(&program), [("base-9b/w1".to_string(), Differs::Was)]);
    program.keys("v");
    assert_eq!(lines(&program), [("base-9b/w1".to_string(), Differs::Was)], "among runs too");
    program.keys("gc");
    let shown = screen(&program);
    assert!(shown.contains("run base-9b: has a new id, was base-8b"), "{shown}");
    assert!(shown.contains("slack ") && shown.contains(" → "), "compared with what it was: {shown}");
}

#[test]
fn what_has_a_new_id_since_a_revision_is_where_it_was() {
    let mut program = program();
    let old = {
        let mut other = with(plan());
        other.keys(":go base-8b<Enter>e<Enter><C-u>base-7b<Enter><Esc>");
        other.app.doc.plan().clone()
    };
    assert!(old.runs.contains("base-7b"));
    program.tell(Msg::Compared { name: "HEAD".to_string(), found: Ok(Box::new(old)) });
    program.keys(":against HEAD<Enter>m6l<Enter>");
    assert!(lines(&program).iter().all(|(_, differs)| *differs == Differs::Was), "{:?}", lines(&program));
}
