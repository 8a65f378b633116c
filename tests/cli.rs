//! Commands: what goes in, what comes out, with which exit status.

mod common;

use std::io::Read as _;
use std::process::Stdio;

use common::{Place, WRITTEN, repository, text};

const BROKEN: &str = r#"Plan(
    title: "Broken",
    blocks: [
        (id: "a", machine: "p5.48xlarge", nods: 2, nodes: 0, start: "2027-01-11T11:30", end: "2027-02-30T11:30Z"),
        (id: "a", machine: "p5.48xlarge", nodes: 2, start: "2027-01-11T11:30Z", end: "2027-01-10T11:30Z",
         price: (upfront: 1e999)),
    ],
)
"#;

#[test]
fn every_fault_of_a_file_is_told_at_once_with_its_place() {
    let place = Place::new();
    place.write("plan.ron", BROKEN);
    let said = place.run("check plan.ron");
    assert_eq!(said.code, 2);
    for part in
        ["plan.ron:4:", "offset", "at least 1", "2027-02-30", "plan.ron:5:", "after start", "upfront", "^"]
    {
        assert!(said.err.contains(part), "{part} is missing in:\n{}", said.err);
    }
    assert_eq!(said.out, "");
}

#[test]
fn standard_input_is_a_plan_too() {
    let place = Place::new();
    let said = place.run_with(&["summary", "-", "--as-of", WRITTEN], &text("assets/examples/minimal.ron"));
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.starts_with("FIRST FINE-TUNE"));
    let said = place.run_with(&["check", "-"], "Plan(");
    assert!(said.code == 2 && said.err.starts_with("<stdin>:1:"), "{said:?}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let place = Place::new();
    let path = repository("assets/examples/company.ron");
    let path = path.to_str().unwrap();
    for format in ["text", "markdown", "json"] {
        let once = place.run_with(&["summary", path, "--as-of", WRITTEN, "--format", format], "");
        let twice = place.run_with(&["summary", path, "--as-of", WRITTEN, "--format", format], "");
        assert_eq!(once.out, twice.out);
    }
}

#[test]
fn json_is_json() {
    let place = Place::new();
    let path = repository("assets/examples/startup.ron");
    let path = path.to_str().unwrap();
    let said = place.run_with(&["summary", path, "--as-of", WRITTEN, "--format", "json"], "");
    let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(value["title"], "Winter 8B");
    assert_eq!(value["blocks"][0]["price"], "111627.26");
    assert_eq!(value["blocks"][0]["usable_end"], "2027-01-25T11:00Z");
    let said = place.run_with(&["check", path, "--as-of", WRITTEN, "--format", "json"], "");
    let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert!(value["problems"].is_array());
}

#[test]
fn no_line_of_a_summary_is_longer_than_its_page() {
    let place = Place::new();
    for (example, page) in
        ["startup", "lab", "company"].iter().flat_map(|plan| [72, 80, 100, 132].map(|page| (plan, page)))
    {
        let path = repository(&format!("assets/examples/{example}.ron"));
        let width = page.to_string();
        let said =
            place.run_with(&["summary", path.to_str().unwrap(), "--as-of", WRITTEN, "--width", &width], "");
        for line in said.out.lines() {
            assert!(planb::base::words::width(line) <= page, "{example} at {page}: {line}");
        }
        // What does not fit beside is below, not gone.
        assert!(*example != "startup" || said.out.contains("29 Jan 18:00Z"), "{}", said.out);
    }
}

#[test]
fn a_new_plan_takes_its_answers_from_options_or_lines_and_guesses_the_rest_aloud() {
    let place = Place::new();
    let lines = "aws-capacity-block\n4xp5e.48xlarge\n11 jan\n";
    let said = place.run_with(&["new", "a.ron", "--as-of", "2026-11-27T08:00Z"], lines);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.err.contains("Deadline? No answer: taken is 2027-02-01T11:30Z"), "{said:?}");
    let plan = place.read("a.ron");
    for text in ["machine: \"aws.p5e\"", "nodes: 4", "start: \"2027-01-11T11:30Z\""] {
        assert!(plan.contains(text), "{text}: {plan}");
    }
    // Nobody can be asked again: nothing is written.
    for lines in ["nonsense\n", "\n0xp5.48xlarge\n", "\n\n\n2020-01-01\n", "\n\nsoon\n"] {
        let said = place.run_with(&["new", "b.ron"], lines);
        assert!(said.code == 2 && said.err.contains('?'), "{lines}: {said:?}");
        assert!(!place.path("b.ron").exists());
    }
    let said = place.run_with(&["new", "c.ron", "--yes"], "");
    assert!(said.code == 0 && said.err.is_empty(), "{said:?}");
}

