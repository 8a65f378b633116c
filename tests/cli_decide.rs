//! The commands that help deciding, run as users run them, on the example plans at a fixed moment.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

#[path = "decide/schema.rs"]
mod schema;

const NOW: &str = "2027-01-06T09:00Z";

fn planb(arguments: &str) -> Output {
    planb_in(arguments, Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/examples")))
}

fn planb_in(arguments: &str, folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planb"));
    command.args(arguments.split_whitespace()).current_dir(folder);
    if !arguments.contains("--as-of") {
        command.args(["--as-of", NOW]);
    }
    let home = std::env::temp_dir().join("planb-cli-decide-home");
    command.env_clear().env("HOME", home).output().unwrap()
}

/// Status, standard output and standard error as one text.
fn said(arguments: &str) -> String {
    told(arguments, &planb(arguments))
}

fn told(arguments: &str, output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let err = err.lines().map(|line| format!("! {line}\n")).collect::<String>();
    format!("$ planb {arguments}\n{out}{err}= {}\n", output.status.code().unwrap_or(-1))
}

fn json(arguments: &str) -> Value {
    serde_json::from_slice(&planb(arguments).stdout).unwrap()
}

#[test]
fn drills_of_the_examples() {
    insta::assert_snapshot!(
        "drills",
        [
            said("drill startup.ron cb-jan"),
            said("drill startup.ron cb-late"),
            said("drill startup.ron --all"),
            said("drill lab.ron --all"),
            said("drill company.ron --all"),
            said("drill company.ron cb-feb-2 --width 80"),
        ]
        .join("\n")
    );
}

#[test]
fn why_in_the_examples() {
    insta::assert_snapshot!(
        "why",
        [
            said("why startup.ron base-8b/w1"),
            said("why startup.ron base-8b/lora"),
            said("why company.ron cb-jan"),
            said("why lab.ron asr"),
        ]
        .join("\n")
    );
}

#[test]
fn agendas_and_the_present() {
    insta::assert_snapshot!(
        "agenda",
        [
            said("agenda startup.ron"),
            said("agenda company.ron --next 7d"),
            said("agenda company.ron --owner ben --width 80"),
            said("now startup.ron"),
            said("now startup.ron --as-of 2027-01-18T03:00Z"),
            said("now company.ron --as-of 2027-02-10T03:00Z"),
        ]
        .join("\n")
    );
}

#[test]
fn now_fails_when_something_is_late() {
    // The decision of the 19th passed without an outcome.
    let late = planb("now startup.ron --as-of 2027-01-22T09:00Z");
    assert_eq!(late.status.code(), Some(1));
    let text = String::from_utf8(late.stdout).unwrap();
    assert!(text.contains("LATE   overdue since Tue 19 Jan 10:00 PST: "), "{text}");
    assert!(text.lines().all(|line| !line.contains('\u{1b}')), "nothing that a pane could stumble over");
    let running = json("now startup.ron --as-of 2027-01-24T09:00Z --format json");
    let base =
        running["running"].as_array().unwrap().iter().find(|one| one["window"] == "base-8b/w1").unwrap();
    // The window ends at 12:00; 2 minutes of writing and 10 of upload come before.
    assert_eq!(base["last_checkpoint_by"], "2027-01-24T11:48Z");
    assert_eq!(base["minutes_to_last_checkpoint"], 168);
}

#[test]
fn checks_and_rules_are_explained() {
    insta::assert_snapshot!(
        "explain",
        [
            said("explain B116"),
            said("explain r220"),
            said("explain V907"),
            said("explain S305"),
            said("explain B11"),
            said("explain zzz"),
            said("rules gcp-flex-start"),
            said("rules capacity-blok"),
        ]
        .join("\n")
    );
    let all = json("explain --format json");
    let codes: Vec<&str> = all.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    for lint in planb::analysis::lints::LINTS {
        assert!(codes.contains(&lint.code));
    }
    for code in planb::analysis::lints::OF_READING {
        assert!(codes.contains(code), "{code} is not explained");
    }
}

#[test]
fn rules_tell_their_age() {
    let fresh = String::from_utf8(planb("rules aws-capacity-block").stdout).unwrap();
    assert!(!fresh.contains("OLD"));
    let old = String::from_utf8(planb("rules aws-capacity-block --as-of 2027-06-01T00:00Z").stdout).unwrap();
    assert!(old.contains("OLD: read 191 days ago"), "{old}");
    let listed = json("rules --format json --as-of 2027-06-01T00:00Z");
    assert!(listed.as_array().unwrap().iter().all(|product| product["old"] == true));
    let facts = listed[0]["facts"].as_array().unwrap();
    assert!(
        facts.iter().all(|fact| !fact["source"].as_str().unwrap().is_empty() && fact["as_of"].is_string())
    );
}

#[test]
fn a_drill_says_the_same_as_json() {
    let found = json("drill startup.ron cb-jan --format json");
    let drill = &found["drills"][0];
    assert_eq!((found["format"].as_str(), drill["holds"].as_bool()), (Some("planb-drill-1"), Some(true)));
    assert_eq!((&drill["runs"][1]["run"], &drill["runs"][1]["kind"]), (&"evals".into(), &"moves".into()));
    assert_eq!(drill["runs"][0]["rung"]["after"], "lora");
    assert_eq!(drill["possible_until"]["hard"], "2027-01-24T23:30Z");
}

#[test]
fn wrong_names_are_told() {
    for (arguments, hint) in [
        ("drill startup.ron cb-jna", "did you mean cb-jan?"),
        ("drill startup.ron", "required"),
        ("why startup.ron nothing", "name it as findings do"),
        ("agenda startup.ron --owner miaa", "did you mean mia?"),
        ("agenda startup.ron --next soon", "duration"),
        ("now nowhere.ron", "nowhere.ron"),
    ] {
        let output = planb(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(hint), "{arguments}: {error}");
        assert!(matches!(output.status.code(), Some(2 | 74)) && output.stdout.is_empty(), "{arguments}");
    }
}

/// A plan with findings of every severity, in a folder of its own.
fn bad_plan() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = include_str!("../assets/examples/startup.ron")
        .replacen("hours: \"225h\"", "hours: \"400h\"", 1)
        .replacen("after: [\"base-8b\"]", "after: [\"base-8b\", \"gone\"]", 1)
        .replacen("quality_bar:", "qualty_bar:", 1);
    std::fs::write(folder.path().join("a, b.plan.ron"), text).unwrap();
    folder
}

