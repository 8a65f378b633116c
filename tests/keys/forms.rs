use crate::program::{Program, changes, program, said};
use planb::app::form::{FormRow, rows};
use planb::app::modal::{Form, Modal};
use planb::model::Target;

pub fn form(program: &Program) -> &Form {
    match program.app.modals.last() {
        Some(Modal::Form(form)) => form,
        other => panic!("no form is open but {other:?}"),
    }
}

/// Opens the form of an item and selects a field.
pub fn at_field(target: &str, path: &str) -> Program {
    let mut program = program();
    program.keys(&format!(":go {target}<Enter>e"));
    select(&mut program, |row| matches!(row, FormRow::Field(row) if row.path == path));
    program
}

/// Goes down to the first row that is wanted.
pub fn select(program: &mut Program, wanted: impl Fn(&FormRow) -> bool) {
    let rows = rows(program.app.plan(), &form(program).target);
    let at = rows.iter().position(wanted).expect("the form has the row");
    program.keys("gg").keys(&"j".repeat(at));
}

#[test]
fn a_field_is_one_step_with_a_name() {
    let mut program = at_field("base-8b", "need.hours");
    program.keys("<Enter><C-u>150h<Enter>");
    assert_eq!(program.changes(), "base-8b need.hours: 190h -> 150h");
    let step = &program.app.doc.history().done()[0];
    assert_eq!(step.label, "Set base-8b need.hours to 150h");
    assert_eq!(program.app.doc.history().done().len(), 1);
    program.keys("u");
    assert_eq!(program.changes(), "");
}

#[test]
fn what_is_typed_is_judged_at_once_and_not_taken_when_wrong() {
    let mut program = at_field("base-8b", "deadline");
    program.keys("<Enter><C-u>2027-02-31T00:00Z");
    assert!(form(&program).error.as_ref().unwrap().contains("deadline"), "{:?}", form(&program).error);
    program.keys("<Enter>");
    assert!(form(&program).input.is_some());
    assert_eq!(program.changes(), "");
    program.keys("<Esc>");
    assert!(form(&program).input.is_none() && form(&program).error.is_none());
    program.keys("<Esc>");
    assert!(program.app.modals.is_empty());
}

#[test]
fn moments_may_be_typed_as_people_speak() {
    let mut program = at_field("base-8b", "deadline");
    program.keys("<Enter><C-u>+2d<Enter>");
    assert_eq!(program.changes(), "base-8b deadline: 2027-01-29T18:00Z -> 2027-01-31T18:00Z");
    program.keys("<Enter><C-u>mon 12:00<Enter>");
    assert_eq!(program.changes(), "base-8b deadline: 2027-01-29T18:00Z -> 2027-01-11T12:00Z");
}

#[test]
fn ids_machines_words_and_zones_are_completed() {
    let completed = |target: &str, path: &str, typed: &str| {
        let mut program = at_field(target, path);
        program.keys(&format!("<Enter><C-u>{typed}<Tab>"));
        form(&program).input.as_ref().unwrap().value().to_string()
    };
    assert_eq!(completed("base-8b/w1", "block", "late"), "cb-late");
    assert_eq!(completed("cb-jan", "machine", "p5.48"), "p5.48xlarge");
    assert_eq!(completed("cb-jan", "region", "us-west"), "us-west-2");
    assert_eq!(completed("cb-jan", "status", "act"), "Active");
    assert_eq!(completed("cb-jan", "product", "slurm"), "slurm-reservation");
    assert_eq!(completed("cb-jan", "owner", "mi"), "mia");
    assert_eq!(completed("base-8b", "in_force", "lo"), "lora");
    assert_eq!(completed("evals", "after", "base"), "base-8b");
    assert_eq!(completed("base-8b/w1", "start", ""), "2027-01-11T12:00Z");
}

#[test]
fn zones_are_completed_by_name_or_by_id_as_the_field_wants() {
    let mut plan = crate::program::plan();
    plan.blocks.get_mut("cb-jan").unwrap().zone_id = "use2-az2".into();
    for (path, offered) in [("zone", "us-east-2b"), ("zone_id", "use2-az2")] {
        let mut program = crate::program::with(plan.clone());
        program.keys(":go cb-late<Enter>e");
        select(&mut program, |row| matches!(row, FormRow::Field(row) if row.path == path));
        program.keys("<Enter>");
        assert_eq!(form(&program).completions, [offered], "{path}");
    }
}

