//! The denial drill, and what became of decisions.

use crate::program::{plan, program, with};
use planb::app::drilled::What;
use planb::app::modal::{Modal, Page};
use planb::model::{Nodes, Target};
use planb::why::why;

fn page(program: &crate::program::Program) -> &Page {
    match program.app.modals.last() {
        Some(Modal::Page(page)) => page,
        other => panic!("no page is open but {other:?}"),
    }
}

/// The program over the small plan, with more work than its window and its block hold.
fn short() -> crate::program::Program {
    let mut plan = plan();
    // Evaluations would be in the way.
    plan.runs.retain(|run| run.id.as_str() != "evals");
    plan.runs.get_mut("base-8b").unwrap().need.hours = Some(planb::base::Duration::from_hours(330));
    with(plan)
}

#[test]
fn why_tells_what_the_command_tells_and_its_digits_make_the_changes() {
    for target in [
        Target::Run("base-8b".into()),
        Target::Window("base-8b".into(), None, "w1".into()),
        Target::Fallback("base-8b".into(), "lora".into()),
        Target::Block("cb-jan".into()),
    ] {
        let mut program = short();
        let doc = &program.app.doc;
        let answer = why(doc.plan(), doc.world(), doc.now(), &target).unwrap();
        program.app.select(target.clone());
        program.keys("w");
        let lines = page(&program).lines.join("\n");
        for (title, sentences) in answer.parts() {
            assert!(lines.contains(title), "{target}: {title}\n{lines}");
            assert!(sentences.iter().all(|sentence| lines.contains(sentence.as_str())), "{target}\n{lines}");
        }
        assert!(!answer.fixes.is_empty(), "{target}");
        for (at, fix) in answer.fixes.iter().enumerate().take(9) {
            let mut program = short();
            let mut mended = program.app.doc.plan().clone();
            mended.apply(&fix.edit).unwrap();
            program.app.select(target.clone());
            program.keys(&format!("w{}", at + 1));
            assert_eq!(*program.app.doc.plan(), mended, "{target}: {}", fix.label);
            assert!(program.app.modals.is_empty(), "the page closes");
            program.keys("u");
            assert_eq!(program.changes(), "", "one step back");
        }
    }
}

#[test]
fn the_footer_of_why_names_the_digits_where_they_change_something() {
    let footer = |program: &mut crate::program::Program| {
        program.tell(planb::app::Msg::Resize(80, 24));
        program.screen(false).trim_end().lines().last().unwrap().to_string()
    };
    let mut program = short();
    program.app.select(Target::Run("base-8b".into()));
    program.keys("w");
    let fixes = page(&program).fixes.len();
    assert!(fixes > 1, "{fixes}");
    let shown = footer(&mut program);
    assert!(shown.starts_with(&format!(" 1-{} make the change", fixes.min(9))), "{shown}");
    // A click there lists them.
    let at = program.app.panes.footer;
    program.click((at.x + 1, at.y));
    assert!(program.screen(false).contains("Mend"), "{}", program.screen(false));
    let mut program = with(plan());
    program.keys(":legend<Enter>");
    assert!(!footer(&mut program).contains("change"));
}

#[test]
fn why_offers_days_nodes_and_rungs_of_the_least_size() {
    let mut program = short();
    program.app.select(Target::Run("base-8b".into()));
    program.keys("w");
    let labels: Vec<&str> = page(&program).fixes.iter().map(|fix| fix.label.as_str()).collect();
    let has = |start: &str| labels.iter().any(|label| label.starts_with(start));
    assert!(has("extend cb-jan by 3d"), "{labels:?}");
    assert!(has("fall back to base-8b/lora"), "{labels:?}");

    let mut plan = plan();
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.need.min_nodes = Some(Nodes::new(2));
    let evals = plan.runs.get_mut("evals").unwrap();
    let window = evals.windows.get_mut("w1").unwrap();
    (window.start, window.end) = (
        planb::base::Instant::parse("2027-01-14T00:00Z").unwrap(),
        planb::base::Instant::parse("2027-01-15T00:00Z").unwrap(),
    );
    let mut program = with(plan);
    program.app.select(Target::Block("cb-jan".into()));
    program.keys("w");
    let labels: Vec<&str> = page(&program).fixes.iter().map(|fix| fix.label.as_str()).collect();
    assert!(labels.contains(&"shrink base-8b/w1 to 7 nodes"), "{labels:?}");
    assert!(labels.iter().any(|label| label.starts_with("extend cb-jan by 1d")), "{labels:?}");
}