#[test]
fn sarif_is_valid_and_complete() {
    let folder = bad_plan();
    let output = planb_in("check --format sarif", folder.path());
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = include_str!("data/sarif-schema-2.1.0.json");
    let errors = schema::errors(&serde_json::from_str(text).unwrap(), &found);
    assert!(errors.is_empty(), "{errors:#?}");
    let run = &found["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), planb::analysis::lints::LINTS.len());
    let results = run["results"].as_array().unwrap();
    let checked = planb_in("check --format json", folder.path());
    let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(results.len(), checked["problems"].as_array().unwrap().len());
    assert!(results.len() >= 3);
    for result in results {
        if let Some(index) = result["ruleIndex"].as_u64() {
            assert_eq!(rules[index as usize]["id"], result["ruleId"]);
        }
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%2C%20b.plan.ron");
        assert!(place["region"]["startLine"].as_u64().unwrap() > 1, "{result}");
    }
}

#[test]
fn github_annotates_the_line_of_the_item() {
    let folder = bad_plan();
    let output = planb_in("check --format github", folder.path());
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.iter().all(|line| line.starts_with("::error ")
        || line.starts_with("::warning ")
        || line.starts_with("::notice ")));
    let plan = std::fs::read_to_string(folder.path().join("a, b.plan.ron")).unwrap();
    let at = plan.lines().position(|line| line.contains("id: \"base-8b\"")).unwrap();
    let found = lines.iter().find(|line| line.contains("title=R201")).unwrap();
    let line: usize = found.split("line=").nth(1).unwrap().split([',', ':']).next().unwrap().parse().unwrap();
    assert!(found.contains("file=a%2C b.plan.ron,"), "{found}");
    assert!(line == at || line == at + 1, "line {line}, the run begins on {}", at + 1);
}

