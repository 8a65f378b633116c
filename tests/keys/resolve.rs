//! Conflicts that a merge left: both sides shown, one picked, both kept.

use crate::program::{Program, plan, with};
use planb::app::{Effect, Msg, Outside, Saved, Then};
use planb::edit::merge::merge;
use planb::model::{Assume, Nodes, Plan, Target};

fn screen(program: &Program) -> String {
    program.screen(false)
}

/// Two plans that move one window and size one block differently.
fn sides() -> (Plan, Plan) {
    let (mut ours, mut theirs) = (plan(), plan());
    ours.blocks.at_mut(0).unwrap().nodes = Nodes::new(12);
    theirs.blocks.at_mut(0).unwrap().nodes = Nodes::new(16);
    let day = planb::base::Duration::from_days(1);
    let window = ours.runs.at_mut(0).unwrap().windows.at_mut(0).unwrap();
    window.end = window.end + day;
    let window = theirs.runs.at_mut(0).unwrap().windows.at_mut(0).unwrap();
    window.end = window.end - day;
    (ours, theirs)
}

fn program() -> Program {
    let (ours, theirs) = sides();
    let merged = merge(&plan(), &ours, &theirs);
    assert_eq!(merged.conflicts.len(), 2);
    with(merged.plan)
}

fn open(program: &Program) -> Vec<&str> {
    program.app.doc.plan().conflicts.iter().map(|conflict| conflict.field.as_str()).collect()
}

fn nodes(program: &Program) -> u32 {
    program.app.doc.plan().blocks.at(0).unwrap().nodes.get()
}

#[test]
fn both_sides_are_shown_with_what_each_would_do() {
    let mut program = program();
    program.keys("gr");
    let shown = screen(&program);
    for part in
        ["1 of 2", "nodes of block cb-jan", "before", "1 ours    12", "2 theirs  16", "cost", "next:", "idle"]
    {
        assert!(shown.contains(part), "{part} is missing in {shown}");
    }
    assert_eq!(program.app.selected, Target::Block("cb-jan".into()));
    program.keys("n");
    let shown = screen(&program);
    assert!(shown.contains("2 of 2") && shown.contains("start, end of run base-8b / window w1"), "{shown}");
    // Theirs is drawn beneath the bar of ours.
    let line = program.app.view.beneath.first().expect("a line beneath the window");
    let (_, theirs) = sides();
    assert_eq!(line.span, theirs.runs.at(0).unwrap().windows.at(0).unwrap().span());
    assert!(shown.contains("▔▔▔▔"), "{shown}");
    program.keys("n");
    assert!(screen(&program).contains("1 of 2"), "the list goes around");
}

#[test]
fn each_pick_is_one_step_and_the_end_is_told() {
    let mut program = program();
    program.keys("gr2");
    assert_eq!((nodes(&program), open(&program)), (16, vec!["start, end"]));
    assert!(screen(&program).contains("1 of 1"), "{}", screen(&program));
    program.keys("1");
    assert!(open(&program).is_empty() && program.app.resolving.is_none());
    assert!(program.said().contains("All conflicts are resolved"), "{}", program.said());
    let (ours, _) = sides();
    assert_eq!(program.app.doc.plan().runs, ours.runs);
    program.keys("u");
    assert_eq!(open(&program), ["start, end"]);
    program.keys("u");
    assert_eq!((nodes(&program), open(&program).len()), (12, 2));
}

#[test]
fn undo_while_the_view_is_open_brings_the_conflict_back_into_it() {
    let mut program = program();
    program.keys("gr2u");
    assert_eq!((nodes(&program), open(&program).len()), (12, 2));
    assert!(screen(&program).contains("nodes of block cb-jan"), "{}", screen(&program));
}

#[test]
fn both_keeps_ours_and_stores_theirs_as_a_scenario() {
    let mut program = program();
    program.keys("grnb");
    assert_eq!(open(&program), ["nodes"]);
    let plan = program.app.doc.plan();
    let (ours, theirs) = sides();
    assert_eq!(plan.runs, ours.runs);
    let scenario = plan.scenarios.iter().last().expect("a scenario");
    let [assumption] = scenario.assumptions.iter().collect::<Vec<_>>()[..] else { panic!("{scenario:?}") };
    assert_eq!(assumption.what, Assume::Move);
    assert_eq!(assumption.end, Some(theirs.runs.at(0).unwrap().windows.at(0).unwrap().end));
    program.keys("u");
    assert_eq!(open(&program).len(), 2);
    assert!(program.app.doc.plan().scenarios.is_empty());
}

#[test]
fn what_no_scenario_can_hold_is_said_and_stays_open() {
    let mut program = program();
    program.keys("gr");
    assert!(screen(&program).contains("not here:"), "{}", screen(&program));
    program.keys("b");
    assert!(program.said().contains("both sides cannot be kept"), "{}", program.said());
    assert_eq!((nodes(&program), open(&program).len()), (12, 2));
    assert!(program.app.resolving.is_some());
}

#[test]
fn a_conflict_about_what_is_gone_is_closed_by_ours() {
    let mut program = program();
    program.keys(":go cb-jan<Enter>x");
    assert!(program.app.doc.plan().blocks.get("cb-jan").is_none(), "{}", program.said());
    program.keys("gr2");
    assert!(program.said().contains("there is no block cb-jan any more"), "{}", program.said());
    assert_eq!(open(&program).len(), 2);
    program.keys("1");
    assert_eq!(open(&program), ["start, end"]);
    assert!(program.app.doc.plan().blocks.get("cb-jan").is_none());
}

