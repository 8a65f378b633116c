use crate::program::program;
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use planb::app::{Msg, keys};
use planb::model::Target;
use proptest::prelude::*;

/// Keys that do much, and some text; one in ten is any character at all.
fn key() -> impl Strategy<Value = String> {
    let common = vec![
        "h",
        "j",
        "k",
        "l",
        "H",
        "L",
        "G",
        "gg",
        "[",
        "]",
        "o",
        "t",
        "+",
        "-",
        "zf",
        "zh",
        "zq",
        "zs",
        "v",
        "n",
        "N",
        "''",
        "m",
        "m",
        "2",
        "7",
        "<Enter>",
        "<Enter>",
        "<Enter>",
        "<Esc>",
        "<Esc>",
        "s",
        ">>",
        "<<",
        "{",
        "}",
        "(",
        ")",
        ".",
        "u",
        "u",
        "<C-r>",
        "b",
        "a",
        "W",
        "F",
        "c",
        "x",
        "p",
        "#",
        "S",
        "J",
        "f",
        "Q",
        "w",
        "?",
        ":",
        "/",
        "i",
        "!",
        "@",
        "$",
        "D",
        "<Tab>",
        "<BackTab>",
        "<Down>",
        "<Up>",
        "<Space>",
        "<Del>",
        "<Backspace>",
        "<C-u>",
        "e",
        "gp",
        "gd",
        "y",
        "q",
        "d",
        "1",
        "late",
        "base-8b",
        "+3d",
        "16",
        "2027-01-20T00:00Z",
    ];
    prop_oneof![
        9 => proptest::sample::select(common).prop_map(str::to_string),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn message() -> impl Strategy<Value = Msg> {
    let kinds = vec![
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Right),
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollLeft,
    ];
    let modifiers = vec![KeyModifiers::NONE, KeyModifiers::SHIFT, KeyModifiers::CONTROL];
    prop_oneof![
        (proptest::sample::select(kinds), 0..130u16, 0..50u16, proptest::sample::select(modifiers)).prop_map(
            |(kind, column, row, modifiers)| Msg::Mouse(MouseEvent { kind, column, row, modifiers })
        ),
        (0..210u16, 0..70u16).prop_map(|(width, height)| Msg::Resize(width, height)),
        ".{0,12}".prop_map(Msg::Paste),
        (1_700_000_000..1_900_000_000i64)
            .prop_map(|seconds| Msg::Tick(planb::base::Instant::from_seconds(seconds))),
    ]
}

#[derive(Debug)]
enum Input {
    Keys(String),
    Other(Msg),
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![4 => key().prop_map(Input::Keys), 1 => message().prop_map(Input::Other)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_can_be_undone_and_done_again(inputs in proptest::collection::vec(input(), 1..60)) {
        let mut program = program();
        for input in inputs {
            match input {
                Input::Keys(script) => {
                    for key in keys::script(&script).unwrap() {
                        let scale = program.app.view.viewport.seconds_per_cell();
                        let revision = program.app.doc.revision();
                        program.tell(Msg::Key(key));
                        // An edit never zooms.
                        let is_same = program.app.view.viewport.seconds_per_cell() == scale;
                        prop_assert!(is_same || program.app.doc.revision() == revision, "{key}");
                    }
                }
                Input::Other(msg) => program.tell(msg),
            }
            prop_assert!(program.app.plan().has(&program.app.selected));
            let view = &program.app.view;
            prop_assert!(view.lane < view.lanes.len().max(1));
            // What is selected with a filter on is seen.
            let is_item = !matches!(program.app.selected, Target::Plan | Target::Person(_) | Target::Decision(_));
            let place = view.lanes.find(program.app.plan(), &program.app.selected);
            prop_assert!(view.filter.is_empty() || !is_item || place.is_some(), "{:?}", program.app.selected);
        }
        let app = &mut program.app;
        app.grab = None;
        let last = app.doc.plan().clone();
        while app.doc.undo().is_some() {}
        prop_assert!(*app.doc.plan() == crate::program::plan(), "undo to the start gives the first plan");
        // Only what was undone since the last edit can be done again: all of it.
        while app.doc.redo().is_some() {}
        let redone = app.doc.plan().clone();
        prop_assert!(redone == last || !app.doc.history().undone().is_empty() || later(app, &last));
    }
}

/// Steps that had been taken back before are done again too; the last plan lies on the way.
fn later(app: &mut planb::app::App, last: &planb::model::Plan) -> bool {
    std::iter::from_fn(|| app.doc.undo().map(|_| app.doc.plan().clone())).any(|plan| plan == *last)
}