#[test]
fn a_file_that_cannot_be_read_is_in_what_programs_read() {
    let folder = bad_plan();
    std::fs::write(
        folder.path().join("torn.ron"),
        "Plan(\n    title: 'x',\n    runs: [(id: \"r\" need: ())],\n    titel: \"\",\n)",
    )
    .unwrap();
    std::fs::rename(folder.path().join("a, b.plan.ron"), folder.path().join("whole.ron")).unwrap();
    let check = |format: &str| {
        let output = planb_in(&format!("check --format {format} torn.ron whole.ron gone.ron"), folder.path());
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains("torn.ron:2:12") && error.contains("gone.ron: no such file"), "{error}");
        assert_eq!(output.status.code(), Some(74));
        String::from_utf8(output.stdout).unwrap()
    };
    let github = check("github");
    let first = github.lines().next().unwrap();
    assert!(first.starts_with("::error file=torn.ron,line=2,col=12,title=V900 plan::"), "{github}");
    assert!(github.contains("::error file=gone.ron,title=V900 plan::gone.ron: no such file"), "{github}");
    assert!(github.contains("title=R201"), "the other plan is checked all the same: {github}");
    let found: Value = serde_json::from_str(&check("json")).unwrap();
    let torn: Vec<&Value> =
        found["problems"].as_array().unwrap().iter().filter(|one| one["file"] == "torn.ron").collect();
    assert!(!torn.is_empty());
    for one in torn {
        let severity = if one["code"] == "V907" { "warning" } else { "error" };
        assert!(one["severity"] == severity && one["line"].as_u64() >= Some(2), "{one}");
    }
    let sarif: Value = serde_json::from_str(&check("sarif")).unwrap();
    let text = include_str!("data/sarif-schema-2.1.0.json");
    let errors = schema::errors(&serde_json::from_str(text).unwrap(), &sarif);
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(sarif.to_string().contains("\"ruleId\":\"V900\""), "{sarif}");
    assert!(check("markdown").contains("V900"));
    assert!(!check("text").contains("V900"), "a person reads it on standard error");
}

/// The demo on the evening of 24 January, with changes, as a file of its own.
fn evening(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut text = include_str!("../assets/examples/startup.ron").to_string();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    std::fs::write(folder.path().join("plan.ron"), text).unwrap();
    folder
}

fn paste(changes: &[(&str, &str)], now: &str) -> Value {
    let folder = evening(changes);
    let output = planb_in(&format!("now --format json --as-of {now}"), folder.path());
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    found["paste"].clone()
}

const BUY: (&str, &str) = (
    "about: FallBack,\n            run: \"base-8b\",\n            fallback: \"lora\"",
    "about: Buy, block: \"cb-late\"",
);
const FRESH: (&str, &str) = ("seen_at: \"2027-01-06T07:40Z\"", "seen_at: \"2027-01-21T07:40Z\"");

#[test]
fn now_gives_the_next_command_and_a_purchase_only_where_it_is_decided_and_the_offer_fresh() {
    let search = "aws ec2 describe-capacity-block-offerings --region us-east-2 --instance-type p5.48xlarge \
                  --instance-count 2 --capacity-duration-hours 96 --start-date-range 2027-01-25T11:30:00Z \
                  --end-date-range 2027-01-29T11:30:00Z";
    let purchase = "aws ec2 purchase-capacity-block --region us-east-2 --capacity-block-offering-id \
                    cb-0b2c3d4e5f6071829 --instance-platform Linux/UNIX";
    for (changes, command, spends) in
        [(vec![], search, false), (vec![BUY], search, false), (vec![BUY, FRESH], purchase, true)]
    {
        let found = paste(&changes, "2027-01-21T09:00Z");
        assert_eq!(
            (found["command"].as_str(), found["spends_money"].as_bool()),
            (Some(command), Some(spends))
        );
        assert_eq!(found["item"], "cb-late");
        assert!(found["source"].as_str().unwrap().starts_with("AWS CLI"));
    }
    // A fresh offer of a fallback that nobody has chosen: nothing to look for, and nothing to buy.
    let undecided = paste(&[FRESH], "2027-01-21T09:00Z");
    assert_eq!(
        (undecided["item"].as_str(), undecided["spends_money"].as_bool()),
        (Some("cb-jan"), Some(false))
    );
    let folder = evening(&[BUY, FRESH]);
    let shown = String::from_utf8(planb_in("now --as-of 2027-01-21T09:00Z", folder.path()).stdout).unwrap();
    let last: Vec<&str> = shown.lines().rev().take(2).collect();
    assert_eq!(last[0].trim_start(), purchase);
    assert_eq!(last[1], "paste  cb-late: buy for USD 7,973.38; this spends money:");
}

