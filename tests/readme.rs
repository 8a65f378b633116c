//! What the README tells people to type, typed.

mod common;

use common::{EXAMPLES, Place, WRITTEN, text};

/// The lines of the README's `sh` blocks; lines that end in a backslash go on.
fn commands(document: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut inside = false;
    for line in document.lines() {
        match line.trim() {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside && !line.is_empty() => match out.last_mut() {
                Some(last) if last.ends_with('\\') => {
                    last.pop();
                    last.push_str(line);
                }
                _ => out.push(line.to_string()),
            },
            _ => {}
        }
    }
    out.into_iter().map(|line| line.split(" #").next().unwrap_or_default().trim().to_string()).collect()
}

#[test]
fn every_command_of_the_readme_runs() {
    let place = Place::new();
    // The provider's tool is not here; this is what it prints.
    let offers = r#"{"CapacityBlockOfferings": [{"CapacityBlockOfferingId": "cb-1", "InstanceType": "p5.48xlarge",
        "AvailabilityZone": "us-east-2b", "InstanceCount": 8, "StartDate": "2027-01-11T11:30:00.000Z",
        "EndDate": "2027-01-25T11:30:00.000Z", "UpfrontFee": "111627.26", "CurrencyCode": "USD"}]}"#;
    place.write("offers.json", offers);
    let mut ran = 0;
    for command in commands(&text("README.md")) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let arguments = match words.as_slice() {
            // The two commands of the first block are how this test itself is built and run.
            ["cargo", ..] | ["aws", ..] => continue,
            ["planb", rest @ ..] => rest,
            other => panic!("a command that this test does not know: {other:?}"),
        };
        let mut arguments = arguments.to_vec();
        if matches!(arguments.first(), Some(&"demo" | &"plan.ron")) {
            // Without a terminal a frame is printed instead.
            arguments.extend(["--print", "100x30"]);
        }
        let said = place.run_with(&arguments, "");
        assert!(matches!(said.code, 0 | 1), "{command}: {said:?}");
        assert!(!said.out.is_empty() || arguments[0] == "check", "{command} says nothing");
        ran += 1;
    }
    assert!(ran >= 6, "only {ran} commands were found");
}

#[test]
fn the_readmes_plan_is_the_minimal_example() {
    let readme = text("README.md");
    let (_, rest) = readme.split_once("```ron\n").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    let example = text("assets/examples/minimal.ron");
    let (_, example) = example.split_once('\n').unwrap();
    assert_eq!(shown, example);
    assert!(shown.lines().count() <= 15);
}

#[test]
fn every_example_reads_without_a_remark_and_prints_a_summary() {
    let place = Place::new();
    for example in EXAMPLES {
        let path = common::repository(&format!("assets/examples/{example}.ron"));
        let said = place.run_with(&["summary", path.to_str().unwrap(), "--as-of", WRITTEN], "");
        assert_eq!(said.code, 0, "{example}: {said:?}");
        assert_eq!(said.err, "", "{example}");
        assert!(said.out.lines().nth(2).is_some_and(|answer| answer.contains("n track")), "{}", said.out);
        assert!(said.out.lines().all(|line| line.chars().count() <= 100), "{example} is too wide");
    }
}

#[test]
fn files_that_the_readme_links_to_are_there() {
    for part in text("README.md").split("](").skip(1) {
        let (link, _) = part.split_once(')').unwrap();
        assert!(common::repository(link).exists(), "{link} is missing");
    }
}
