//! Plan files as people write them: what is read, and what is said about what is not.

use planb::format::{Fault, Source, fmt, read, read_bytes, update};
use proptest::prelude::*;

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

const SMALL: &str = r#"Plan(
    title: "One block, one run",
    blocks: [
        (id: "cb-jan", machine: "aws.p5", nodes: 16, start: "2027-01-11T11:30Z", end: "2027-01-25T11:30Z"),
    ],
    runs: [
        (
            id: "base-8b",
            need: (nodes: 16, hours: "200h"),
            windows: [
                (block: "cb-jan", nodes: 16, start: "2027-01-11T12:00Z", end: "2027-01-19T20:00+00:00"),
            ],
        ),
    ],
)
"#;

#[test]
fn a_plan_of_fifteen_lines_is_enough() {
    let read = read(SMALL).unwrap();
    assert!(read.notes.is_empty() && !read.newer);
    assert_eq!(read.plan.confidence.basis_points(), 8000);
    assert_eq!(read.plan.runs.at(0).unwrap().windows.at(0).unwrap().id.as_str(), "w1");
}

#[test]
fn spellings_that_mean_the_same_read_the_same() {
    let plan = read(SMALL).unwrap().plan;
    let spellings = [
        SMALL.replace("Plan(", "("),
        SMALL.replace("        (id", "        Block(id").replace("need: (", "need: Need ( "),
        SMALL.replace("hours: \"200h\"", "hours: Some(/* free */ \"200h\")"),
        SMALL.replace("16", "0x1_0").replace("20:00+00:00", "21:00+01:00"),
        SMALL.replace('\n', "\r\n"),
        SMALL.replace('\n', " /* a /* nested */ comment */ "),
        format!("\u{feff}#![enable(implicit_some)]\n// a comment\n{SMALL}"),
        SMALL.replace("\"base-8b\"", "r#\"base-8b\"#").replace("title: \"One", "title: \"\\u{4f}ne"),
        SMALL.replace("            need", "            in_force: None, checkpoint: None, after: [], need"),
    ];
    for text in spellings {
        assert_eq!(read(&text).map(|read| read.plan).as_ref(), Ok(&plan), "{text}");
    }
}

#[test]
fn a_byte_order_mark_and_foreign_line_ends_are_kept() {
    let text = format!("\u{feff}{}", SMALL.replace('\n', "\r\n"));
    let old = read(&text).unwrap().plan;
    let mut new = old.clone();
    new.title = "Two".into();
    new.currency = "EUR".into();
    let updated = update(&text, &old, &new).unwrap();
    let wanted = text.replace("\"One block, one run\",\r\n", "\"Two\",\r\n    currency: \"EUR\",\r\n");
    assert_eq!((updated.text, updated.rewritten), (wanted, false));
}

#[test]
fn a_newer_file_is_read_and_says_that_it_must_not_be_written() {
    let text = SMALL.replace("Plan(", "Plan(version: 9, shiny: [1, (a: 2)],");
    let read = read(&text).unwrap();
    assert!(read.newer);
    assert_eq!(read.plan.extra, [("shiny".to_string(), "[1, (a: 2)]".to_string())]);
    let codes: Vec<_> = read.notes.iter().map(|note| note.code).collect();
    assert_eq!(codes, [Some("V908"), Some("V907")]);
}

#[test]
fn what_follows_from_a_version_that_is_too_new_is_not_blamed_on_the_file() {
    let faults = read(&SMALL.replace("Plan(", "Plan(version: 9,").replace("16", "Many")).unwrap_err();
    assert_eq!(faults[0].code, Some("V908"));
    assert!(faults[0].message.contains("format version 9"), "{}", faults[0].message);
}