#[test]
fn an_id_that_is_no_id_gets_into_no_command() {
    for id in ["--endpoint-url=http://x", "cb-1\\n rm x", "cb-1\\u{202e}"] {
        let offer = format!("offer: \"{id}\"");
        let changes = [BUY, FRESH, ("offer: \"cb-0b2c3d4e5f6071829\"", offer.as_str())];
        let command = paste(&changes, "2027-01-21T09:00Z")["command"].as_str().unwrap().to_string();
        assert!(command.starts_with("aws ec2 describe-capacity-block-offerings "), "{id}: {command}");
    }
    let offer = "offer: \"cb-1; rm -rf ~\"";
    let changes = [BUY, FRESH, ("offer: \"cb-0b2c3d4e5f6071829\"", offer)];
    let command = paste(&changes, "2027-01-21T09:00Z")["command"].as_str().unwrap().to_string();
    assert!(command.contains(" --capacity-block-offering-id 'cb-1; rm -rf ~' "), "{command}");
}

#[test]
fn a_run_that_comes_too_late_is_given_the_search_for_a_later_end() {
    let late = ("hours: \"225h\"", "hours: \"300h\"");
    let without =
        ("about: FallBack,\n            run: \"base-8b\",\n            fallback: \"lora\"", "about: Other");
    let gone = ("status: Offered", "status: Denied");
    let found = paste(&[late, without, gone], "2027-01-16T09:00Z");
    assert_eq!(
        found["command"],
        "aws ec2 describe-capacity-block-extension-offerings --region us-east-2 --capacity-reservation-id \
         cr-0f1e2d3c4b5a69788 --capacity-block-extension-duration-hours 24"
    );
    // All is well: the block that runs out is worth a look.
    let found = paste(&[without, gone], "2027-01-16T09:00Z");
    assert_eq!(
        found["command"],
        "aws ec2 describe-capacity-reservations --region us-east-2 --capacity-reservation-ids cr-0f1e2d3c4b5a69788"
    );
}

#[test]
fn what_is_waived_is_shown_on_demand_and_never_fails() {
    let waiver = "    waivers: [(id: \"w\", code: \"R202\", item: \"evals\", reason: \"agreed | with ops\", until: \
                  \"2027-02-01T00:00Z\")],\n    decisions: [";
    let folder = evening(&[("    decisions: [", waiver)]);
    let now = "--as-of 2027-01-06T09:00Z";
    let plain = planb_in(&format!("check {now}"), folder.path());
    assert_eq!(plain.status.code(), Some(0));
    assert!(!String::from_utf8_lossy(&plain.stdout).contains("R202"));
    assert!(String::from_utf8_lossy(&plain.stderr).contains("in 1 plan, 1 waived"));
    let shown = planb_in(&format!("check --waived {now}"), folder.path());
    assert_eq!(shown.status.code(), Some(0));
    let text = String::from_utf8(shown.stdout).unwrap();
    let line = text.lines().find(|line| line.contains("R202")).unwrap();
    assert!(line.contains(": waived R202: evals: only 10 %"), "{line}");
    assert!(line.ends_with("(waived until 2027-02-01 00:00Z: agreed | with ops)"), "{line}");
    let later = planb_in("check --as-of 2027-02-01T00:00Z", folder.path());
    assert!(String::from_utf8_lossy(&later.stdout).contains("warning R202"), "it has run out");

    let sarif = planb_in(&format!("check --waived --format sarif {now}"), folder.path());
    let found: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    let text = include_str!("data/sarif-schema-2.1.0.json");
    let errors = schema::errors(&serde_json::from_str(text).unwrap(), &found);
    assert!(errors.is_empty(), "{errors:#?}");
    let results = found["runs"][0]["results"].as_array().unwrap();
    let waived = results.iter().find(|result| result["ruleId"] == "R202").unwrap();
    assert_eq!(waived["suppressions"][0]["justification"], "until 2027-02-01 00:00Z: agreed | with ops");
    let github = planb_in(&format!("check --waived --format github {now}"), folder.path());
    assert!(!String::from_utf8_lossy(&github.stdout).contains("R202"));
}