#[test]
fn a_digit_without_a_change_says_how_many_there_are() {
    let mut program = short();
    program.app.select(Target::Run("base-8b".into()));
    program.keys("w");
    let count = page(&program).fixes.len();
    assert!(count < 9);
    program.keys("9");
    assert_eq!(program.said(), format!("there are {count} fixes here"));
    assert_eq!(program.changes(), "");
}

#[test]
fn a_drill_is_shown_and_taken_back_and_changes_nothing() {
    let mut program = program();
    program.app.select(Target::Block("cb-jan".into()));
    program.keys("X<Esc>");
    let drilled = program.app.drilled.as_ref().expect("a drill is shown");
    assert!(matches!(&drilled.what, What::Drill(drill) if drill.block.as_str() == "cb-jan"));
    assert_ne!(program.app.plan(), program.app.doc.plan(), "the timeline shows the cascade");
    let banner = drilled.banner(&program.app);
    assert_eq!(banner, "DRILL: cb-jan does not come · possible until Wed 20 Jan 17:00 UTC · X ends it");
    assert_eq!(program.changes(), "");
    program.keys("X");
    assert!(program.app.drilled.is_none());
    assert_eq!(program.app.plan(), program.app.doc.plan());
}

#[test]
fn a_drill_is_accepted_as_one_step_and_goes_with_an_edit() {
    let mut program = program();
    program.app.select(Target::Block("cb-jan".into()));
    program.keys("X<Esc>gX");
    assert!(program.changes().contains("cb-jan"), "{}", program.changes());
    assert!(program.app.drilled.is_none());
    program.keys("u");
    assert_eq!(program.changes(), "");
    program.keys("X<Esc>");
    program.keys(">>");
    assert!(program.app.drilled.is_none(), "a drill of an older plan tells nothing");
}

#[test]
fn a_drill_is_stored_as_a_scenario_and_changes_nothing_else() {
    let mut program = program();
    program.app.select(Target::Block("cb-jan".into()));
    program.keys("X<Esc>gS");
    assert!(program.app.drilled.is_none());
    let plan = program.app.doc.plan();
    let scenario = plan.scenarios.get("without-cb-jan").expect("a scenario");
    let said: Vec<String> = (scenario.assumptions.iter())
        .map(|assumed| format!("{} {:?} {:?}", assumed.what, assumed.block, assumed.fallback))
        .collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("cb-jan") && said[1].contains("lora"), "{said:?}");
    assert!(said[2].contains("cb-late") && plan.scenarios.len() == 1, "evals moves there: {said:?}");
    let moved = scenario.assumptions.iter().last().unwrap().run.as_ref().unwrap();
    assert_eq!(moved.as_str(), "evals");
    let mut without = plan.clone();
    without.scenarios.retain(|_| false);
    assert_eq!(without, crate::program::plan());
    let text = planb::format::write(plan);
    assert_eq!(planb::format::read(&text).unwrap().plan, *plan, "the file holds it");
    program.keys("u");
    assert_eq!(program.changes(), "");
}

#[test]
fn an_outcome_is_recorded_with_its_reason() {
    let mut program = program();
    program.app.select(Target::Block("cb-jan".into()));
    program.keys("gyprice was right<Enter>");
    let decision = program.app.doc.plan().decisions.iter().last().expect("a decision is recorded").clone();
    assert_eq!(decision.block.as_ref().map(|id| id.as_str()), Some("cb-jan"));
    assert_eq!(
        (decision.outcome.map(|outcome| outcome.word()), decision.why.as_str()),
        (Some("Taken"), "price was right")
    );
    assert!(decision.at.is_some());
    program.keys("gu");
    let open = program.app.doc.plan().decisions.iter().last().unwrap().clone();
    assert_eq!((open.outcome, open.at, open.why.as_str()), (None, None, "price was right"));
    program.keys("gu");
    assert_eq!(program.said(), "reopen: nothing is recorded of it");
}