#[test]
fn the_configuration_is_explained_and_its_mistakes_have_their_place() {
    let place = Place::new();
    let said = place.run("config");
    assert!(
        said.code == 0 && said.out.contains(".config") && said.out.contains("none: the defaults"),
        "{said:?}"
    );
    // What is printed can be taken as it is.
    for name in ["settings", "keymap", "default", "dark", "light", "contrast"] {
        let file = place.run(&format!("config {name}"));
        assert!(file.code == 0 && file.out.starts_with("//"), "{file:?}");
        std::fs::create_dir_all(place.path(".config/themes")).unwrap();
        match name {
            "settings" | "keymap" => place.write(&format!(".config/{name}.ron"), &file.out),
            theme => place.write(&format!(".config/themes/my-{theme}.ron"), &file.out),
        };
        let said = place.run("config");
        assert!(said.code == 0, "{name}: {said:?}");
    }
    place.write(".config/settings.ron", "(\n    theme: \"my-dark\",\n    mose: false,\n)");
    let said = place.run("config");
    assert!(
        said.code == 1 && said.out.contains("settings.ron:3:5:") && said.out.contains("did you mean mouse?"),
        "{said:?}"
    );
    assert!(said.out.contains("my-dark, from themes/"), "{said:?}");
    assert_eq!(place.run("config colours").code, 2);
}

#[test]
fn ascii_is_ascii() {
    let place = Place::new();
    let path = repository("assets/examples/startup.ron");
    let said = place.run_with(&["summary", path.to_str().unwrap(), "--ascii", "--as-of", WRITTEN], "");
    assert!(said.out.is_ascii(), "{}", said.out);
    let frame = ["demo", "--ascii", "--as-of", WRITTEN, "--print", "100x30"];
    assert!(place.run_with(&frame, "").out.is_ascii());
}

#[test]
fn a_new_plan_opens_and_has_a_plan_b() {
    let place = Place::new();
    let said = place.run("new --yes --as-of 2026-11-22T09:00Z");
    assert_eq!(said.code, 0, "{said:?}");
    let written = place.read("plan.ron");
    for part in ["aws.p5", "fallbacks", "LoRA", "windows"] {
        assert!(written.contains(part), "{written}");
    }
    let said = place.run("check --as-of 2026-11-22T09:00Z");
    assert!(said.code <= 1 && !said.out.contains("error"), "{said:?}");
    // Not on the block that the run waits for: they would be lost together.
    assert!(!said.out.contains("F404") && !said.out.contains("F409"), "{said:?}");
    // Where nobody sells the machine by the hour, the plan and the check say so.
    assert_eq!(place.run("new p5e.ron --yes --machines 4xp5e.48xlarge --as-of 2026-11-22T09:00Z").code, 0);
    assert!(place.read("p5e.ron").contains("not sold by the hour"));
    let said = place.run("check p5e.ron --as-of 2026-11-22T09:00Z");
    assert!(said.out.contains("F404: fallback lora of run-1 has room only on block-1"), "{said:?}");
    let said = place.run("new --yes");
    assert!(said.code == 2 && said.err.contains("is there already"), "{said:?}");
    assert_eq!(place.read("plan.ron"), written);
}

#[test]
fn a_new_plan_needs_a_file_in_a_folder() {
    let place = Place::new();
    let said = place.run("new --yes -");
    assert!(said.code == 2 && said.err.contains("planb new plan.ron"), "{said:?}");
    assert!(!place.path("-").exists());
    // Told before anything is asked, and not as if a file or folder had been there.
    let said = place.run_with(&["new", "x/y/z.ron"], "");
    assert!(said.code == 74 && said.err.contains("x/y is not a folder"), "{said:?}");
    for wrong in ["What is bought", "again", "unchanged"] {
        assert!(!said.err.contains(wrong), "{said:?}");
    }
}

#[test]
fn wrong_answers_are_told_before_anything_is_written() {
    let place = Place::new();
    let said = place.run("new x.ron --yes --machines 8xp5.48xlrge");
    assert!(said.code == 2 && said.err.contains("did you mean"), "{said:?}");
    assert!(!place.path("x.ron").exists());
}