#[test]
fn a_machine_whose_name_a_field_would_refuse_is_completed_by_its_id() {
    for typed in ["h200", "HGX H200"] {
        let mut program = at_field("cb-jan", "machine");
        program.keys(&format!("<Enter><C-u>{typed}"));
        let offered = form(&program).completions.clone();
        assert!(offered.iter().any(|word| word == "coreweave.h200"), "{typed}: {offered:?}");
        for word in offered {
            assert!(planb::model::MachineId::parse(&word).is_ok(), "{word} cannot be taken");
        }
    }
}

#[test]
fn zones_are_those_of_the_region_of_the_block_local_ones_too() {
    let mut plan = crate::program::plan();
    plan.blocks.get_mut("cb-jan").unwrap().region = "us-west-2".into();
    for (region, offered) in [
        ("us-east-2", vec![]),
        ("us-west-2", vec!["us-east-2b", "us-west-2-phx-2a"]),
        ("us-east-1", vec!["us-east-1-atl-2a", "us-east-1-dfw-2a"]),
    ] {
        plan.blocks.get_mut("cb-late").unwrap().region = region.into();
        let mut program = crate::program::with(plan.clone());
        program.keys(":go cb-late<Enter>e");
        select(&mut program, |row| matches!(row, FormRow::Field(row) if row.path == "zone"));
        program.keys("<Enter>");
        assert_eq!(form(&program).completions, offered, "{region}");
    }
}

#[test]
fn a_form_that_had_to_be_scrolled_away_is_whole_again() {
    let mut program = at_field("cb-jan", "region");
    let (whole, selected) = (program.screen(false), form(&program).selected);
    for size in [(1, 1), (20, 6), crate::program::SIZE] {
        program.tell(planb::app::Msg::Resize(size.0, size.1));
        program.screen(false);
    }
    assert_eq!((program.screen(false), form(&program).selected), (whole, selected));
}

#[test]
fn counts_move_in_a_form() {
    let mut program = at_field("cb-jan", "id");
    let at = |program: &Program| form(program).selected;
    assert_eq!(at(program.keys("7j")), 7);
    assert_eq!(at(program.keys("12j3k")), 16);
    assert_eq!(at(program.keys("5G")), 4);
    // A field that is typed into takes the digits as text.
    select(&mut program, |row| matches!(row, FormRow::Field(row) if row.path == "nodes"));
    program.keys("<Enter><C-u>12<Enter>");
    assert!(program.changes().contains("-> 12"), "{}", program.changes());
}

#[test]
fn a_start_beyond_the_end_is_told_with_what_to_do_first() {
    let mut program = at_field("cb-jan", "start");
    program.keys("<Enter><C-u>2027-02-20T11:30Z<Enter>");
    let error = form(&program).error.clone().unwrap();
    assert_eq!(error, "start: end must be after start: change end first");
}

#[test]
fn a_time_zone_holds_from_the_moment_it_is_set() {
    let mut program = program();
    let by = |program: &Program| {
        let facts = program.app.doc.analysis().run(&"base-8b".into()).unwrap();
        facts.rungs[0].decide_by.clone().unwrap().people.to_string()
    };
    let in_utc = by(&program);
    program.keys("gp");
    select(&mut program, |row| matches!(row, FormRow::Field(row) if row.path == "zones"));
    program.keys("<Enter>America/Los_Angeles, Europe/Berlin<Enter><Esc>");
    assert!(program.screen(false).contains("Blocks · PST"), "{}", program.screen(false));
    let in_los_angeles = by(&program);
    // People there stop working eight hours later; what the saved file says, opened again, is the same.
    assert_eq!((in_utc.as_str(), in_los_angeles.as_str()), ("2027-01-20T17:00Z", "2027-01-21T01:00Z"));
    let again = crate::program::with(program.app.doc.plan().clone());
    assert_eq!(by(&again), in_los_angeles);
    // So is another person's, whose own zone it is.
    program.keys("gp");
    let mia = Target::Person("mia".into());
    select(&mut program, |row| matches!(row, FormRow::Item { target, .. } if *target == mia));
    program.keys("<Enter>");
    select(&mut program, |row| matches!(row, FormRow::Field(row) if row.path == "zone"));
    program.keys("<Enter>Asia/Tokyo<Enter><Esc><Esc>");
    assert_eq!(by(&program), "2027-01-20T08:00Z");
    program.keys("uu");
    assert_eq!((program.changes().as_str(), by(&program)), ("", in_utc));
    program.keys("UU");
    assert_eq!(by(&program), "2027-01-20T08:00Z");
}