/// The rows of the problems beside the timeline.
fn problems(program: &crate::program::Program) -> Vec<String> {
    let rows = planb::app::panel::rows(&program.app, 0, 100);
    rows.into_iter().map(|row| format!("{} {}", row.label, row.text)).collect()
}

#[test]
fn a_finding_is_waived_with_reason_and_end_and_taken_back() {
    let mut program = program();
    program.keys("!");
    let first = program.app.analysis().problems[0].clone();
    program.keys("gwagreed until we have a quote until +30d<Enter>");
    let waiver = program.app.doc.plan().waivers.iter().next().expect("a waiver").clone();
    assert_eq!((waiver.code.as_str(), waiver.item.as_str()), (first.code, &*first.target.to_string()));
    assert_eq!(waiver.reason, "agreed until we have a quote");
    assert_eq!(waiver.until.map(|at| at.to_string()).as_deref(), Some("2027-02-05T09:00Z"));
    assert!(program.app.analysis().problems.iter().all(|problem| problem.message != first.message));
    let hidden = problems(&program);
    assert!(hidden.iter().all(|row| !row.contains(&first.message)), "{hidden:?}");
    assert_eq!(hidden.last().map(String::as_str), Some(" 1 finding is waived (gW lists them)"));

    program.keys("gWG");
    let shown = problems(&program);
    let row = shown.last().unwrap();
    assert!(row.starts_with(&format!("- {} waived until ", first.code)), "{row}");
    assert!(row.contains("agreed until we have a quote") && row.ends_with(&first.message), "{row}");
    program.keys("gw");
    assert_eq!(program.changes(), "");
    assert_eq!(program.app.analysis().problems[0], first);
    program.keys("u");
    assert_eq!(program.app.doc.plan().waivers.len(), 1, "taking back is a step of its own");
}

#[test]
fn a_waiver_wants_a_reason_and_an_end_to_come() {
    for (typed, said) in [
        ("until +3d", "say why it is accepted, before until"),
        ("fine until 2026-12-01", "Tue 1 Dec 00:00 UTC has passed: name a later end"),
        ("fine until 2027-02-31", "no moment is written 2027-02-31"),
    ] {
        let mut program = program();
        program.keys(&format!("!gw{typed}<Enter>"));
        let Some(Modal::Prompt(prompt)) = program.app.modals.last() else { panic!("{typed}: no prompt") };
        assert!(
            prompt.error.as_deref().is_some_and(|error| error.contains(said)),
            "{typed}: {:?}",
            prompt.error
        );
        assert_eq!(program.changes(), "");
    }
    let mut program = program();
    program.keys("!gwuntil the quote comes<Enter>");
    let waiver = program.app.doc.plan().waivers.iter().next().expect("a waiver").clone();
    assert_eq!((waiver.reason.as_str(), waiver.until), ("until the quote comes", None));
}

#[test]
fn on_the_timeline_the_finding_that_was_gone_to_is_waived() {
    let mut program = program();
    program.keys("n");
    let shown = program.app.selected.clone();
    program.keys("gwknown<Enter>");
    let waiver = program.app.doc.plan().waivers.iter().next().expect("a waiver").clone();
    assert_eq!(waiver.item, shown.to_string());
    program.keys("u");
    assert_eq!(program.changes(), "");
}

#[test]
fn the_keys_that_the_page_of_a_drill_names_work_on_it() {
    let after = |script: &str| {
        let mut program = program();
        program.app.select(Target::Block("cb-jan".into()));
        program.keys(script);
        assert!(program.app.drilled.is_none() && program.app.modals.is_empty(), "{script}");
        program.changes()
    };
    assert_eq!(after("XX"), "");
    assert_eq!(after("XgX"), after("X<Esc>gX"));
    assert_eq!(after("XgS"), after("X<Esc>gS"));
    assert_eq!(after("XjwX"), "", "a page that is read over the drill goes with it");
}