#[test]
fn offers_come_in_and_comments_stay() {
    let place = Place::new();
    place.write("plan.ron", format!("// ours\n{}", text("assets/examples/minimal.ron")));
    place.write(
        "offers.json",
        r#"{"CapacityBlockOfferings":[{"CapacityBlockOfferingId":"cb-9","InstanceType":"p5.48xlarge","AvailabilityZone":
        "us-east-2b","InstanceCount":4,"StartDate":"2027-01-18T11:30:00.000Z","EndDate":"2027-01-20T11:30:00.000Z",
        "UpfrontFee":"7973.38","CurrencyCode":"USD","CapacityBlockDurationHours":48}]}"#,
    );
    let said = place.run("import aws-offerings offers.json --into plan.ron --seen-at 2027-01-05T09:00Z");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.starts_with("1 offer: 1 new"), "{}", said.out);
    let plan = place.read("plan.ron");
    assert!(plan.starts_with("// ours\n// The smallest plan"), "{plan}");
    assert!(
        plan.contains("7973.38") && plan.contains("2027-01-05T09:00Z") && plan.contains("aws.p5"),
        "{plan}"
    );
    let again = place.run("import aws-offerings offers.json --into plan.ron --seen-at 2027-01-05T09:00Z");
    assert!(again.out.contains("as before"), "{again:?}");
    assert_eq!(place.read("plan.ron"), plan);
}

#[test]
fn fmt_is_idempotent_and_check_changes_nothing() {
    let place = Place::new();
    let untidy = "Plan(title:\"x\",/*c*/runs:[(id:\"r\",need:(nodes:2,hours:\"4h\"))])";
    place.write("plan.ron", untidy);
    let said = place.run("fmt --check");
    assert!(said.code == 1 && said.out.contains("plan.ron"), "{said:?}");
    assert_eq!(place.read("plan.ron"), untidy);
    assert_eq!(place.run("fmt").code, 0);
    let tidy = place.read("plan.ron");
    assert!(tidy.contains("/*c*/") && tidy.ends_with(")\n"), "{tidy}");
    assert_eq!(place.run("fmt --check").code, 0);
    assert_eq!(place.run_with(&["fmt", "-"], untidy).out, tidy);
}

#[test]
fn fmt_ends_lines_in_lf_and_says_so_while_other_saves_keep_them() {
    let place = Place::new();
    place.write("plan.ron", "\u{feff}Plan(\r\n    title: \"x\",\r\n)\r\n");
    assert_eq!(place.run("set plan.ron title y").code, 0);
    assert_eq!(place.read("plan.ron"), "\u{feff}Plan(\r\n    title: \"y\",\r\n)\r\n");
    assert_eq!(place.run("fmt plan.ron").code, 0);
    assert_eq!(place.read("plan.ron"), "Plan(\n    title: \"y\",\n)\n");
    assert!(place.run("fmt --help").out.contains("lines end in LF"));
}

#[test]
fn wrong_usage_is_2_and_a_missing_file_74() {
    let place = Place::new();
    let said = place.run("chek plan.ron");
    assert!(said.code == 2 && said.err.contains("did you mean planb check?"), "{said:?}");
    assert_eq!(place.run("frobnicate a b").code, 2);
    assert_eq!(place.run("summary --width 12").code, 2);
    assert_eq!(place.run("check --as-of yesterday").code, 2);
    let said = place.run("--ascii demo");
    assert!(said.code == 2 && said.err.contains("planb demo …"), "{said:?}");
    let said = place.run("check gone.ron");
    assert!(said.code == 74 && said.err.contains("gone.ron"), "{said:?}");
    let said = place.run("summary");
    assert!(said.code == 2 && said.err.contains("planb new"), "{said:?}");
    assert_eq!(place.run("--version").code, 0);
    assert_eq!(place.run("--help").code, 0);
}

#[test]
fn nobody_reading_is_no_failure_and_a_full_disk_is_one() {
    let place = Place::new();
    let path = repository("assets/examples/company.ron");
    let mut command = place.command(&["summary", path.to_str().unwrap()]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let said = common::said(child.wait_with_output().unwrap());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let mut command = place.command(&["summary", path.to_str().unwrap()]);
        let said = common::said(command.stdout(full).stderr(Stdio::piped()).output().unwrap());
        assert_eq!(said.code, 74, "{said:?}");
        assert!(said.err.contains("cannot write"), "{said:?}");
    }
}

