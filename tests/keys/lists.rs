use crate::program::{Program, changes, program, said, selected};
use planb::app::modal::{Modal, Pick};
use planb::app::panel::{self, Focus, Panel};
use planb::app::{Effect, Msg, NotSaved, Outside, Saved, Then};
use planb::model::Plan;

fn list(program: &Program) -> &Pick {
    match program.app.modals.last() {
        Some(Modal::Pick(list)) => list,
        other => panic!("no list is open but {other:?}"),
    }
}

fn first(program: &Program) -> &str {
    let list = list(program);
    &list.items[list.shown[0]].action
}

#[test]
fn the_palette_finds_actions_by_name_meaning_and_alias() {
    let mut program = program();
    assert_eq!(first(program.keys(":fit")), "fit");
    assert_eq!(first(program.keys("<C-u>split")), "split");
    assert_eq!(first(program.keys("<C-u>clipb<C-u>five lines")), "copy");
    assert_eq!(first(program.keys("<C-u>undo")), "undo");
    assert_eq!(changes(":pin<Enter>"), "base-8b/w1 pinned: false -> true");
}

#[test]
fn the_palette_takes_words_for_the_action() {
    let mut program = program();
    program.keys(":save other.ron<Enter>");
    assert_eq!(program.effects, [Effect::Save { path: Some("other.ron".into()), then: Then::Stay }]);
    program.effects.clear();
    program.keys(":w<Enter>");
    assert_eq!(program.effects, [Effect::Save { path: None, then: Then::Stay }]);
    program.effects.clear();
    program.keys(":export plan.md<Enter>");
    assert_eq!(program.effects, [Effect::Export { path: "plan.md".into() }]);
}

#[test]
fn what_is_typed_behind_a_command_stays_when_it_is_completed() {
    let typed = |script: &str| {
        let mut program = program();
        program.keys(script);
        list(&program).input.value().to_string()
    };
    assert_eq!(typed(":import off.json<Tab>"), "import off.json");
    assert_eq!(typed(":impo<Tab>"), "import ");
    assert_eq!(typed(":save-as b.ron<Tab><Tab>"), "save-as b.ron");
}

#[test]
fn a_list_without_a_match_says_what_it_has() {
    let said = said("Fzzz<Enter>");
    assert!(said.starts_with("nothing here is like zzz: the list has Lora, Qlora"), "{said}");
    assert!(!said.contains("palette"), "{said}");
    let said = crate::program::said(":settings<Enter>zzz<Enter>");
    assert!(said.contains("the list has "), "{said}");
    assert!(crate::program::said(":zzz<Enter>").contains("palette"), "a command is looked for there");
}