#[test]
fn later_leaves_everything_open() {
    let mut program = program();
    let before = program.app.doc.plan().clone();
    program.keys("!gr<Esc>");
    assert!(program.app.resolving.is_none());
    assert!(program.said().contains("2 conflicts are left open"), "{}", program.said());
    assert_eq!(*program.app.doc.plan(), before);
    assert!(program.app.view.beneath.is_empty());
    assert_eq!(program.app.panel, Some(planb::app::panel::Panel::Problems), "the panel of before is back");
}

#[test]
fn the_problem_of_a_conflict_leads_to_it() {
    for keys in ["Q", "<Enter>"] {
        let mut program = program();
        program.keys("!");
        let problems = &program.app.analysis().problems;
        let at = problems.iter().position(|problem| problem.code == "V909").unwrap();
        program.keys(&"j".repeat(at));
        program.keys(keys);
        assert!(program.app.resolving.is_some(), "{keys}: {}", screen(&program));
    }
}

#[test]
fn a_change_from_outside_that_conflicts_opens_the_view() {
    let (ours, theirs) = sides();
    let mut program = with(plan());
    program.keys(":go cb-jan<Enter>:nodes 12<Enter>");
    assert_eq!(nodes(&program), ours.blocks.at(0).unwrap().nodes.get());
    let text = planb::format::write(&theirs);
    let change = Outside::Changed { base: Box::new(plan()), plan: Box::new(theirs), text: text.into() };
    program.tell(Msg::Outside(change));
    assert!(program.app.resolving.is_some());
    assert!(program.said().contains("conflict:"), "{}", program.said());
    let shown = screen(&program);
    assert!(shown.contains("1 ours    12  (the open session)"), "{shown}");
    assert!(shown.contains("2 theirs  16  (the file, saved by"), "{shown}");
    let conflict = program.app.doc.plan().conflicts.at(0).unwrap();
    let named = (conflict.ours_by.as_str(), conflict.theirs_by.as_str());
    assert_eq!(named, ("the open session", "the file, saved by somebody else"));
    program.keys("2");
    assert_eq!(nodes(&program), 16);
}

/// A plan, and two that each give half of one block to another run: fine alone, too much together.
fn takers() -> [Plan; 3] {
    // Half of a block is free for a day; both sides take it for another run.
    let base = {
        let mut plan = plan();
        plan.runs.at_mut(0).unwrap().windows = Default::default();
        plan
    };
    let window = |id: &str, nodes: u32| planb::model::Window {
        id: id.into(),
        block: "cb-jan".into(),
        nodes: Nodes::new(nodes),
        start: planb::base::Instant::parse("2027-01-13T00:00Z").unwrap(),
        end: planb::base::Instant::parse("2027-01-14T00:00Z").unwrap(),
        ..Default::default()
    };
    let (mut ours, mut theirs) = (base.clone(), base.clone());
    ours.runs.at_mut(0).unwrap().windows.push(window("w8", 5));
    theirs.runs.at_mut(1).unwrap().windows.push(window("w9", 5));
    [base, ours, theirs]
}

fn others_saved(base: Plan, theirs: Plan) -> Msg {
    let text = planb::format::write(&theirs);
    Msg::Outside(Outside::Changed { base: Box::new(base), plan: Box::new(theirs), text: text.into() })
}

#[test]
fn what_only_both_sides_together_break_is_told_after_a_merge_from_outside() {
    let [base, ours, theirs] = takers();
    let mut program = with(ours);
    program.tell(others_saved(base, theirs));
    let said = program.said();
    assert!(said.contains("Merged") && said.contains("both sides together have"), "{said}");
    assert!(said.contains("B116"), "{said}");
    assert!(program.app.resolving.is_none());
}

#[test]
fn what_only_both_sides_together_break_is_told_after_a_save_that_merged() {
    let [base, ours, theirs] = takers();
    let saved = |ours: &Plan, theirs: &Plan, then: Then| {
        let plan = merge(&base, ours, theirs).plan;
        let (text, path) = (planb::format::write(&plan).into(), "plan.ron".into());
        let (asked, plan) = (Box::new(ours.clone()), Box::new(plan));
        Msg::Saved(Ok(Saved { asked, plan, text, path, then, conflicts: Vec::new(), remark: None }))
    };
    for then in [Then::Stay, Then::Quit] {
        let mut program = with(ours.clone());
        program.tell(others_saved(base.clone(), theirs.clone()));
        program.tell(saved(&ours, &theirs, then));
        let said = program.said();
        assert!(said.contains("Saved") && said.contains("both sides together have"), "{said}");
        assert!(said.contains("B116"), "{said}");
        assert!(program.effects.is_empty(), "nobody leaves without having seen it");
    }
    // What is broken on one side already is nothing that the merge did.
    let mut alone = theirs.clone();
    let run = alone.runs.at_mut(1).unwrap();
    let last = run.windows.len() - 1;
    run.windows.at_mut(last).unwrap().nodes = Nodes::new(50);
    let ours = Plan { title: "Ours".into(), ..base.clone() };
    let mut program = with(ours.clone());
    program.tell(others_saved(base.clone(), alone.clone()));
    program.tell(saved(&ours, &alone, Then::Quit));
    let problems = |program: &Program| program.app.analysis().problems.len();
    assert!(problems(&program) > problems(&with(base.clone())));
    assert!(!program.said().contains("together"), "{}", program.said());
    assert_eq!(program.effects, [Effect::Quit]);
}
