//! The example plans show just the findings that they are made to show.

mod common;

use common::{Place, WRITTEN, repository};

/// Code and item of every finding, in the order of `planb check`.
fn findings(example: &str) -> Vec<String> {
    let place = Place::new();
    let path = repository(&format!("assets/examples/{example}.ron"));
    let said = place.run_with(&["check", path.to_str().unwrap(), "--as-of", WRITTEN, "--format", "json"], "");
    let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let problems = value["problems"].as_array().unwrap().clone();
    let text = |problem: &serde_json::Value, key: &str| problem[key].as_str().unwrap_or_default().to_string();
    problems
        .iter()
        .map(|p| format!("{} {} {}", text(p, "severity"), text(p, "code"), text(p, "item")))
        .collect()
}

#[test]
fn the_smallest_plan_names_no_price_no_quota_no_quality_bar_and_no_other_place() {
    let expected =
        ["warning F404 tune/lora", "warning V903 plan", "warning C706 cb-jan", "info F408 tune/lora"];
    assert_eq!(findings("minimal"), expected);
}

#[test]
fn the_start_up_runs_its_evaluations_tight_and_its_plan_b_next_door() {
    assert_eq!(findings("startup"), ["warning R202 evals", "info F404 base-8b/lora"]);
}

#[test]
fn the_lab_forgot_where_its_data_may_be() {
    let expected = [
        "warning P603 asr/distil/w1",
        "warning P604 asr/distil/w1",
        "warning P610 asr/distil/w1",
        "info D506 gpu-rent",
        "info D506 resv-vision",
        "info F408 llm-70b/qlora",
    ];
    assert_eq!(findings("lab"), expected);
}

#[test]
fn the_company_pays_for_idle_capacity_and_lacks_a_teacher() {
    let expected = [
        "warning V903 plan",
        "warning F407 speech-3b/speech-1b",
        "info D506 cb-jan",
        "info C703 cb-feb",
        "info C703 goog-feb",
        "info B117 goog-feb",
        "info F410 own",
        "info C703 cb-feb-2",
        "info B117 goog-tpu",
    ];
    assert_eq!(findings("company"), expected);
}
