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

/// The rows of the inspector, as `label: text`.
fn inspected(script: &str) -> Vec<String> {
    let mut program = program();
    program.keys(script);
    program.app.panel = Some(Panel::Inspector);
    panel::rows(&program.app, 0, 40).into_iter().map(|row| format!("{}: {}", row.label, row.text)).collect()
}

#[test]
fn a_rung_that_is_not_in_force_has_its_own_numbers() {
    let program = program();
    let facts = program.app.doc.analysis().run(&"base-8b".into()).unwrap();
    let (short, cost) = (facts.short, facts.cost.show("USD"));
    let own = facts.rungs[0].clone();
    let zone = program.app.zone();
    assert!(!short.is_zero());
    for script in ["gdbase-8b/lora<Enter>", "gdbase-8b/lora/w1<Enter>"] {
        let rows = inspected(script);
        assert!(rows.contains(&"not in force: base-8b as planned is".to_string()), "{rows:#?}");
        assert!(rows.contains(&format!("planned end: {}", zone.show(own.planned_end.unwrap()))), "{rows:#?}");
        assert!(rows.contains(&format!("cost: {}", own.cost.unwrap().show("USD"))), "{rows:#?}");
        let of_run = |row: &&String| row.contains(&cost) || row.starts_with("short by");
        assert_eq!(rows.iter().find(of_run), None, "{rows:#?}");
    }
    // Nothing is known of when a run that is put off would be done.
    let rows = inspected("gdbase-8b/later<Enter>");
    assert!(rows.iter().all(|row| !row.starts_with("planned end") && !row.starts_with("cost")), "{rows:#?}");
}

#[test]
fn the_runs_window_says_that_another_rung_is_in_force() {
    let rows = inspected("f");
    assert!(rows.contains(&"not in force: lora is".to_string()), "{rows:#?}");
    // Its share of the block, and nothing of the fallback's.
    assert!(rows.iter().any(|row| row.starts_with("cost: USD ")), "{rows:#?}");
    assert!(rows.iter().all(|row| !row.starts_with("planned end") && !row.starts_with("slack")), "{rows:#?}");
    let mut program = program();
    program.keys("f");
    assert!(program.screen(false).contains("not in force: lora is"));
    program.keys("w");
    assert!(program.screen(false).contains("it is not in force: lora is"), "{}", program.screen(false));
    assert!(inspected("fgdbase-8b/lora/w1<Enter>").iter().all(|row| !row.starts_with("not in force")));
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
