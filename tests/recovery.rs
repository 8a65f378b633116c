//! What survives a session that is killed: typed in a real terminal, killed, and brought back.
#![cfg(unix)]

#[path = "common/pty.rs"]
mod pty;

use std::process::{Command, Output};

use pty::{Home, Session};
use rustix::process::Signal;

/// A session with these edits typed, killed as soon as they are in the journal. Gives its home.
fn killed(edits: &[(&str, &str)]) -> Home {
    let mut session = Session::start(24, 140);
    for (keys, told) in edits {
        session.press(keys);
        session.wait_for(told);
    }
    let last = edits.last().unwrap().1;
    session.wait_until("the journal", |session| session.journal_text().contains(last));
    session.signal(Signal::KILL);
    session.exit_code();
    session.home.clone()
}

fn planb(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planb"));
    command.args(arguments).env_clear().env("HOME", home.path()).current_dir(home.path());
    command.output().unwrap()
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

const PIN: (&str, &str) = ("jp", "Pin tune/w1");
const TITLE: (&str, &str) = (":edit-plan\rj\r\u{15}Spring\r\u{1b}", "Spring");

#[test]
fn unsaved_work_is_offered_and_comes_back_step_by_step() {
    let home = killed(&[PIN, TITLE]);
    let before = std::fs::read_to_string(home.path().join("plan.ron")).unwrap();
    let mut session = Session::beside(&home);
    session.wait_for("recover them");
    session.press("d");
    session.wait_for("What differs from the file");
    assert_eq!(session.text(), before, "looking changes nothing");
    session.press("\u{1b}");
    session.wait_for("recover them");
    session.press("r");
    session.wait_for("Recovered 2 changes");
    session.wait_for("Spring");
    session.press("u");
    session.wait_for("First fine-tune");
    session.press("u");
    session.wait_for("Undone: Pin tune/w1");
    session.press("U");
    session.wait_for("Done again: Pin tune/w1");
    session.press("\u{13}");
    session.wait_for("Saved");
    assert!(session.text().contains("pinned: true"));
    session.press("q");
    assert_eq!(session.exit_code(), 0);
    assert_eq!(session.journals(), 0);
}

#[test]
fn what_was_recovered_survives_the_next_kill_too() {
    let home = killed(&[PIN]);
    let mut session = Session::beside(&home);
    session.wait_for("recover them");
    session.press("r");
    session.wait_for("Recovered 1 change");
    session.wait_until("one journal", |session| session.journals() == 1);
    session.signal(Signal::KILL);
    session.exit_code();
    let mut session = Session::beside(&home);
    session.wait_for("recover them");
    session.press("d");
    session.wait_for("What differs from the file");
}

#[test]
fn kept_for_later_it_is_offered_again_and_deleted_it_is_not() {
    let home = killed(&[PIN]);
    // The key that deletes on the timeline deletes nothing here by itself.
    let answers: [(&[&str], &str, usize); 3] =
        [(&["l"], "Kept", 1), (&["x", "x", "n", "l"], "Kept", 1), (&["x", "y"], "Deleted", 0)];
    for (keys, told, left) in answers {
        let mut session = Session::beside(&home);
        session.wait_for("recover them");
        for key in keys {
            session.press(key);
            match *key {
                "x" => session.wait_for("Delete 1 change for good?"),
                "n" => session.wait_for("recover them"),
                _ => {}
            }
        }
        session.wait_for(told);
        session.wait_until("the journal's fate", |session| session.journals() == left);
        session.press("q");
        assert_eq!(session.exit_code(), 0);
    }
    assert!(!std::fs::read_to_string(home.path().join("plan.ron")).unwrap().contains("pinned"));
}

#[test]
fn work_that_is_in_the_file_already_is_not_offered() {
    let home = killed(&[PIN]);
    let wanted = planb(&home, &["recover", "--print", "plan.ron"]);
    std::fs::write(home.path().join("plan.ron"), wanted.stdout).unwrap();
    let mut session = Session::beside(&home);
    session.wait_for("First fine-tune");
    session.wait_until("the journal to go", |session| session.journals() == 0);
    session.press("j");
    session.wait_for("tune/w1");
}

#[test]
fn recovered_work_is_merged_with_a_file_that_moved_on() {
    let home = killed(&[PIN]);
    let set = planb(&home, &["set", "plan.ron", "blocks.cb-jan.nodes", "4"]);
    assert!(set.status.success(), "{}", text(&set.stderr));
    let mut session = Session::beside(&home);
    session.wait_for("recover them");
    session.press("r");
    session.wait_for("Recovered 1 change");
    session.press("\u{13}");
    session.wait_for("Saved");
    let plan = session.text();
    assert!(plan.contains("pinned: true") && plan.contains("nodes: 4"), "{plan}");
}

#[test]
fn a_conflict_of_recovered_work_names_both_sides() {
    let set = |home: &Home| {
        let set = planb(home, &["set", "plan.ron", "title", "Theirs"]);
        assert!(set.status.success(), "{}", text(&set.stderr));
    };
    let names = |plan: &str| {
        let named = ["ours_by: \"unsaved work\"", "theirs_by: \"the file, saved since\""];
        assert!(named.iter().all(|name| plan.matches(name).count() == 1), "{plan}");
    };
    let home = killed(&[TITLE]);
    set(&home);
    let mut session = Session::beside(&home);
    session.wait_for("recover them");
    session.press("r");
    session.wait_for("(unsaved work)");
    session.press("\u{13}");
    session.wait_for("Saved");
    names(&session.text());
    let home = killed(&[TITLE]);
    set(&home);
    let applied = planb(&home, &["recover", "--apply", "plan.ron"]);
    assert!(text(&applied.stderr).contains("conflict"), "{applied:?}");
    names(&std::fs::read_to_string(home.path().join("plan.ron")).unwrap());
}

#[test]
fn scripts_list_print_and_apply() {
    let home = killed(&[PIN, TITLE]);
    let listed = text(&planb(&home, &["recover", "--list"]).stdout);
    assert!(listed.contains("left behind") && listed.contains("2 changes"), "{listed}");
    let printed = text(&planb(&home, &["recover", "--print", "plan.ron"]).stdout);
    assert!(printed.contains("pinned: true") && printed.contains("title: \"Spring\""), "{printed}");
    assert!(printed.contains("// The smallest plan"), "comments stay");
    let plan = home.path().join("plan.ron");
    assert!(!std::fs::read_to_string(&plan).unwrap().contains("pinned"));
    let applied = planb(&home, &["recover", "--apply", "plan.ron"]);
    assert!(applied.status.success(), "{}", text(&applied.stderr));
    assert_eq!(std::fs::read_to_string(&plan).unwrap(), printed);
    assert_eq!(text(&planb(&home, &["recover", "--list"]).stdout), "");
    assert_eq!(planb(&home, &["recover", "--apply", "plan.ron"]).status.code(), Some(2));
    // And the save that recovered can be taken back like any other.
    assert!(planb(&home, &["undo", "plan.ron"]).status.success());
    assert!(!std::fs::read_to_string(&plan).unwrap().contains("pinned"));
}

#[test]
fn a_damaged_journal_gives_back_what_is_whole() {
    let home = killed(&[PIN, TITLE]);
    let journal = pty::journal_files(home.path()).pop().unwrap();
    let bytes = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &bytes[..bytes.len() - 3]).unwrap();
    let printed = planb(&home, &["recover", "--print", "plan.ron"]);
    assert!(text(&printed.stdout).contains("pinned: true"), "{}", text(&printed.stderr));
    assert!(!text(&printed.stdout).contains("Spring"));
    assert!(text(&printed.stderr).contains("damaged"));
    // Broken at any place: an answer, and the plan's file is left alone.
    let plan = std::fs::read(home.path().join("plan.ron")).unwrap();
    for at in (0..bytes.len()).step_by(bytes.len() / 40) {
        let mut broken = bytes.clone();
        broken[at] ^= 0x41;
        std::fs::write(&journal, &broken).unwrap();
        let code = planb(&home, &["recover", "--print", "plan.ron"]).status.code();
        assert!(matches!(code, Some(0..=2)), "byte {at}: {code:?}");
        std::fs::write(&journal, &bytes[..at]).unwrap();
        let code = planb(&home, &["recover", "--print", "plan.ron"]).status.code();
        assert!(matches!(code, Some(0..=2)), "cut at {at}: {code:?}");
    }
    assert_eq!(std::fs::read(home.path().join("plan.ron")).unwrap(), plan);
}

#[test]
fn a_save_empties_the_journal_and_what_is_typed_after_it_is_kept() {
    let mut session = Session::start(24, 140);
    session.edit();
    session.press("\u{13}");
    session.wait_for("Saved");
    session.wait_until("no journal", |session| session.journals() == 0);
    session.press(TITLE.0);
    session.wait_until("the journal", |session| session.journal_text().contains("Spring"));
    session.signal(Signal::KILL);
    session.exit_code();
    let printed = text(&planb(&session.home, &["recover", "--print", "plan.ron"]).stdout);
    assert!(printed.contains("pinned: true") && printed.contains("Spring"), "{printed}");
}
