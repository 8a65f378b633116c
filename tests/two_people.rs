//! Two people, one file: what others do to the plan while it is open.
#![cfg(unix)]

#[path = "common/pty.rs"]
mod pty;

use std::path::Path;
use std::process::Command;

use pty::Session;

/// What a colleague does: one field, by another planb.
fn colleague_sets(home: &Path, pairs: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planb"));
    command.args(["set", "plan.ron"]).args(pairs).env_clear().env("HOME", home.join("colleague"));
    let output = command.current_dir(home).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn save(session: &mut Session) {
    session.press("\u{13}");
    session.wait_for("Saved");
}

#[test]
fn a_change_on_disk_is_merged_at_once_as_one_step() {
    let mut session = Session::start(24, 140);
    session.edit();
    colleague_sets(session.home.path(), &["blocks.cb-jan.nodes", "4", "title", "Theirs"]);
    session.wait_for("Merged 2 changes by others");
    session.wait_for("Theirs");
    save(&mut session);
    let text = session.text();
    assert!(text.contains("nodes: 4") && text.contains("pinned: true") && text.contains("Theirs"), "{text}");
    session.press("u");
    session.wait_for("Undone: Merge 2 changes by others");
    session.wait_for("First fine-tune");
    session.press("u");
    session.wait_for("Undone: Pin");
}

#[test]
fn nothing_is_lost_however_the_file_is_replaced() {
    let theirs = |session: &Session| session.text().replace("First fine-tune", "Other fine-tune");
    type Way = fn(&Path, &str);
    let ways: [(&str, Way); 4] = [
        ("written over", |plan, text| std::fs::write(plan, text).unwrap()),
        ("renamed over", |plan, text| {
            let beside = plan.with_extension("tmp");
            std::fs::write(&beside, text).unwrap();
            std::fs::rename(beside, plan).unwrap();
        }),
        ("an older time", |plan, text| {
            std::fs::write(plan, text).unwrap();
            let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
            std::fs::File::options().write(true).open(plan).unwrap().set_modified(old).unwrap();
        }),
        ("same size and time", |plan, text| {
            let known = plan.metadata().unwrap();
            assert_eq!(known.len(), text.len() as u64);
            std::fs::write(plan, text).unwrap();
            let file = std::fs::File::options().write(true).open(plan).unwrap();
            file.set_modified(known.modified().unwrap()).unwrap();
        }),
    ];
    for (way, replace) in ways {
        let mut session = Session::start(24, 140);
        session.edit();
        replace(&session.plan(), &theirs(&session));
        save(&mut session);
        let text = session.text();
        assert!(text.contains("Other fine-tune") && text.contains("pinned: true"), "{way}: {text}");
    }
}

#[test]
fn one_field_set_by_both_is_a_conflict_and_both_values_stay() {
    let mut session = Session::start(24, 140);
    session.press(":edit-plan\rj\r\u{15}Mine\r\u{1b}");
    session.wait_for("Mine");
    colleague_sets(session.home.path(), &["title", "Theirs"]);
    session.wait_for("conflict: plan title is \"Mine\" here, \"Theirs\" theirs");
    save(&mut session);
    let text = session.text();
    assert!(text.contains("title: \"Mine\""), "{text}");
    assert!(text.contains("conflicts:") && text.contains("Theirs"), "{text}");
    // Once, and with whose the sides are.
    assert_eq!(text.matches("ours_by: \"the open session\"").count(), 1, "{text}");
    assert_eq!(text.matches("theirs_by: \"the file, saved by somebody else\"").count(), 1, "{text}");
}

#[test]
fn a_deleted_file_is_told_and_written_anew_only_when_asked() {
    let mut session = Session::start(24, 140);
    session.edit();
    std::fs::remove_file(session.plan()).unwrap();
    session.wait_for("deleted or moved away");
    session.wait_for("file lost");
    session.press("\u{13}");
    session.wait_for("Write it anew?");
    assert!(!session.plan().exists());
    session.press("y");
    session.wait_for("Saved");
    assert!(session.text().contains("pinned: true"));
}

#[test]
fn a_folder_in_the_place_of_the_file_loses_no_work() {
    let mut session = Session::start(24, 140);
    session.edit();
    std::fs::remove_file(session.plan()).unwrap();
    std::fs::create_dir(session.plan()).unwrap();
    session.wait_for("is a folder");
    session.press("\u{13}");
    session.wait_for("nothing was written");
    let other = session.home.path().join("other.ron");
    session.press(&format!(":save-as {}\r", other.display()));
    session.wait_for("Saved");
    assert!(std::fs::read_to_string(other).unwrap().contains("pinned: true"));
}

#[test]
fn a_file_that_is_no_plan_any_more_is_never_overwritten() {
    let mut session = Session::start(24, 140);
    session.edit();
    let good = session.text();
    std::fs::write(session.plan(), "<<<<<<< ours\n").unwrap();
    session.wait_for("it is no plan now");
    session.press("\u{13}");
    session.wait_for("not saved: somebody changed");
    assert_eq!(session.text(), "<<<<<<< ours\n");
    // Repaired, it goes on as before.
    std::fs::write(session.plan(), good.replace("First", "Repaired")).unwrap();
    session.wait_for("Repaired fine-tune");
    save(&mut session);
    assert!(session.text().contains("pinned: true") && session.text().contains("Repaired"));
}

#[test]
fn two_programs_on_one_plan_keep_both_edits() {
    let mut one = Session::start(24, 140);
    let mut two = Session::beside(&one.home);
    two.wait_for("First fine-tune");
    one.edit();
    two.press(":edit-plan\rj\r\u{15}Two\r\u{1b}");
    two.wait_for("Two");
    save(&mut one);
    save(&mut two);
    let text = one.text();
    assert!(text.contains("pinned: true") && text.contains("title: \"Two\""), "{text}");
    one.wait_for("Two");
    for session in [&mut one, &mut two] {
        session.press("q");
        assert_eq!(session.exit_code(), 0);
    }
    assert_eq!(one.journals(), 0);
}

#[test]
fn a_bar_that_is_held_while_others_save_takes_their_changes_along() {
    let mut session = Session::start(24, 140);
    session.press("jml");
    session.wait_for("Enter drop");
    colleague_sets(session.home.path(), &["blocks.cb-jan.owner", "mia"]);
    session.wait_for("Merged");
    session.press("\r");
    save(&mut session);
    assert!(session.text().contains("owner: \"mia\""), "{}", session.text());
}

#[test]
fn a_conflict_with_what_others_saved_is_resolved_on_the_screen() {
    let mut session = Session::start(30, 140);
    session.press(":edit-plan\rj\r\u{15}Mine\r\u{1b}");
    session.wait_for("Mine");
    colleague_sets(session.home.path(), &["title", "Theirs"]);
    session.wait_for("1 of 1 title of plan");
    session.wait_for("2 theirs");
    session.press("2");
    session.wait_for("All conflicts are resolved");
    save(&mut session);
    let text = session.text();
    assert!(text.contains("title: \"Theirs\"") && !text.contains("conflicts"), "{text}");
    session.press("u");
    session.wait_for("Undone: Take theirs of title of plan");
}

#[test]
fn what_a_commit_holds_is_fetched_while_the_program_runs() {
    let mut session = Session::start_with(30, 140, &[("PATH", "/usr/local/bin:/usr/bin:/bin")]);
    for arguments in [
        &["init", "-q"][..],
        &["add", "plan.ron"],
        &["-c", "user.name=Ada", "-c", "user.email=a@b", "commit", "-q", "-m", "Start"],
    ] {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(session.home.path()).env("HOME", session.home.path());
        assert!(git.status().unwrap().success(), "{arguments:?}");
    }
    session.press(":against HEAD\r");
    session.wait_for("Nothing differs from HEAD");
    session.press(":go cb-jan\r:end-earlier\r");
    session.wait_for("▔▔▔▔");
    session.press("gc");
    session.wait_for("Since HEAD");
    session.press("q:against nonsense\r");
    session.wait_for("no baseline of the plan, and no revision");
}