#[test]
fn a_zone_that_there_is_none_of_is_refused_where_it_is_typed() {
    let mut program = program();
    program.keys("gp");
    select(&mut program, |row| matches!(row, FormRow::Field(row) if row.path == "zones"));
    program.keys("<Enter>Europe/Belrin<Enter>");
    let why = "unknown time zone Europe/Belrin: did you mean Europe/Berlin?";
    assert_eq!(form(&program).error.as_deref(), Some(why));
    assert_eq!(program.changes(), "");
}

#[test]
fn zones_that_others_bring_are_loaded_and_unknown_ones_are_told() {
    let theirs = |zone: &str| {
        let mut program = program();
        let mut plan = program.app.doc.plan().clone();
        let base = Box::new(plan.clone());
        plan.zones = vec![zone.into()];
        let text = String::new().into();
        program.tell(planb::app::Msg::Outside(planb::app::Outside::Changed {
            base,
            plan: plan.into(),
            text,
        }));
        program
    };
    assert!(theirs("Asia/Tokyo").screen(false).contains("Blocks · JST"));
    let unknown = theirs("Asia/Tokio");
    let why = "unknown time zone Asia/Tokio: did you mean Asia/Tokyo? (times are in UTC)";
    assert_eq!(unknown.said(), why);
    assert!(unknown.app.toast.as_ref().unwrap().is_error);
    // The line at the bottom goes with the next key; the mark beside the lanes stays.
    assert!(unknown.screen(false).contains("Blocks · UTC?"), "{}", unknown.screen(false));
}

#[test]
fn further_tabs_go_through_the_completions_and_back() {
    let mut program = at_field("base-8b/w1", "block");
    program.keys("<Enter><C-u>");
    let shown = |program: &Program| form(program).input.as_ref().unwrap().value().to_string();
    assert_eq!(form(&program).completions, ["cb-jan", "cb-late"]);
    assert_eq!(shown(program.keys("<Tab>")), "cb-jan");
    assert_eq!(shown(program.keys("<Tab>")), "cb-late");
    assert_eq!(shown(program.keys("<BackTab>")), "cb-jan");
    assert_eq!(shown(program.keys("<Down>")), "cb-late");
}

#[test]
fn space_goes_through_the_words_of_a_choice() {
    let mut program = at_field("evals", "critical");
    program.keys("<Space>");
    assert_eq!(program.changes(), "evals critical: false -> true");
    let mut program = at_field("evals", "kind");
    program.keys("<Space>");
    assert_eq!(program.changes(), "evals kind: Evaluation -> Data");
}

#[test]
fn a_field_is_emptied_with_one_key() {
    let mut program = at_field("base-8b", "deadline");
    program.keys("x");
    assert_eq!(program.changes(), "base-8b deadline: 2027-01-29T18:00Z -> ");
    let mut program = at_field("cb-jan", "machine");
    program.keys("x");
    assert!(program.said().contains("machine must not be empty"), "{}", program.said());
}

