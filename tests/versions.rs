//! Versions of the file format: a plan of each version that ever was opens for ever, and one of a newer version is shown and
//! not changed.

mod common;

use common::{Place, WRITTEN, repository};
use planb::format::{read, update};
use planb::model::VERSION;

/// A plan that names every field of its version.
fn of_version(version: u32) -> String {
    let path = repository(&format!("tests/data/versions/{version}.plan.ron"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("keep the reference plan of version {version} as {}: {error}", path.display())
    })
}

#[test]
fn a_plan_of_every_version_opens_and_keeps_its_bytes() {
    for version in 1..=VERSION {
        let text = of_version(version);
        let found = read(&text).unwrap_or_else(|faults| panic!("version {version}: {faults:?}"));
        assert!(found.notes.is_empty() && !found.newer, "version {version}: {:?}", found.notes);
        assert!(!found.plan.blocks.is_empty() && !found.plan.runs.is_empty());
        let kept = update(&text, &found.plan, &found.plan).unwrap();
        assert!(kept.text == text && !kept.rewritten, "version {version} changed without a change");
        let mut other = found.plan.clone();
        other.title = "Another title".to_string();
        let changed = update(&text, &found.plan, &other).unwrap();
        let lines = text.lines().zip(changed.text.lines()).filter(|(a, b)| a != b).count();
        assert_eq!((lines, changed.rewritten), (1, false), "version {version}");
        assert_eq!(read(&changed.text).unwrap().plan, other);
    }
}

fn newer() -> (Place, String) {
    let place = Place::new();
    let text = common::text("assets/examples/startup.ron");
    let text = match text.contains("version: 1,") {
        true => text.replacen("version: 1,", "version: 99,", 1),
        false => text.replacen("Plan(", "Plan(version: 99,", 1),
    };
    assert!(text.contains("version: 99"));
    place.write("plan.ron", &text);
    (place, text)
}

#[test]
fn a_plan_of_a_newer_version_is_shown_by_what_reads() {
    let (place, _) = newer();
    let checked = place.run(&format!("check plan.ron --as-of {WRITTEN}"));
    assert!(checked.out.contains("V908") && checked.out.contains("format version 99"), "{checked:?}");
    let summary = place.run(&format!("summary plan.ron --as-of {WRITTEN}"));
    assert!(summary.code == 0 && summary.out.contains("BLOCKS"), "{summary:?}");
    assert!(summary.err.contains("needs a newer planb"), "{}", summary.err);
    for command in ["agenda plan.ron", "drill plan.ron --all", "textconv plan.ron"] {
        let said = place.run(&format!("{command} --as-of {WRITTEN}"));
        assert!(said.code <= 1 && !said.out.is_empty(), "{command}: {said:?}");
    }
}

#[test]
fn a_plan_of_a_newer_version_is_changed_by_nothing() {
    let (place, text) = newer();
    for command in ["set plan.ron title x", "fmt plan.ron", "baseline approved", "baseline approved --by ada"]
    {
        let said = place.run(command);
        // The layout may be as it should be already; then there is nothing to write.
        let is_laid_out = command.starts_with("fmt") && place.run("fmt --check plan.ron").code == 0;
        assert!(said.code == 74 || is_laid_out && said.code == 0, "{command}: {said:?}");
        assert!(said.code == 0 || said.err.contains("newer planb"), "{command}: {said:?}");
        assert_eq!(place.read("plan.ron"), text, "{command}");
    }
    place.write("plan.ron", text.replace("version: 99,", "version:   99,"));
    let said = place.run("fmt plan.ron");
    assert!(said.code == 74 && said.err.contains("newer planb"), "{said:?}");
    assert!(place.read("plan.ron").contains("version:   99,"));
}

#[test]
fn undo_puts_no_older_version_over_a_newer_plan() {
    let place = Place::new();
    place.write("plan.ron", common::text("assets/examples/startup.ron"));
    assert_eq!(place.run("set plan.ron title Ours").code, 0);
    let ours = place.read("plan.ron");
    let theirs = ours.replacen("version: 1,", "version: 99,", 1);
    assert_ne!(ours, theirs);
    // A newer version may have values that cannot be read here.
    let unreadable = theirs.replacen("start: \"", "start: Soon(\"", 1).replacen("Z\",", "Z\"),", 1);
    assert_ne!(theirs, unreadable);
    for theirs in [theirs, unreadable] {
        place.write("plan.ron", &theirs);
        for command in ["undo plan.ron", "undo plan.ron --to 1"] {
            let said = place.run(command);
            assert!(said.code == 74 && said.err.contains("newer planb"), "{command}: {said:?}");
            assert_eq!(place.read("plan.ron"), theirs, "{command}");
        }
    }
    let list = place.run("undo plan.ron --list");
    assert!(list.code == 0 && list.out.lines().count() == 2, "{list:?}");
    // The same plan of a version that is known goes back.
    place.write("plan.ron", &ours);
    assert_eq!(place.run("undo plan.ron").code, 0);
    assert_eq!(place.read("plan.ron"), common::text("assets/examples/startup.ron"));
}

#[test]
fn a_plan_of_a_newer_version_opens_read_only_with_a_message() {
    let (place, text) = newer();
    let show = |keys: &str| {
        let size = ["plan.ron", "--as-of", WRITTEN, "--print", "120x30", "--keys", keys];
        place.run_with(&size, "").out
    };
    let opened = show("");
    assert!(opened.contains("read-only") && opened.contains("needs a newer planb"), "{opened}");
    let small = place.run_with(&["plan.ron", "--as-of", WRITTEN, "--print", "80x24", "--keys", ""], "").out;
    assert!(small.lines().next().is_some_and(|title| title.contains("= read-only")), "{small}");
    for keys in ["x", ":add-run new<Enter>", "ej<Enter>Other<Enter>", ":baseline a<Enter>", "<C-s>"] {
        let screen = show(keys);
        assert!(screen.contains("needs a newer planb"), "{keys}: {screen}");
        // A form covers the rest of the word.
        assert!(screen.contains("= r"), "{keys}: {screen}");
        assert!(!screen.contains("unsaved"), "{keys}: {screen}");
    }
    assert_eq!(place.read("plan.ron"), text);
}
