use crate::program::{changes, program, said, selected};
use planb::app::panel::{self, Focus, Panel};

#[test]
fn a_rung_is_put_in_force_and_taken_back_with_one_key() {
    assert_eq!(changes("f"), "base-8b in_force:  -> lora");
    assert_eq!(changes("ff"), "");
    assert_eq!(changes("gdbase-8b/later<Enter>f"), "base-8b in_force:  -> later");
    assert_eq!(changes("gdbase-8b/later<Enter>ff"), "");
    assert_eq!(selected("f"), "base-8b/w1");
    assert!(said("gdcb-late<Enter>f").contains("select a run or a fallback"));
    assert!(said("gdevals<Enter>f").contains("evals has no fallback"));
}

#[test]
fn the_timeline_shows_the_rung_at_once() {
    let mut program = program();
    let load = |program: &crate::program::Program| {
        program.app.doc.analysis().block(&"cb-late".into()).unwrap().windows.len()
    };
    assert_eq!(load(&program), 0);
    program.keys("f");
    assert_eq!(load(&program), 1);
}

#[test]
fn the_ladder_panel_puts_its_rows_in_force() {
    let mut program = program();
    program.keys("D");
    assert_eq!((program.app.panel, program.app.focus), (Some(Panel::Ladder), Focus::Panel));
    let labels: Vec<String> = panel::rows(&program.app, 0, 9).into_iter().map(|row| row.label).collect();
    assert_eq!(labels, ["base-8b", "lora", "later"]);
    program.keys("jjf");
    assert_eq!(program.changes(), "base-8b in_force:  -> later");
    program.keys("<Enter>");
    assert_eq!(
        (program.app.selected.to_string(), program.app.focus),
        ("base-8b/later".into(), Focus::Timeline)
    );
}

#[test]
fn a_moved_fallback_moves_its_windows() {
    assert!(
        changes("gdbase-8b/lora<Enter>2>>")
            .starts_with("base-8b/lora/w1 start: 2027-01-25T14:00Z -> 2027-01-25T16:00Z")
    );
}