#[test]
fn hostile_text_is_shown_not_obeyed() {
    let told = told(
        "(title: \"t\", \u{1b}[31m: 3, owner: \"\u{202e}x\", notes: \u{9b}, tags: \"\u{1b}]0;x\", title: [\"\u{1b}[2J\"], currency: [\"\u{202e}\"])",
    );
    assert!(!told.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{told}");
}

/// A long list is read in two halves; what is told must not depend on that.
#[test]
fn faults_of_a_long_list_are_told_wherever_they_stand() {
    let line = |at: usize| match at {
        3 | 399 => format!("(id: \"p{at}\", nmae: \"x\"),\n"),
        20 | 380 => format!("(id: \"p{at}\", name: 5),\n"),
        390 => "(id: \"p7\"),\n".to_string(),
        at => format!("(id: \"p{at}\"),\n"),
    };
    let text = format!("(title: \"t\", people: [\n{}])", (0..400).map(line).collect::<String>());
    let faults = read(&text).unwrap_err();
    let told: Vec<(usize, &str)> = faults.iter().map(|fault| (fault.line, fault.message.as_str())).collect();
    let (unknown, number) =
        ("a person has no field nmae; it is kept as it is", "name wants text between quotes, such as \"5\"");
    let twin = "id p7 is already used by the person in line 9";
    assert_eq!(told, [(5, unknown), (22, number), (382, number), (392, twin), (401, unknown)]);
    let sound = text.replace(": 5", ": \"5\"").replace("(id: \"p7\")", "(id: \"p390\")");
    let sound = sound.replacen("(id: \"p390\")", "(id: \"p7\")", 1);
    let read = read(&sound).unwrap();
    let notes: Vec<usize> = read.notes.iter().map(|note| note.line).collect();
    let ids: Vec<&str> = read.plan.people.iter().map(|person| person.id.as_str()).collect();
    let wanted: Vec<String> = (0..400).map(|at| format!("p{at}")).collect();
    assert_eq!((notes, ids), (vec![5, 401], wanted.iter().map(String::as_str).collect()));
}

#[test]
fn advice_about_single_quotes_is_text_that_can_be_read() {
    let faults = read("Plan(title: 'x')").unwrap_err();
    assert_eq!(faults[0].message, "title wants text between quotes, such as \"x\"");
    assert!(read("Plan(title: \"x\")").is_ok());
}

#[test]
fn many_faults_end_and_are_in_order() {
    let blocks = "(id: \"a\", machine: 3, nodes: 0, start: \"x\"),\n".repeat(5_000);
    let faults = read(&format!("(title: \"t\", blocks: [\n{blocks}])")).unwrap_err();
    assert!((100..=400).contains(&faults.len()), "{}", faults.len());
    assert!(faults.is_sorted_by_key(|fault| fault.range.start));
}

#[test]
fn a_bomb_is_read_and_laid_out_in_time_that_grows_with_its_size() {
    let fields: String = (0..50_000).map(|n| format!("f{n}: {n}, // {n}\n")).collect();
    let comments = "/* c */".repeat(100_000);
    let text = format!("(title: \"t\", {fields} {comments})");
    let old = read(&text).unwrap().plan;
    assert_eq!(old.extra.len(), 50_000);
    let mut new = old.clone();
    new.extra.pop();
    new.title = "u".into();
    assert!(!update(&text, &old, &new).unwrap().rewritten);
    assert!(fmt(&text).unwrap().len() > text.len());
    assert!(Source::new(&text).place(&planb::model::Target::Plan, None).is_some());
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(cuts in prop::collection::vec((any::<prop::sample::Index>(), "[ -~\n\u{1b}ü\"(\\[{,:/*#]{0,3}"), 1..6)) {
        let mut chars: Vec<String> = SMALL.chars().map(String::from).collect();
        for (at, new) in &cuts {
            let at = at.index(chars.len());
            chars[at] = new.clone();
        }
        let text = chars.concat();
        match read(&text) {
            Ok(read) => {
                let laid_out = fmt(&text).unwrap();
                prop_assert_eq!(planb::format::read(&laid_out).map(|read| read.plan), Ok(read.plan));
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                for fault in faults {
                    let shown = fault.render("plan.ron", &text);
                    let safe = !shown.contains('\u{1b}') && fault.line >= 1 && fault.column >= 1;
                    prop_assert!(safe, "{}", shown.escape_debug());
                }
            }
        }
        let _ = Source::new(&text).locate(&planb::model::Target::Block("cb-jan".into()), Some("end"));
    }
}

#[test]
fn the_long_examples_are_laid_out_canonically() {
    for example in ["startup", "lab", "company"] {
        let path = format!("{}/assets/examples/{example}.ron", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        assert_eq!(fmt(&text).as_ref(), Ok(&text), "{example}");
        assert_eq!(read(&text).map(|read| read.notes), Ok(Vec::new()), "{example}");
    }
}