#[test]
fn a_new_id_is_taken_over_everywhere() {
    let mut program = at_field("base-8b", "id");
    program.keys("<Enter><C-u>big<Enter>");
    let plan = program.app.doc.plan();
    assert!(plan.runs.get("base-8b").is_none());
    assert_eq!(plan.runs.get("evals").unwrap().after[0].as_str(), "big");
    assert_eq!(plan.decisions.get("plan-b").unwrap().run.as_ref().unwrap().as_str(), "big");
    assert_eq!(form(&program).target, Target::Run("big".into()));
    program.keys("u");
    assert_eq!(program.changes(), "");
    let mut program = at_field("cb-jan", "id");
    program.keys("<Enter><C-u>cb-1<Enter>");
    assert_eq!(
        program.app.doc.plan().runs.get("base-8b").unwrap().windows.get("w1").unwrap().block.as_str(),
        "cb-1"
    );
    let mut program = at_field("base-8b/lora", "id");
    program.keys("<Enter><C-u>adapters<Enter>");
    assert_eq!(
        program.app.doc.plan().decisions.get("plan-b").unwrap().fallback.as_ref().unwrap().as_str(),
        "adapters"
    );
}

#[test]
fn an_id_is_not_given_twice() {
    let mut program = at_field("cb-jan", "id");
    program.keys("<Enter><C-u>cb-late<Enter>");
    assert!(form(&program).error.as_ref().unwrap().contains("another block is called cb-late"));
    assert_eq!(program.changes(), "");
}

#[test]
fn the_nodes_of_a_window_take_its_end_along() {
    let mut program = at_field("base-8b/w1", "nodes");
    program.keys("<Enter><C-u>4<Enter>");
    assert!(program.changes().ends_with("base-8b/w1 end: 2027-01-20T12:00Z -> 2027-01-28T19:17Z"));
    assert!(program.said().contains("scaling"), "{}", program.said());
}

#[test]
fn lists_of_an_item_are_reached_from_its_form() {
    let mut program = program();
    program.keys(":go base-8b<Enter>e");
    select(&mut program, |row| matches!(row, FormRow::Item { list: "fallbacks", .. }));
    program.keys("<Enter>");
    assert_eq!(form(&program).target.to_string(), "base-8b/lora");
    program.keys("<Esc>x");
    assert_eq!(program.changes(), "- fallback base-8b/lora\n- window base-8b/lora/w1");
    assert_eq!(form(&program).target.to_string(), "base-8b");
}

#[test]
fn items_of_every_list_of_the_plan_are_added_from_its_form() {
    let mut program = program();
    program.keys("gp");
    for list in ["people", "machines", "datasets", "scenarios", "decisions", "quotas", "waivers", "conflicts"]
    {
        let before = program.changes().lines().count();
        select(&mut program, |row| *row == FormRow::Add { list });
        program.keys("<Enter>");
        assert_ne!(form(&program).target, Target::Plan, "the form of a new one in {list} is open");
        assert_eq!(program.changes().lines().count(), before + 1, "{list}: {}", program.changes());
        program.keys("<Esc>");
    }
    select(&mut program, |row| *row == FormRow::Add { list: "severities" });
    program.keys("<Enter>");
    assert_eq!(program.app.doc.plan().severities.len(), 1);
}

#[test]
fn entries_within_an_item_are_added_and_removed() {
    let mut program = program();
    program.keys(":go cb-jan<Enter>e");
    select(&mut program, |row| *row == FormRow::Add { list: "extensions" });
    program.keys("<Enter>");
    assert_eq!(program.app.doc.plan().blocks.get("cb-jan").unwrap().extensions.len(), 1);
    select(&mut program, |row| matches!(row, FormRow::Field(row) if row.path == "extensions.1.until"));
    program.keys("<Enter><C-u>2027-02-01T11:30Z<Enter>d");
    assert_eq!(program.changes(), "");
}

#[test]
fn a_field_set_in_one_form_is_repeated_on_another_item() {
    let mut program = at_field("base-8b", "owner");
    program.keys("<Enter>mia<Enter><Esc>:go evals<Enter>.");
    assert_eq!(program.changes(), "base-8b owner:  -> mia\nevals owner:  -> mia");
}

#[test]
fn keys_of_the_timeline_do_nothing_in_a_form() {
    assert_eq!(changes("emafpW<Esc>"), "");
    assert_eq!(changes("e<Enter>"), "");
    assert!(said("e:grab<Enter>").contains("close what is open first"));
}
