//! `set` and `undo` from the command line: the same file as everybody's, one field at a time, nothing lost.

mod common;

use common::{Place, text};

fn place() -> Place {
    let place = Place::new();
    place.write("plan.ron", text("assets/examples/startup.ron"));
    place
}

/// Lines that differ.
fn differing(before: &str, after: &str) -> usize {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    assert_eq!(before.len(), after.len());
    before.iter().zip(&after).filter(|(a, b)| a != b).count()
}

#[test]
fn set_changes_one_line_and_says_what_it_did() {
    let place = place();
    let before = place.read("plan.ron");
    let said = place.run("set plan.ron runs.base-8b.priority 7");
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    assert!(said.out.starts_with("runs.base-8b.priority: ") && said.out.contains("-> 7"), "{said:?}");
    assert!(differing(&before, &place.read("plan.ron")) <= 2);
    let again = place.run("set plan.ron title Spring");
    assert_eq!(again.code, 0);
    let both = place.read("plan.ron");
    assert!(both.contains("title: \"Spring\"") && both.contains("priority: 7"));
}

#[test]
fn several_pairs_are_one_save_or_none() {
    let place = place();
    let before = place.read("plan.ron");
    let said = place.run("set plan.ron title A runs.base-8b.nods 3");
    assert_eq!(said.code, 2);
    assert!(said.err.contains("runs.base-8b.nods") && said.err.contains("no field nods"), "{said:?}");
    assert_eq!(place.read("plan.ron"), before);
    assert_eq!(place.run("set plan.ron title A runs.base-8b.priority 3").code, 0);
    assert_eq!(place.run("undo plan.ron").code, 0);
    assert_eq!(place.read("plan.ron"), before);
}

#[test]
fn what_cannot_be_set_is_told_with_what_would_do() {
    let place = place();
    let before = place.read("plan.ron");
    for (command, told) in [
        ("runs.base-8.priority 3", "did you mean base-8b?"),
        ("runs.base-8b.need.hours soon", "hours"),
        ("runs.base-8b.id other", "rename"),
        ("runs 3", "runs"),
        ("title", "title has no value: write one after it"),
        ("title A runs.base-8b.owner --dry-run", "runs.base-8b.owner has no value"),
        ("-- --dry-run", "no path and no value"),
        ("runs.base-8b owner", "name one of them after a dot, such as"),
        ("zones Asia/Tokio", "unknown time zone Asia/Tokio: did you mean Asia/Tokyo?"),
    ] {
        let said = place.run(&format!("set plan.ron {command}"));
        assert!(said.code == 2 && said.err.contains(told), "{command}: {said:?}");
    }
    assert_eq!(place.run("set nowhere.ron title x").code, 74);
    assert_eq!(place.run("set --dry-run plan.ron title x").code, 0);
    assert_eq!(place.run("set plan.ron title x --dry-run").out, "title: Winter 8B -> x\n");
    // Between the pairs, too, and never as a value.
    let said = place.run("set plan.ron title --dry-run x runs.base-8b.owner --as-of-spring");
    assert!(said.code == 0 && said.out.contains("-> --as-of-spring"), "{said:?}");
    let said = place.run("set plan.ron title x --force");
    assert!(said.code == 2 && said.err.contains("--force is no path and no option"), "{said:?}");
    assert_eq!(place.read("plan.ron"), before);
}

#[test]
fn lengths_stay_in_the_unit_in_which_people_wrote_them() {
    let place = place();
    for (typed, told) in
        [("230h", "225h -> 230h"), ("240h", "230h -> 10d"), ("7d", "10d -> 7d"), ("190h30m", "7d -> 190h30m")]
    {
        let said = place.run(&format!("set plan.ron runs.base-8b.need.hours {typed}"));
        assert!(said.out.contains(told), "{said:?}");
        let written = if typed == "7d" { "168h" } else { typed };
        assert!(place.read("plan.ron").contains(&format!("hours: \"{written}\"")), "{typed}");
        assert_eq!(place.run("fmt --check plan.ron").code, 0);
    }
    // What was written in days stays in days.
    let text = place.read("plan.ron").replace("hours: \"190h30m\"", "hours: \"8d\"");
    place.write("plan.ron", text);
    place.run("set plan.ron runs.base-8b.need.hours 240h");
    assert!(place.read("plan.ron").contains("hours: \"10d\""));
}

#[test]
fn undo_walks_back_through_saves_of_other_sessions_and_to_any_version() {
    let place = place();
    let original = place.read("plan.ron");
    for title in ["one", "two", "three"] {
        assert_eq!(place.run(&format!("set plan.ron title {title}")).code, 0);
    }
    let listed = place.run("undo --list plan.ron").out;
    assert_eq!(listed.lines().count(), 4, "{listed}");
    assert!(
        listed.lines().next().unwrap().starts_with('*') && listed.contains("Set title to two"),
        "{listed}"
    );
    for title in ["\"two\"", "\"one\""] {
        assert_eq!(place.run("undo plan.ron").code, 0);
        assert!(place.read("plan.ron").contains(title));
    }
    assert_eq!(place.run("undo plan.ron").code, 0);
    assert_eq!(place.read("plan.ron"), original);
    let said = place.run("undo plan.ron");
    assert!(said.code == 2 && said.err.contains("no earlier version"), "{said:?}");
    assert_eq!(place.run("undo --to 4 plan.ron").code, 0);
    assert!(place.read("plan.ron").contains("three"));
    assert_eq!(place.run("undo --to 99 plan.ron").code, 2);
}

#[test]
fn undo_keeps_what_was_edited_by_hand_since() {
    let place = place();
    place.run("set plan.ron title one");
    let by_hand = place.read("plan.ron").replace("\"one\"", "\"by hand\"");
    place.write("plan.ron", &by_hand);
    assert_eq!(place.run("undo plan.ron").code, 0);
    assert!(place.read("plan.ron").contains("\"one\""));
    let listed = place.run("undo --list plan.ron").out;
    let line = listed.lines().find(|line| line.contains("outside planb")).unwrap();
    let number = line.trim_start_matches(['*', ' ']).split(' ').next().unwrap();
    assert_eq!(place.run(&format!("undo --to {number} plan.ron")).code, 0);
    assert_eq!(place.read("plan.ron"), by_hand);
}

#[test]
fn writers_at_the_same_time_lose_no_edit() {
    let place = place();
    let runs = ["priority", "validation"];
    let values =
        |field: &str, n: usize| if field == "priority" { format!("{n}") } else { format!("{}h", n + 1) };
    std::thread::scope(|scope| {
        for run in ["base-8b", "evals"] {
            for field in runs {
                let place = &place;
                scope.spawn(move || {
                    for n in 1..6 {
                        let said =
                            place.run(&format!("set plan.ron runs.{run}.{field} {}", values(field, n)));
                        assert_eq!(said.code, 0, "{said:?}");
                    }
                });
            }
        }
    });
    let plan = planb::format::read(&place.read("plan.ron")).unwrap().plan;
    for run in ["base-8b", "evals"] {
        for field in runs {
            let value = planb::model::at::get(plan.runs.get(run).unwrap(), field).unwrap();
            assert_eq!(value, values(field, 5), "{run} {field}");
        }
    }
    // What was there before, and each save.
    let listed = place.run("undo --list plan.ron").out;
    assert_eq!(listed.lines().count(), 21, "{listed}");
    assert!(!listed.contains("outside planb"), "{listed}");
}
