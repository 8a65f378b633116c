//! Plan files as people write them: what is read, and what is said about what is not.

use planb::format::{Fault, read, read_bytes};

/// All faults of a text as `planb check` prints them.
fn told(text: &str) -> String {
    let faults: Vec<Fault> = match read(text) {
        Ok(read) => read.notes,
        Err(faults) => faults,
    };
    faults.iter().map(|fault| fault.render("plan.ron", text) + "\n").collect()
}

/// A plan with this block's fields after `id`, on lines of their own from line 5.
fn block(fields: &str) -> String {
    format!("Plan(\n    title: \"t\",\n    blocks: [(\n        id: \"cb\",\n        {fields}\n    )],\n)\n")
}

const GOOD: &str = "machine: \"aws.p5\", nodes: 2, start: \"2027-01-11T11:30Z\",";

/// Texts with something wrong, and what is said about them: `tests/snapshots/format__messages.snap`.
#[test]
fn every_fault_has_place_message_and_advice() {
    let cases: Vec<String> = vec![
        "".into(),
        "// nothing\n".into(),
        "Plan(".into(),
        "Plan(\n    title: \"t\",\n    blocks: [\n".into(),
        "Plen(title: \"t\")".into(),
        "{ \"title\": \"t\" }".into(),
        "[]".into(),
        "(\"t\")".into(),
        "42".into(),
        "()".into(),
        "(title: 3)".into(),
        "(title: \"t\", title: \"u\")".into(),
        "(title: \"t\", titel: \"u\")".into(),
        "(title: \"t\", currenzy: \"EUR\")".into(),
        "(titel: \"t\")".into(),
        "(title: \"t\", version: 7, shiny: (a: [1, 2]))".into(),
        "(title: \"t\", version: 0)".into(),
        "(title: \"t\")\n(title: \"u\")".into(),
        "(title: \"t\", confidence: 120)".into(),
        "(title: \"t\", budget: 1e999)".into(),
        "(title: \"t\", budget: NaN)".into(),
        "(title: \"t\", budget: -5)".into(),
        "(title: \"t\", budget: 99999999999999999999)".into(),
        "(title: Some(\"t\"))".into(),
        "(title: \"t\", tags: [\"a\", 3, \"b\"])".into(),
        "(title: \"t\", tags: \"a\")".into(),
        "(title: \"t\", blocks: (id: \"a\"))".into(),
        "(title: \"t\", blocks: [{ \"id\": 1 }])".into(),
        "(title: \"t\", blocks: [\"a\"])".into(),
        "(title: \"t\", blocks: [Blok(id: \"a\")])".into(),
        block("nodes: 0, start: \"2027-01-11T11:30Z\","),
        block("machine: \"aws.p5\", nodes: 0, start: \"2027-01-11\", stattus: Schedled,"),
        block(&format!("{GOOD}\n        end: \"2027-01-10T11:30Z\",")),
        block(&format!("{GOOD}\n        end: \"2027-02-30T11:30Z\",")),
        block(&format!("{GOOD}\n        end: \"2027-02-20T11:30\",")),
        block(&format!("{GOOD}\n        ramp: \"36\",")),
        block(&format!("{GOOD}\n        status: Schedled,")),
        block(&format!("{GOOD}\n        price: (upfrnt: 3),")),
        block(&format!("{GOOD}\n        price: 3,")),
        block(&format!("{GOOD}\n        nodes: \"16\",")),
        block(&GOOD.replace("nodes: 2", "nodes: \"16\"")),
        block(&GOOD.replace("2,", "2")),
        block(&GOOD.replace("\"aws.p5\"", "aws.p5")),
        "(title: \"t\", blocks: [\n    (id: \"a\", machine: \"m\", nodes: 1, start: \"2027-01-11T11:30Z\"),\n    (id: \"a\", machine: \"m\", nodes: 1, start: \"2027-01-11T11:30Z\"),\n])".into(),
        format!("(title: \"t\", notes: {}1{})", "[".repeat(100), "]".repeat(100)),
        "\u{feff}Plan(title: \"t\",\r\n  nodes: 3\r\n)\r\n".into(),
        "(title: \"t\", runs: [(id: \"r\", need: (hours: \"3h\", accelerator_hours: 3))])".into(),
        "(title: \"t\", runs: [(id: \"r\", need: (), windows: [(id: \"w1\", block: \"b\", nodes: 1, start: \"2027-01-11T11:30Z\", end: \"2027-01-12T11:30Z\"), (id: \"w1\", block: \"b\", nodes: 1, start: \"2027-01-12T11:30Z\", end: \"2027-01-13T11:30Z\")])])".into(),
        "(title: \"t\", blocks: [(id: \"a b\")])".into(),
        "(title: \"t\", runs: [(id: \"r\", need: (), kind: Trainng, need: ())])".into(),
        "(title: \"t\", notes: \"a \u{1b}[31m \\q\")".into(),
    ];
    let mut out = String::new();
    for case in cases {
        let shown: String = case.chars().take(400).collect();
        out += &format!(
            "=== {}\n\n{}\n",
            shown.escape_debug().to_string().replace("\\n", "\n").replace("\\\"", "\""),
            told(&case)
        );
    }
    let faults = read_bytes(b"(title: \"\xff\")").unwrap_err();
    out +=
        &format!("=== a byte that is no text\n\n{}\n", faults[0].render("plan.ron", "(title: \"\u{fffd}\")"));
    insta::assert_snapshot!("messages", out);
}