#[test]
fn without_a_terminal_the_demo_is_a_summary() {
    let place = Place::new();
    let said = place.run("");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.starts_with("WINTER 8B"), "{}", said.out);
    let said = place.run("demo");
    assert!(said.code == 2 && said.err.contains("no terminal"), "{said:?}");
}

#[test]
fn completions_and_the_manual_come_from_the_same_tables() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(place.run(&format!("completions {shell}")).out.contains("summary"));
    }
    let page = place.run("man").out;
    assert!(page.starts_with(".ie") || page.contains(".TH"), "{page}");
    assert!(page.contains("zoom") && page.contains("SH KEYS"));
}

#[test]
fn a_frame_is_printed_as_text_and_as_a_picture() {
    let place = Place::new();
    let path = repository("assets/examples/startup.ron");
    let path = path.to_str().unwrap();
    let said = place.run_with(&["--keys", "jj", "--print", "100x30", path, "--as-of", WRITTEN], "");
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(said.out.lines().count(), 30);
    assert!(said.out.contains("Winter 8B"));
    let svg = place.run_with(&["--print", "100x30", "--svg", path, "--as-of", WRITTEN], "").out;
    assert!(svg.starts_with("<svg") || svg.starts_with("<?xml"), "{}", &svg[..80]);
    assert!(svg.contains("</svg>"));
    let light =
        place.run_with(&["--print", "100x30", "--svg", "--theme", "light", path, "--as-of", WRITTEN], "").out;
    assert!(light.lines().nth(1).unwrap().contains("fill=\"#ffffff\""), "a light theme stands upon white");
}

#[test]
fn the_shape_of_a_plan_is_printed_and_its_reference_reads() {
    let place = Place::new();
    let schema: serde_json::Value = serde_json::from_str(&place.run("schema").out).unwrap();
    assert!(schema.to_string().contains("fallbacks"), "{schema}");
    let reference = place.run("schema --reference").out;
    assert!(reference.contains("//") && reference.contains("deadline"), "{reference}");
    let said = place.run_with(&["summary", "-", "--as-of", WRITTEN], &reference);
    assert_eq!(said.code, 0, "{said:?}");
}

#[test]
fn a_summary_names_what_is_to_be_bought_before_what_to_fall_back_to() {
    // Both are due at the same moment: who buys need not fall back.
    let place = Place::new();
    let said = place.run_with(&["summary", "-", "--as-of", WRITTEN], &text("assets/examples/minimal.ron"));
    let next = said.out.lines().find(|line| line.starts_with("Next: ")).unwrap();
    assert!(next.starts_with("Next: buy cb-jan (USD 5,980.03) by Wed 6 Jan 17:00 UTC"), "{next}");
    let agenda = place.run_with(&["agenda", "-", "--as-of", WRITTEN], &text("assets/examples/minimal.ron"));
    let (buy, fall) = (agenda.out.find("buy cb-jan"), agenda.out.find("decide on tune/lora"));
    assert!(buy.is_some() && buy < fall, "{}", agenda.out);
}

#[test]
fn a_summary_counts_the_dates_that_it_leaves_out() {
    let place = Place::new();
    let company = text("assets/examples/company.ron");
    let said = place.run_with(&["summary", "-", "--as-of", WRITTEN], &company);
    let all = place.run_with(&["summary", "-", "--as-of", WRITTEN, "--format", "json"], &company);
    let all: serde_json::Value = serde_json::from_str(&all.out).unwrap();
    let is_ahead =
        |item: &&serde_json::Value| item["overdue"] == true || item["at"].as_str().unwrap() >= WRITTEN;
    let ahead = all["agenda"].as_array().unwrap().iter().filter(is_ahead).count();
    let more = format!("and {} more: planb agenda lists them", ahead - 15);
    assert!(said.out.contains(&more), "{more}");
}

#[test]
fn remarks_of_the_chart_are_whole() {
    let place = Place::new();
    for width in ["80", "100", "120"] {
        let arguments = ["summary", "-", "--as-of", WRITTEN, "--width", width];
        let said = place.run_with(&arguments, &text("assets/examples/lab.ron"));
        let is_whole = |remark: &str| said.out.lines().any(|line| line.contains(&format!(" {remark} ")));
        assert!(is_whole("smaller model") && is_whole("postpone") && is_whole("QLoRA"), "{}", said.out);
    }
}