#[test]
fn a_critical_run_without_any_window_is_not_on_track() {
    let mut plan = plan();
    plan.runs.get_mut("base-8b").unwrap().need.hours = Some(planb::base::Duration::from_hours(100));
    let mut program = with(plan);
    let verdict = |program: &crate::program::Program| program.app.analysis().verdict.clone();
    program.app.select(Target::Run("base-8b".into()));
    let is_critical = program.app.plan().runs.get("base-8b").unwrap().critical;
    let deadline = program.app.plan().runs.get("base-8b").unwrap().deadline;
    assert!(is_critical && deadline.is_some() && verdict(&program).on_track, "{:?}", verdict(&program));
    program.app.select(Target::Window("base-8b".into(), None, "w1".into()));
    program.keys("x");
    assert!(program.app.plan().runs.get("base-8b").unwrap().windows.is_empty());
    let now = verdict(&program);
    assert!(!now.on_track && now.reasons.iter().any(|reason| reason.contains("R215")), "{now:?}");
    // Its fallback in force has windows of its own.
    let mut plan = program.app.plan().clone();
    plan.runs.get_mut("base-8b").unwrap().in_force = Some("lora".into());
    let now = verdict(&with(plan));
    assert!(!now.reasons.iter().any(|reason| reason.contains("R215")), "{now:?}");
}

#[test]
fn a_decision_is_taken_without_a_reason_too() {
    let mut program = program();
    program.keys(":go base-8b/lora<Enter>gy<Enter>");
    let decision = program.app.doc.plan().decisions.get("plan-b").unwrap();
    assert_eq!((decision.outcome, decision.why.as_str()), (Some(planb::model::Outcome::Taken), ""));
    assert!(program.said().contains("Record base-8b/lora as"), "{}", program.said());
    // Where a text is needed, nothing typed does nothing, and that is said.
    program.keys("gd<Enter>");
    assert_eq!(program.said(), "Nothing was typed, so nothing is done");
}

/// The small plan with two scenarios: the late block comes a day later, and a window is moved.
fn with_scenarios() -> crate::program::Program {
    use planb::base::{Duration, Instant};
    use planb::model::{Assume, Assumption, Scenario};
    let mut plan = plan();
    let by = Some(Duration::from_days(1));
    let start = Some(Instant::parse("2027-01-21T12:00Z").unwrap());
    let end = Some(Instant::parse("2027-01-22T12:00Z").unwrap());
    let delay = Assumption {
        id: "a1".into(),
        what: Assume::Delay,
        block: Some("cb-late".into()),
        by,
        ..Assumption::default()
    };
    let gone = Assumption { id: "a2".into(), block: Some("cb-gone".into()), ..Assumption::default() };
    let moved = Assumption {
        id: "a1".into(),
        what: Assume::Move,
        run: Some("evals".into()),
        window: Some("w1".into()),
        start,
        end,
        ..Assumption::default()
    };
    for (id, name, all) in [("late", "Comes late", vec![delay, gone]), ("later", "", vec![moved])] {
        let assumptions = all.into_iter().collect();
        plan.scenarios.push(Scenario {
            id: id.into(),
            name: name.into(),
            assumptions,
            ..Scenario::default()
        });
    }
    with(plan)
}

#[test]
fn scenarios_are_listed_with_what_follows_and_one_is_looked_at() {
    let mut program = with_scenarios();
    program.keys("s");
    let Some(Modal::Pick(list)) = program.app.modals.last() else { panic!("no list") };
    let labels: Vec<&str> = list.items.iter().map(|item| item.label.as_str()).collect();
    assert_eq!(labels, ["Comes late", "later"]);
    assert!(list.items.iter().all(|item| item.doc.contains("on track")), "{:?}", list.items);
    program.keys("<Enter>");
    let lines = page(&program).lines.join("\n");
    assert!(lines.contains("block cb-late: moved 1d later"), "{lines}");
    assert!(lines.contains("a2 changes nothing: it is so, or what it names is gone"), "{lines}");
    program.keys("<Esc>");
    // The timeline shows the plan as it would be, with lines where the bars of the plan are.
    let start = |plan: &planb::model::Plan| plan.blocks.get("cb-late").unwrap().start.to_string();
    assert_eq!(start(program.app.plan()), "2027-01-26T11:30Z");
    assert_eq!(start(program.app.doc.plan()), "2027-01-25T11:30Z");
    assert!(
        program.screen(false).contains("SCENARIO Comes late (gX makes it the plan, Esc ends it): "),
        "{}",
        program.screen(false)
    );
    assert!(!program.app.view.beneath.is_empty());
    // Another one, from the list, without going back first.
    program.keys(":scenarios later<Enter><Esc>");
    assert_eq!(start(program.app.plan()), "2027-01-25T11:30Z");
    assert_eq!(
        program.app.plan().runs.get("evals").unwrap().windows.at(0).unwrap().start.to_string(),
        "2027-01-21T12:00Z"
    );
    program.keys("gS");
    assert!(program.said().contains("the scenario is stored already"), "{}", program.said());
    program.keys("<Esc>");
    assert_eq!(program.said(), "The scenario is closed; nothing was changed");
    assert_eq!((program.app.plan(), program.changes().as_str()), (program.app.doc.plan(), ""));
}

