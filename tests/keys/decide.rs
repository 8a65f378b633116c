//! The denial drill, and what became of decisions.

use crate::program::program;
use planb::model::Target;

#[test]
fn a_drill_is_shown_and_taken_back_and_changes_nothing() {
    let mut program = program();
    program.app.select(Target::Block("cb-jan".into()));
    program.keys("X<Esc>");
    let drilled = program.app.drilled.as_ref().expect("a drill is shown");
    assert_eq!(drilled.drill.block.as_str(), "cb-jan");
    assert_ne!(program.app.plan(), program.app.doc.plan(), "the timeline shows the cascade");
    assert_eq!(program.changes(), "");
    program.keys("X");
    assert!(program.app.drilled.is_none());
    assert_eq!(program.app.plan(), program.app.doc.plan());
}

#[test]
fn a_drill_is_accepted_as_one_step_and_goes_with_an_edit() {
    let mut program = program();
    program.app.select(Target::Block("cb-jan".into()));
    program.keys("X<Esc>gX");
    assert!(program.changes().contains("cb-jan"), "{}", program.changes());
    assert!(program.app.drilled.is_none());
    program.keys("u");
    assert_eq!(program.changes(), "");
    program.keys("X<Esc>");
    program.keys(">>");
    assert!(program.app.drilled.is_none(), "a drill of an older plan tells nothing");
}

#[test]
fn an_outcome_is_recorded_with_its_reason() {
    let mut program = program();
    program.app.select(Target::Block("cb-jan".into()));
    program.keys("gyprice was right<Enter>");
    let decision = program.app.doc.plan().decisions.iter().last().expect("a decision is recorded").clone();
    assert_eq!(decision.block.as_ref().map(|id| id.as_str()), Some("cb-jan"));
    assert_eq!(
        (decision.outcome.map(|outcome| outcome.word()), decision.why.as_str()),
        (Some("Taken"), "price was right")
    );
    assert!(decision.at.is_some());
}