#[test]
fn offers_are_laid_into_the_open_plan_as_one_step() {
    use planb::app::importing::Imported;
    let mut program = program();
    program.keys(":import offers.json<Enter>");
    assert_eq!(program.effects, [Effect::Import { path: "offers.json".into() }]);
    let offer = |id: &str, fee: &str| {
        format!(
            r#"{{"CapacityBlockOfferingId": "{id}", "InstanceType": "p5.48xlarge", "InstanceCount": 2,
                "AvailabilityZone": "us-east-2a", "StartDate": "2027-01-18T11:30:00.000Z",
                "EndDate": "2027-01-20T11:30:00+00:00", "UpfrontFee": "{fee}", "CurrencyCode": "USD"}}"#
        )
    };
    let file = |offers: &[String], more: &str| Imported {
        name: "offers.json".to_string(),
        text: Ok(format!(r#"{{"CapacityBlockOfferings": [{}]{more}}}"#, offers.join(","))),
        written: None,
    };
    program.tell(Msg::Imported(file(&[offer("cb-1", "100.00"), offer("cb-2", "50.00")], "")));
    assert!(program.said().starts_with("2 offers: 2 new"), "{}", program.said());
    assert_eq!(program.app.selected.to_string(), "cb-1");
    let blocks = program.app.plan().blocks.len();
    let cut = r#", "NextToken": "more""#;
    program.tell(Msg::Imported(file(&[offer("cb-1", "104.00")], cut)));
    assert!(program.said().starts_with("1 offer: 1 dearer (+4 %) · the list is cut"), "{}", program.said());
    assert_eq!(program.app.plan().blocks.len(), blocks);
    program.keys("uu");
    assert_eq!(program.changes(), "");
    let pasted = "An error occurred (AuthFailure) when calling the DescribeCapacityBlockOfferings operation";
    program.tell(Msg::Imported(Imported {
        name: "offers.json".to_string(),
        text: Ok(pasted.to_string()),
        written: None,
    }));
    assert!(program.said().contains("log in"), "{}", program.said());
    assert_eq!(program.changes(), "");
}

#[test]
fn tab_puts_a_name_into_the_palette() {
    let mut program = program();
    program.keys(":save-as<Tab>x.ron<Enter>");
    assert_eq!(program.effects, [Effect::Save { path: Some("x.ron".into()), then: Then::Stay }]);
}

#[test]
fn what_the_palette_does_not_know_gets_a_suggestion() {
    assert!(said(":splitx<Enter>").contains("did you mean split?"), "{}", said(":splitx<Enter>"));
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut program = program();
    program.keys(":redo");
    let item = list(&program).items.iter().find(|item| item.action == "redo").unwrap();
    assert_eq!(item.blocked.as_deref(), Some("nothing to redo"));
    program.keys("<Enter>");
    assert_eq!(program.said(), "redo: nothing to redo");
}

#[test]
fn help_is_about_where_you_are_and_runs_what_you_pick() {
    let mut program = program();
    program.keys("?");
    assert_eq!(list(&program).title, "Help: the timeline");
    program.keys("pin the<Enter>");
    assert_eq!(program.changes(), "base-8b/w1 pinned: false -> true");
    program.keys("m?");
    assert_eq!(list(&program).title, "Help: a held bar");
    assert!(list(&program).items[0].detail.contains('h'));
    program.keys("<Esc><Esc>e?");
    assert_eq!(list(&program).title, "Help: a form");
}

#[test]
fn help_finds_keys_too() {
    let mut program = program();
    program.keys("?C-r");
    assert_eq!(first(&program), "redo");
}

#[test]
fn escape_closes_one_thing_at_a_time_and_never_leaves() {
    let mut program = program();
    program.keys("e:<Esc>");
    assert_eq!(program.app.modals.len(), 1);
    program.keys("<Esc><Esc><Esc><Esc>");
    assert!(program.app.modals.is_empty() && program.effects.is_empty());
}

#[test]
fn leaving_with_changes_asks_and_only_its_letters_answer() {
    let mut program = program();
    program.keys("q");
    assert_eq!(program.effects, [Effect::Quit]);
    program.effects.clear();
    program.keys("pq<Enter>x");
    assert!(matches!(program.app.modals.last(), Some(Modal::Confirm(_))));
    assert!(program.effects.is_empty());
    program.keys("<Esc>");
    assert!(program.app.modals.is_empty());
    program.keys("qy");
    assert_eq!(program.effects, [Effect::Save { path: None, then: Then::Quit }]);
    program.effects.clear();
    program.keys("qn");
    assert_eq!(program.effects, [Effect::Quit]);
}

#[test]
fn problems_agenda_and_costs_lead_to_their_items() {
    let mut program = program();
    program.keys("!");
    assert_eq!((program.app.panel, program.app.focus), (Some(Panel::Problems), Focus::Panel));
    let count = program.app.doc.analysis().problems.len();
    assert_eq!(panel::len(&program.app), count.max(1));
    program.keys("G<Enter>");
    let last = program.app.doc.analysis().problems.last().cloned();
    assert_eq!(Some(program.app.selected.clone()), last.map(|problem| problem.target));
    assert_eq!(program.app.focus, Focus::Timeline);
    program.keys("$G<Enter>");
    assert_eq!(program.app.selected.to_string(), "cb-late");
    program.keys("@<Enter>");
    assert_eq!(
        Some(&program.app.selected),
        program.app.doc.analysis().agenda.first().map(|item| &item.target)
    );
}

#[test]
fn keys_typed_into_the_panel_by_mistake_change_nothing() {
    for panel in ["!", "@", "$", "i<Tab>"] {
        assert_eq!(changes(&format!("{panel}xxmhjkl>><<pcbaW.{{}}#S")), "", "{panel}");
    }
}

#[test]
fn tab_goes_to_the_panel_and_back() {
    let mut program = program();
    program.keys("i");
    assert_eq!((program.app.panel, program.app.focus), (Some(Panel::Inspector), Focus::Timeline));
    program.keys("<Tab>");
    assert_eq!(program.app.focus, Focus::Panel);
    program.keys("jj<BackTab>");
    assert_eq!((program.app.focus, program.app.panel_row), (Focus::Timeline, 2));
    program.keys("i");
    assert_eq!(program.app.panel, None);
}

#[test]
fn the_inspector_tells_what_follows_and_what_is_written() {
    let mut program = program();
    program.keys("i");
    let rows = panel::rows(&program.app, 0, 99);
    let has = |label: &str, text: &str| rows.iter().any(|row| row.label == label && row.text.contains(text));
    assert!(has("window", "base-8b/w1") && has("length", "8d 20h") && has("block", "cb-jan"), "{rows:#?}");
    assert!(has("usable", "Mon 11 Jan 12:00"), "{rows:#?}");
}

/// The window before its block begins, which has a fix.
fn outside() -> Program {
    let mut program = program();
    program.keys("ms20h<Enter>");
    assert!(is_outside(&program));
    program
}

fn is_outside(program: &Program) -> bool {
    program.app.doc.analysis().problems.iter().any(|problem| problem.code == "R212")
}

#[test]
fn why_lists_problems_with_numbered_fixes() {
    let mut program = outside();
    program.keys("w");
    let Some(Modal::Page(page)) = program.app.modals.last() else { panic!("no page is open") };
    assert!(page.title.contains("base-8b/w1"));
    assert!(page.lines.iter().any(|line| line.contains("R212")), "{:#?}", page.lines);
    let fix =
        page.lines.iter().find(|line| line.trim_start().starts_with("1  ")).expect("a numbered fix").clone();
    program.keys("1");
    assert!(program.app.modals.is_empty());
    assert!(!is_outside(&program), "{fix} mends it: {}", program.changes());
    program.keys("u");
    assert!(is_outside(&program));
}

#[test]
fn a_menu_offers_the_fixes_of_a_problem() {
    let mut program = outside();
    program.keys("Q");
    if let Some(Modal::Pick(list)) = program.app.modals.last() {
        assert!(list.items.len() > 1);
        program.keys("<Enter>");
    }
    assert!(!is_outside(&program), "{}", program.changes());
    let mut program = outside();
    let at = program.app.doc.analysis().problems.iter().position(|problem| problem.code == "R212").unwrap();
    program.keys(&format!("!{}Q", "j".repeat(at)));
    if !program.app.modals.is_empty() {
        program.keys("<Enter>");
    }
    assert!(!is_outside(&program), "{}", program.changes());
}

#[test]
fn copying_gives_five_lines() {
    let mut program = program();
    program.keys("y");
    let [Effect::Copy(text)] = program.effects.as_slice() else { panic!("{:?}", program.effects) };
    assert_eq!(text.lines().count(), 5, "{text}");
    assert!(text.starts_with("Winter: ") && text.contains("window base-8b/w1: "), "{text}");
}

#[test]
fn settings_are_changed_by_name() {
    let mut program = program();
    program.keys(":set mouse off<Enter>");
    assert!(!program.app.settings.mouse);
    program.keys("M");
    assert!(program.app.settings.mouse);
    program.keys(":set theme light<Enter>");
    assert_eq!(program.app.settings.theme, "light");
    program.keys(":set snap<Enter>");
    assert!(!program.app.settings.snap);
    program.keys(":set colour 16<Enter>");
    assert!(program.said().contains("did you mean color?"), "{}", program.said());
    program.keys(":set ascii<Tab>");
}

#[test]
fn all_settings_are_a_list_with_values_and_meanings() {
    let mut program = program();
    program.keys(":settings<Enter>");
    let names: Vec<String> = list(&program).items.iter().map(|item| item.label.clone()).collect();
    for field in planb::base::record::Record::fields(&program.app.settings) {
        let item = list(&program).items.iter().find(|item| item.label == field.name);
        let item = item.unwrap_or_else(|| panic!("{} is not in {names:?}", field.name));
        assert_eq!(item.detail, program.app.settings.show(field.name), "{}", field.name);
        assert!(!item.doc.is_empty(), "{}", field.name);
    }
    // A switch is switched in place; nothing but what was changed is offered to be kept.
    program.keys("snap<Enter>");
    assert!(!program.app.settings.snap);
    let chosen = &list(&program).items[list(&program).shown[list(&program).selected]];
    assert_eq!((chosen.label.as_str(), chosen.detail.as_str()), ("snap", "off *"));
    // A word is chosen from its list, and Esc leads back.
    program.keys("<C-u>color<Enter>");
    let choices: Vec<&str> = list(&program).items.iter().map(|item| item.label.as_str()).collect();
    assert_eq!(choices, ["Auto", "Never", "16", "256", "Truecolor"]);
    assert_eq!(list(&program).title, "color: Auto");
    program.keys("<Esc>");
    assert_eq!(list(&program).title, "Settings");
    program.keys("color<Enter>256<Enter>");
    assert_eq!(program.app.settings.color, planb::app::settings::ColorLevel::Ansi256);
    assert_eq!((list(&program).title.as_str(), program.app.modals.len()), ("Settings", 1));
    program.keys("keep<Enter>");
    let kept = vec![("color", "256".to_string()), ("snap", "false".to_string())];
    assert_eq!(program.effects, [Effect::KeepSettings(kept)]);
    assert!(program.app.modals.is_empty());
}

#[test]
fn after_a_command_its_completions_are_listed_and_nothing_else() {
    let mut program = program();
    program.keys(":set ");
    let shown = |program: &Program| -> Vec<String> {
        list(program).shown.iter().map(|at| list(program).items[*at].label.clone()).collect()
    };
    let names = shown(&program);
    assert_eq!(names[0], "set");
    assert!(names[1..].iter().all(|name| name.starts_with("set ")) && names.len() > 9, "{names:?}");
    program.keys("theme ");
    assert_eq!(shown(&program)[1..].len(), 4, "{:?}", shown(&program));
    program.keys("li<Down><Enter>");
    assert_eq!(program.app.settings.theme, "light");
    program.keys(":set the<Tab>dark<Enter>");
    assert_eq!(program.app.settings.theme, "dark");
    // What is typed in full is what counts, whatever completes it.
    program.keys(":go cb<Enter>");
    assert!(program.said().contains("cb"), "{}", program.said());
    program.keys("<Esc>:go cb-late<Enter>");
    assert_eq!(program.app.selected.to_string(), "cb-late");
    program.keys(":set<Enter>");
    assert_eq!(list(&program).title, "Settings");
    program.keys("<Esc>:set theme<Enter>");
    assert_eq!(list(&program).title, "theme: dark");
    // With the command erased, everything is listed again.
    program.keys("<Esc>:set <C-u>zoom");
    assert!(
        shown(&program).iter().any(|name| name == "zoom-in")
            && !shown(&program).iter().any(|name| name.starts_with("set "))
    );
}

#[test]
fn on_a_wall_screen_keys_are_echoed() {
    let mut program = program();
    program.keys(":present<Enter>jk3l<C-d>");
    assert_eq!(program.app.keys_echo, "jk3l<C-d>");
    program.keys(":present<Enter>j");
    assert_eq!(program.app.keys_echo, "");
}

/// A save of this plan that went through, after which the program was to be left.
fn saved(asked: Plan, plan: Plan) -> Msg {
    Msg::Saved(Ok(Saved {
        asked: Box::new(asked),
        plan: Box::new(plan),
        text: "x".to_string().into(),
        path: "plan.ron".into(),
        then: Then::Quit,
        conflicts: Vec::new(),
        remark: None,
    }))
}

#[test]
fn a_save_ends_with_the_plan_unmodified() {
    let mut program = program();
    program.keys("p");
    let plan = program.app.doc.plan().clone();
    program.tell(saved(plan.clone(), plan));
    assert_eq!(program.effects, [Effect::Quit]);
    assert!(!program.app.doc.is_modified());
    assert_eq!(program.said(), "Saved plan.ron");
}

#[test]
fn what_changed_during_a_save_is_asked_about() {
    let mut program = program();
    let plan = program.app.doc.plan().clone();
    program.keys("p");
    program.tell(saved(plan.clone(), plan));
    assert!(program.effects.is_empty());
    assert!(matches!(program.app.modals.last(), Some(Modal::Confirm(_))));
    let failed = NotSaved { why: "disk full".into(), gone: false, then: Then::Stay };
    program.tell(Msg::Saved(Err(failed)));
    assert_eq!(program.said(), "disk full");
}

#[test]
fn a_save_that_found_changes_of_others_brings_them_in() {
    let mut program = program();
    program.keys("p");
    let asked = program.app.doc.plan().clone();
    program.keys("u");
    let written = Plan { title: "Theirs".into(), ..asked.clone() };
    program.tell(saved(asked, written));
    assert_eq!(program.app.doc.plan().title, "Theirs");
    assert!(program.app.doc.is_modified(), "what was undone since is not in the file");
}

#[test]
fn changes_of_others_are_one_step_and_a_deleted_file_counts_as_unsaved() {
    let mut program = program();
    let base = program.app.doc.plan().clone();
    program.keys("p");
    let plan = Plan { title: "Theirs".into(), ..base.clone() };
    let (base, plan) = (Box::new(base), Box::new(plan));
    program.tell(Msg::Outside(Outside::Changed { base, plan, text: "x".to_string().into() }));
    assert!(program.said().starts_with("Merged 1 change by others"), "{}", program.said());
    assert!(program.app.doc.is_modified());
    program.keys("u");
    assert_ne!(program.app.doc.plan().title, "Theirs");
    program.keys("u");
    assert!(program.app.doc.history().done().is_empty());
    program.keys("UU");
    program.tell(Msg::Outside(Outside::Lost("plan.ron was deleted".into())));
    program.keys("q");
    assert!(matches!(program.app.modals.last(), Some(Modal::Confirm(_))));
}

#[test]
fn a_paste_goes_into_text_only() {
    use planb::app::Msg;
    let mut program = program();
    program.tell(Msg::Paste("xxx".into()));
    assert_eq!((program.changes(), program.app.selected.to_string()), (String::new(), "base-8b/w1".into()));
    program.keys("gd");
    program.tell(Msg::Paste("cb-late\n".into()));
    program.keys("<Enter>");
    assert_eq!(program.app.selected.to_string(), "cb-late");
    assert_eq!(selected("gd<Esc>"), "base-8b/w1");
}