#[test]
fn a_scenario_is_accepted_as_one_step() {
    let mut program = with_scenarios();
    program.keys(":scenarios late<Enter>gX");
    assert_eq!(
        program.changes(),
        "cb-late start: 2027-01-25T11:30Z -> 2027-01-26T11:30Z\n\
         cb-late end: 2027-01-29T11:30Z -> 2027-01-30T11:30Z"
    );
    assert!(program.app.drilled.is_none() && program.app.modals.is_empty());
    assert_eq!(program.app.doc.history().done().len(), 1);
    program.keys("u");
    assert_eq!(program.changes(), "");
}

#[test]
fn a_stored_drill_says_what_the_drill_says() {
    let mut program = program();
    program.app.select(Target::Block("cb-jan".into()));
    program.keys("X<Esc>");
    let drilled = program.app.plan().clone();
    let of = |plan: &planb::model::Plan| (plan.blocks.clone(), plan.runs.get("base-8b").cloned());
    program.keys("gSs<Enter><Esc>");
    assert_eq!(of(program.app.plan()), of(&drilled));
    assert!(program.said().is_empty() && program.app.drilled.is_some());
}

#[test]
fn without_scenarios_the_list_says_how_to_get_one() {
    let mut program = program();
    program.keys("s");
    assert!(program.said().contains("the plan has no scenario: X plays a drill"), "{}", program.said());
    let mut program = with_scenarios();
    program.keys(":scenarios lat<Enter>");
    assert_eq!(program.said(), "the plan has no scenario lat: it has late and later");
}

#[test]
fn what_is_played_stays_while_time_goes_on() {
    let later = planb::base::Instant::parse("2027-01-06T10:00Z").unwrap();
    let mut drill = program();
    drill.app.select(Target::Block("cb-jan".into()));
    drill.keys("X<Esc>");
    let mut scenario = with_scenarios();
    scenario.keys(":scenarios late<Enter><Esc>");
    for mut program in [drill, scenario] {
        let plan = program.app.plan().clone();
        program.tell(planb::app::Msg::Tick(later));
        assert!(program.app.drilled.is_some());
        assert_eq!(*program.app.plan(), plan);
        assert_eq!(program.app.analysis().now, later);
    }
}

#[test]
fn a_rung_by_the_hour_in_force_shows_its_time_in_the_lane_and_the_ladder() {
    use planb::model::{FallbackKind, MachineId};
    let mut plan = plan();
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.in_force = Some("later".into());
    let rung = run.fallbacks.get_mut("later").unwrap();
    (rung.kind, rung.need.nodes) = (FallbackKind::OnDemand, Nodes::new(2));
    rung.need.hours = Some(planb::base::Duration::from_hours(48));
    rung.need.machine = Some(MachineId::new("aws.p5"));
    let mut program = with(plan);
    program.app.select(Target::Run("base-8b".into()));
    program.keys("D");
    let screen = program.screen(true);
    // Marks of the ruler may stand over its first words.
    assert!(screen.contains("Wed 6 Jan 09:30 - Fri 8 Jan 17:23 UTC (2d 7h 53m)"), "{screen}");
    assert!(!screen.contains("no window yet"), "{screen}");
    let planned = screen.lines().find(|line| line.contains("as planned, not in force")).unwrap();
    assert!(!planned.contains("ends"), "the end is the rung's: {planned}");
    assert!(screen.lines().any(|line| line.contains("IN FORCE: on demand")), "{screen}");
}