#[test]
fn what_is_overdue_and_can_still_be_done_is_told() {
    let answer = |now: &str| {
        let said = said(&format!("summary startup.ron --width 132 --as-of {now}"));
        said.lines().skip(3).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let days_before = answer("2027-01-22T09:00Z");
    assert!(
        days_before.contains("decide on base-8b/lora (plan-b), possible until 2027-01-24 23:30Z."),
        "{days_before}"
    );
    let still =
        "Still possible: decide on base-8b/lora (plan-b) by Sun 24 Jan 15:30 PST at the very last (in 2d)";
    assert!(days_before.contains(still), "{days_before}");
    // A quarter of an hour after the safe moment the block can still be bought.
    let hours_before = answer("2027-01-24T23:45Z");
    assert!(
        hours_before.contains("Next: buy cb-late (USD 7,973.38) by Mon 25 Jan 03:00 PST (in 11h, jonas"),
        "{hours_before}"
    );
    assert!(hours_before.contains("base-8b/lora needs it"), "{hours_before}");
    let after = answer("2027-01-25T11:15Z");
    assert!(
        after.contains("NOT on track") && after.contains("Nothing else is left to buy or to decide."),
        "{after}"
    );
}

#[test]
fn a_date_too_late_to_agree_gives_way_to_the_one_that_works() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/examples/startup.ron")).unwrap();
    let thursday = text.replace("decide_on: \"2027-01-19T18:00Z\"", "decide_on: \"2027-01-21T18:00Z\"");
    assert_ne!(text, thursday);
    std::fs::write(folder.path().join("thursday.ron"), thursday).unwrap();
    // Lines are broken at the width of the page.
    let said = |arguments: &str| {
        let out = String::from_utf8(planb_in(arguments, folder.path()).stdout).unwrap();
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let found = said("check thursday.ron");
    assert!(
        found.contains("D505: plan-b is dated 2027-01-21 18:00Z")
            && found.contains("move it to 2027-01-20 01:00Z"),
        "{found}"
    );
    let summary = said("summary thursday.ron --width 132");
    assert!(summary.contains("Next: decide on base-8b/lora (plan-b) by Tue 19 Jan 17:00 PST"), "{summary}");
    assert!(summary.contains("dated 2027-01-21 18:00Z, which leaves too little time to agree"), "{summary}");
    let title = said("--keys l --print 120x36 thursday.ron");
    assert!(title.contains("decide on base-8b/lora (plan-b) by Tue 19 Jan 17:00 PST"), "{title}");
    // Once that has passed, the date that was agreed on is told again.
    let late = said("agenda thursday.ron --as-of 2027-01-20T09:00Z --width 132");
    let at = late.find("decide on base-8b/lora").unwrap();
    assert!(late[..at].contains("Thu 21 Jan 10:00 PST") && !late.contains("Tue 19 Jan"), "{late}");
}

/// The start-up's plan with three scenarios.
fn with_scenarios() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let plan = include_str!("../assets/examples/startup.ron");
    let scenarios = r#"    scenarios: [
        (id: "no-main", name: "The main block does not come", assumptions: [
            (id: "a1", what: Deny, block: "cb-jan"),
            (id: "a2", what: PutInForce, run: "base-8b", fallback: "lora"),
            (id: "a3", what: Deny, block: "cb-never"),
        ]),
        (id: "dear", assumptions: [(id: "a1", what: Price, block: "cb-late", price: 9000)]),
        (id: "same"),
    ],
"#;
    let at = plan.find("    blocks: [").unwrap();
    std::fs::write(folder.path().join("plan.ron"), [&plan[..at], scenarios, &plan[at..]].concat()).unwrap();
    folder
}

#[test]
fn scenarios_of_a_plan() {
    let folder = with_scenarios();
    let said = |arguments: &str| told(arguments, &planb_in(arguments, folder.path()));
    insta::assert_snapshot!(
        "scenarios",
        [
            said("scenarios plan.ron"),
            said("scenarios plan.ron no-main"),
            said("scenarios plan.ron dear --width 80"),
            said("scenarios plan.ron same"),
            said("scenarios plan.ron no-mian"),
        ]
        .join("\n")
    );
    let json: Value =
        serde_json::from_slice(&planb_in("scenarios plan.ron --format json", folder.path()).stdout).unwrap();
    assert_eq!(json["format"], "planb-scenarios-1");
    let one = &json["scenarios"][0];
    assert_eq!((one["id"].as_str(), one["holds"].as_bool()), (Some("no-main"), Some(false)));
    assert_eq!(one["without_effect"], serde_json::json!(["a3"]));
    assert_eq!(one["runs"][0]["rung"]["after"], "lora");
    // A drill of the same block counts its money alike.
    let drill: Value =
        serde_json::from_slice(&planb_in("drill plan.ron cb-jan --format json", folder.path()).stdout)
            .unwrap();
    assert_eq!(one["cost"], drill["drills"][0]["cost"]);
    let empty = planb("scenarios startup.ron");
    assert!(String::from_utf8_lossy(&empty.stdout).contains("The plan has no scenario."));
    assert_eq!(empty.status.code(), Some(0));
}
