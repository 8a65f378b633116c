//! The tables of actions and keys hold together.

use std::collections::BTreeSet;

use crate::program::program;
use planb::app::actions::{ALIASES, all, find};
use planb::app::keymap::{Context, Keymap, Lookup};
use planb::app::keys::{Key, sequence};
use planb::app::modal::Modal;

#[test]
fn every_action_has_a_name_of_its_own_and_says_what_it_does() {
    let mut names = BTreeSet::new();
    for action in all() {
        assert!(names.insert(action.name), "{} is there twice", action.name);
        assert!(action.doc.len() > 5 && action.doc.len() < 120, "{}: {}", action.name, action.doc);
        assert!(!action.doc.ends_with('.'), "{}: one line without a full stop", action.name);
        assert!(action.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", action.name);
    }
    for (alias, name) in ALIASES {
        assert!(!names.contains(alias) && names.contains(name), "{alias}");
    }
}

#[test]
fn every_default_key_runs_an_action_and_none_clashes() {
    let keymap = Keymap::built_in();
    let mut bound = 0;
    for context in Context::ALL {
        let mut seen: Vec<Vec<Key>> = Vec::new();
        for (keys, action) in keymap.bindings(*context) {
            let keys = sequence(&keys).unwrap();
            assert_eq!(keymap.look_up(*context, &keys), Lookup::Run(action), "{context:?} {keys:?}");
            assert!(find(action.split(' ').next().unwrap()).is_some());
            let clash = seen.iter().find(|other| other.starts_with(&keys) || keys.starts_with(other));
            assert!(clash.is_none(), "{context:?}: {keys:?} and {clash:?}");
            if context.falls_back() {
                for (global, name) in keymap.bindings(Context::Global) {
                    let global = sequence(&global).unwrap();
                    let shadows = global != keys && (global.starts_with(&keys) || keys.starts_with(&global));
                    assert!(!shadows, "{context:?}: {keys:?} hides {name}");
                }
            }
            seen.push(keys);
            bound += 1;
        }
    }
    assert!(bound > 150, "{bound}");
}

#[test]
fn the_file_holds_every_binding_that_it_lists() {
    // A binding that clashes with a later one would be taken away by it.
    let text = include_str!("../../assets/keymap.ron");
    let listed = text.lines().filter(|line| line.trim_start().starts_with("(\"")).count();
    let keymap = Keymap::built_in();
    let held: usize = Context::ALL.iter().map(|context| keymap.bindings(*context).count()).sum();
    assert_eq!(held, listed);
}

#[test]
fn every_action_is_in_the_palette() {
    let mut program = program();
    program.keys(":");
    let Some(Modal::Pick(list)) = program.app.modals.last() else { panic!("no palette") };
    for action in all() {
        assert!(list.items.iter().any(|item| item.action == action.name), "{}", action.name);
    }
}

#[test]
fn every_action_can_be_run_from_the_palette_at_any_time() {
    for action in all() {
        for before in ["", "m", "e", "!"] {
            let mut program = program();
            program.keys(before).keys("<Esc><Esc>").keys(before);
            let typed = format!(":{}<Enter>", action.name);
            program.keys(&typed);
        }
    }
}

#[test]
fn a_file_changes_what_it_names_and_takes_bindings_away() {
    let mut keymap = Keymap::built_in();
    let errors = keymap.overlay("[(Timeline, [(\"X\", \"split\"), (\"S\", \"\"), (\"zf\", \"zoom-day\")])]");
    assert!(errors.is_empty(), "{errors:?}");
    let run = |keys: &str| match keymap.look_up(Context::Timeline, &sequence(keys).unwrap()) {
        Lookup::Run(action) => action.to_string(),
        other => format!("{other:?}"),
    };
    assert_eq!((run("X").as_str(), run("S").as_str(), run("zf").as_str()), ("split", "Unbound", "zoom-day"));
    assert_eq!(run("j"), "down");
}

#[test]
fn errors_in_a_file_have_a_place_and_a_suggestion() {
    let mut keymap = Keymap::built_in();
    let text = "[\n    (Timeline, [\n        (\"X\", \"spilt\"),\n        (\"Entr\", \"split\"),\n        (\"Y\", \"split\"),\n    ]),\n    (Timelin, []),\n]";
    let errors: Vec<String> = keymap.overlay(text).iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 2, "{errors:#?}");
    assert_eq!(errors[0], "3:15: no action is called spilt: did you mean split?");
    assert_eq!(errors[1], "7:6: no context is called Timelin: did you mean Timeline?");
    assert_eq!(
        keymap.look_up(Context::Timeline, &sequence("Y").unwrap()),
        Lookup::Run("split"),
        "what is right is taken"
    );
    assert!(!keymap.overlay("[(Timeline, [(\"X\" \"split\"").is_empty());
}
