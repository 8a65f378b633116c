//! A shared plan is untrusted: nothing in it reaches a terminal as a command, and none of it makes planb hang or die.

mod common;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use common::{Place, Said, WRITTEN, text};
use planb::base::fact::quote;
use planb::base::record::{List, Record, Shape, View, ViewMut};
use planb::base::words::is_hidden;
use planb::model::Plan;

/// What terminals obey, hide or turn round, in groups small enough to be shown whole.
const PAYLOADS: &[&[&str]] = &[
    &[
        "\u{1b}[2J",
        "\u{1b}[31mred",
        "\u{1b}[1;1H",
        "\u{1b}]0;title\u{7}",
        "\u{1b}]2;title\u{1b}\\",
        "\u{1b}c",
    ],
    &["\u{1b}]8;;https://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\", "\u{1b}]52;c;ZXZpbA==\u{7}"],
    &[
        "\u{1b}P1$r0m\u{1b}\\",
        "\u{1b}_apc\u{1b}\\",
        "\u{1b}^pm\u{1b}\\",
        "\u{1b}X sos\u{1b}\\",
        "\u{1b}[?1049h",
    ],
    &[
        "\u{1b}[6n",
        "\u{1b}[5n",
        "\u{1b}[c",
        "\u{1b}[>c",
        "\u{1b}[21t",
        "\u{1b}Z",
        "\u{5}",
        "\u{1b}(0",
        "\u{1b}[8m",
    ],
    &[
        "\u{9b}31m",
        "\u{9d}0;title\u{9c}",
        "\u{90}dcs\u{9c}",
        "\u{9e}pm\u{9c}",
        "\u{85}",
        "\u{8d}",
        "\u{80}",
        "\u{9f}",
    ],
    &["\0", "\u{1}", "\u{2}", "\u{3}", "\u{4}", "\u{6}", "\u{7}", "\u{8}\u{8}\u{8}", "\u{b}", "\u{c}"],
    &[
        "\u{e}", "\u{f}", "\u{10}", "\u{11}", "\u{13}", "\u{14}", "\u{18}", "\u{1a}", "\u{1c}", "\u{1f}",
        "\u{7f}",
    ],
    &["a\nfake line", "a\rfake", "a\r\nfake", "a\tb"],
    &[
        "\u{202a}",
        "\u{202b}",
        "\u{202d}",
        "\u{202e}gnp.exe",
        "\u{202c}",
        "\u{2066}",
        "\u{2067}",
        "\u{2068}",
        "\u{2069}",
    ],
    &[
        "\u{200e}", "\u{200f}", "\u{61c}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{2060}", "\u{2061}",
        "\u{feff}", "\u{ad}",
    ],
    &[
        "\u{2028}",
        "\u{2029}",
        "\u{e0041}\u{e007f}",
        "\u{fe00}",
        "\u{fff9}a\u{fffa}b\u{fffb}",
        "\u{34f}",
        "\u{3164}",
        "\u{180e}",
    ],
];

/// Every text of a record and of all that is in it is set; empty lists get an item. Gives how many texts took it.
fn poison(record: &mut dyn Record, text: &str) -> usize {
    let mut taken = 0;
    for at in 0..record.fields().len() {
        let name = record.fields()[at].name;
        let example = record.nested_example(at).is_some();
        match record.view_mut(at) {
            Some(ViewMut::Fact(fact)) => {
                let spelled = match fact.shape() {
                    Shape::Text | Shape::Notes | Shape::Optional(Shape::Text | Shape::Notes) => quote(text),
                    Shape::List(Shape::Text) => format!("[{}]", quote(text)),
                    _ => continue,
                };
                taken += usize::from(fact.set(&spelled).is_ok());
            }
            Some(ViewMut::Record(nested)) => taken += poison(nested, text),
            // Estimates and the like need numbers of their own to make sense.
            Some(ViewMut::Optional(nested)) if example && ["price", "notes"].contains(&name) => {
                taken += poison(nested.make(), text);
            }
            Some(ViewMut::List(list)) => {
                for item in 0..list.len() {
                    taken += list.get_mut(item).map_or(0, |item| poison(item, text));
                }
            }
            _ => {}
        }
    }
    taken
}

/// A plan with something in every part, and this in every text.
fn hostile(payload: &str) -> (String, usize) {
    let mut plan: Plan = planb::format::read(&text("assets/examples/startup.ron")).unwrap().plan;
    plan.conflicts.push(planb::model::Conflict { id: "c".into(), ..Default::default() });
    plan.quotas.push(planb::model::Quota {
        id: "q".into(),
        product: "aws-odcr".into(),
        ..Default::default()
    });
    // Its name and source stand in messages about the blocks of the plan.
    plan.products.push(planb::model::PlanProduct { id: "aws-capacity-block".into(), ..Default::default() });
    plan.waivers.push(planb::model::Waiver { id: "v".into(), ..Default::default() });
    plan.baselines.push(planb::model::Baseline { id: "b".into(), ..Default::default() });
    plan.severities.push(planb::model::SeverityRule { code: "B117".into(), ..Default::default() });
    plan.scenarios.push(planb::model::Scenario { id: "s".into(), ..Default::default() });
    let taken = poison(&mut plan, payload);
    // What reads as a line of a baseline, and what does not.
    let word: String = payload.split_whitespace().collect();
    if let Some(baseline) = plan.baselines.at_mut(0) {
        baseline.blocks.push(format!("gone{word} 8 x {word} 2027-01-11T11:30Z to - - Scheduled"));
        baseline.runs.push(format!("gone{word} in_force {word} cost 3.00"));
        baseline
            .windows
            .push(format!("gone{word} w{word} 8 on {word} 2027-01-11T11:30Z to 2027-01-12T11:30Z"));
    }
    (planb::format::write(&plan), taken)
}

/// The same, with the characters themselves in the file, as an editor would not write them but an attacker does.
fn raw(escaped: &str) -> String {
    let mut out = String::new();
    let mut rest = escaped;
    while let Some(at) = rest.find("\\u{") {
        let end = at + rest[at..].find('}').unwrap();
        let code = u32::from_str_radix(&rest[at + 3..end], 16).unwrap();
        out.push_str(&rest[..at]);
        out.push(char::from_u32(code).unwrap());
        rest = &rest[end + 1..];
    }
    out + rest
}

/// Nothing but line ends, and a colour selector after a symbol that has colours.
fn assert_clean(what: &str, said: &Said) {
    for (stream, text) in [("stdout", &said.out), ("stderr", &said.err)] {
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            let selector = c == '\u{fe0f}' && !before.is_ascii();
            let near = || {
                text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect::<String>()
            };
            assert!(c == '\n' || selector || !is_hidden(c), "{what}: {c:?} on {stream} after …{}", near());
            before = c;
        }
    }
}

/// A command for each subcommand that a plan can reach; `PLAN` is its file, `-` has it on standard input.
const COMMANDS: &[&str] = &[
    "check PLAN",
    "check PLAN --format markdown",
    "check PLAN --format json",
    "summary PLAN",
    "summary PLAN --format markdown",
    "summary PLAN --format json",
    "summary PLAN --ascii",
    "fmt -",
    "fmt --check PLAN",
    "agenda PLAN",
    "agenda PLAN --format json",
    "check PLAN --waived",
    "rules --plan PLAN",
    "rules --plan PLAN aws-capacity-block",
    "rules --plan PLAN aws --format json",
    "now PLAN",
    "now PLAN --format json",
    "drill PLAN --all",
    "drill PLAN --all --format json",
    "scenarios PLAN",
    "scenarios PLAN s",
    "scenarios PLAN s --format json",
    "why PLAN WHAT",
    "why PLAN WHAT --format json",
    "set PLAN blocks.1.nodes 3",
    "set --dry-run PLAN runs.1.name x blocks.1.name y",
    "diff PLAN PLAN",
    "diff PLAN --against b",
    "diff PLAN --against b --format markdown",
    "baseline --plan PLAN",
    "baseline b --plan PLAN --show",
    "baseline c --plan PLAN",
    "merge PLAN PLAN PLAN",
    "resolve PLAN",
    "textconv PLAN",
    "undo --list PLAN",
    "undo PLAN",
    "recover --list",
    "recover --print PLAN",
    "import aws-offerings - --into PLAN --dry-run",
];

/// Subcommands that no plan reaches, or only through a repository.
const HARMLESS: &[&str] =
    &["new", "demo", "explain", "schema", "completions", "man", "help", "git", "log", "config"];

/// Keys that lead to the screens.
const SCREENS: &[&str] = &[
    "",
    "v",
    "zh",
    "ji",
    "!",
    "@j",
    "$j",
    "jD",
    "jw",
    "w",
    "!gWG",
    "X",
    ":go cb-late<Enter>[",
    "e",
    ":edit-plan<Enter>",
    "?",
    ":",
    "/a",
    "jm",
    "L",
    "jde",
    ":against b<Enter>gc",
    ":against b<Enter>ji",
    "s",
    "s<Enter>",
    "s<Enter><Esc>",
];

#[test]
fn no_text_of_a_plan_reaches_the_output_raw() {
    let place = Place::new();
    let known = planb::format::read(&text("assets/examples/startup.ron")).unwrap().plan;
    let item = known.runs.at(0).unwrap().id.to_string();
    for group in PAYLOADS {
        let payload = group.join(" ");
        let (escaped, taken) = hostile(&payload);
        assert!(taken > 100, "only {taken} texts took {payload:?}");
        // Once as planb writes it, else as an attacker does.
        let plan = if group[0].starts_with("\u{1b}[2J") { escaped } else { raw(&escaped) };
        place.write("plan.ron", &plan);
        for command in COMMANDS {
            let command = command.replace("PLAN", "plan.ron").replace("WHAT", &item);
            let command = format!("{command} --as-of {WRITTEN}");
            let said = place.run_with(&command.split(' ').collect::<Vec<_>>(), &plan);
            assert_ne!(said.code, 101, "{command}: {}", said.err);
            assert_clean(&format!("{command} with {payload:?}"), &said);
        }
    }
}

#[test]
fn no_text_of_a_plan_reaches_a_screen_raw() {
    let place = Place::new();
    for group in PAYLOADS {
        let payload = group.join(" ");
        place.write("plan.ron", raw(&hostile(&payload).0));
        for keys in SCREENS {
            // The open conflict is shown first; the others are behind it.
            let typed = if keys.is_empty() { String::new() } else { format!("<Esc>{keys}") };
            let arguments = ["plan.ron", "--as-of", WRITTEN, "--print", "100x30", "--keys", &typed];
            let said = place.run_with(&arguments, "");
            assert_eq!(said.code, 0, "{keys}: {}", said.err);
            assert_clean(&format!("{keys} with {payload:?}"), &said);
        }
    }
}

#[test]
fn every_subcommand_is_tried() {
    let help = Place::new().run("help").out;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names: BTreeSet<&str> = listed
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.len() > 5, "{help}");
    let tried: BTreeSet<&str> =
        COMMANDS.iter().filter_map(|line| line.split(' ').next()).chain(HARMLESS.iter().copied()).collect();
    let missing: Vec<_> = names.difference(&tried).collect();
    assert!(missing.is_empty(), "add to COMMANDS: {missing:?}");
}

#[test]
fn messages_about_broken_files_are_clean() {
    let place = Place::new();
    for payload in PAYLOADS.iter().map(|group| group.join(" ")) {
        let broken = [
            format!("Plan(title: \"a\", {payload}: 1)"),
            format!("Plan(title: \"a\", runs: [(id: \"{payload}\")])"),
            format!("Plan(title: \"a\", blocks: [(id: \"a\", start: \"{payload}\", nodes: {payload})])"),
            format!("{payload}Plan(title: \"{payload}"),
            format!(
                "// {payload}\nPlan(titel: \"\", blocks: [(id: \"a\", status: {payload}) /* {payload} */"
            ),
        ];
        for text in broken {
            place.write("plan.ron", &text);
            for command in ["check plan.ron", "fmt plan.ron"] {
                let said = place.run(command);
                assert_ne!(said.code, 101, "{command}: {text:?}: {}", said.err);
                assert_clean(&format!("{command}: {text:?}"), &said);
            }
        }
    }
}

#[test]
#[cfg(unix)]
fn messages_about_files_with_hostile_names_are_clean() {
    let place = Place::new();
    let arguments: [&[&str]; 8] = [
        &["check"],
        &["summary"],
        &["fmt"],
        &["fmt", "--check"],
        &["undo"],
        &["undo", "--list"],
        &["recover", "--print"],
        &["recover", "--apply"],
    ];
    let kinds: [(&str, Option<&str>); 3] =
        [("missing", None), ("broken", Some("Plan(")), ("a plan", Some("Plan(title: \"a\")"))];
    for payload in PAYLOADS.iter().map(|group| group.join(" ").replace(['\0', '/'], "")) {
        for (kind, content) in kinds {
            let name = format!("{kind}{payload}.ron");
            if let Some(content) = content {
                place.write(&name, content);
            }
            for command in arguments {
                let said = place.run_with(&[command, &[name.as_str()]].concat(), "");
                assert_clean(&format!("{command:?} {name:?}"), &said);
            }
            let said = place.run_with(&["set", &name, &payload, &payload], "");
            assert_clean(&format!("set {name:?}"), &said);
        }
    }
}

/// An answer or a limit, soon, and no abort.
fn assert_quick(what: &str, place: &Place, content: &[u8]) {
    place.write("plan.ron", content);
    for command in
        ["check plan.ron", "fmt --check plan.ron", "set --dry-run plan.ron title x", "plan.ron --print 80x24"]
    {
        let start = Instant::now();
        let said = place.run(command);
        assert!(
            (0..=2).contains(&said.code) || said.code == 74,
            "{what}: {command}: {} {}",
            said.code,
            said.err
        );
        // Debug builds on a busy machine; a hang is what must not be.
        assert!(start.elapsed() < Duration::from_secs(60), "{what}: {command}: {:?}", start.elapsed());
        assert!(said.err.len() < 100_000, "{what}: {command}: {} bytes of messages", said.err.len());
    }
}

#[test]
fn bombs_get_an_answer_or_a_clear_limit() {
    let place = Place::new();
    let deep = |open: &str, n: usize| format!("Plan(title: \"a\", unknown: {}", open.repeat(n));
    let closed = |open: &str, close: &str, n: usize| format!("{}{})", deep(open, n), close.repeat(n));
    assert_quick("open brackets", &place, deep("[", 100_000).as_bytes());
    assert_quick("nested lists", &place, closed("[", "]", 100_000).as_bytes());
    assert_quick("nested structs", &place, closed("(a:", ")", 50_000).as_bytes());
    assert_quick("nested options", &place, closed("Some(", ")", 50_000).as_bytes());
    assert_quick(
        "nested comments",
        &place,
        format!("{}{}Plan(title: \"\")", "/*".repeat(100_000), "*/".repeat(100_000)).as_bytes(),
    );
    assert_quick("a long string", &place, format!("Plan(title: \"{}\")", "x".repeat(4 << 20)).as_bytes());
    assert_quick(
        "many escapes",
        &place,
        format!("Plan(title: \"{}\")", "\\u{1b}".repeat(1 << 18)).as_bytes(),
    );
    assert_quick("many fields", &place, format!("Plan({})", "a: 1, ".repeat(100_000)).as_bytes());
    assert_quick(
        "many errors",
        &place,
        format!("Plan(blocks: [{}])", "(nodes: 0), ".repeat(20_000)).as_bytes(),
    );
    assert_quick(
        "many items",
        &place,
        format!("Plan(title: \"\", datasets: [{}])", "(id: \"a\"), ".repeat(20_000)).as_bytes(),
    );
    assert_quick("no text at all", &place, &[0xff; 100_000]);
    assert_quick("nothing but zeros", &place, &[0; 100_000]);
    assert_quick("quotes", &place, "\"".repeat(200_001).as_bytes());
    assert_quick("raw strings", &place, format!("Plan(title: r{}\"", "#".repeat(200_000)).as_bytes());
    assert_quick("a long number", &place, format!("Plan(confidence: {})", "9".repeat(200_000)).as_bytes());
}

#[test]
#[cfg(unix)]
fn what_is_no_regular_file_is_refused_at_once() {
    let place = Place::new();
    rustix::fs::mknodat(rustix::fs::CWD, place.path("pipe.ron"), rustix::fs::FileType::Fifo, 0o600.into(), 0)
        .unwrap();
    std::os::unix::fs::symlink("/dev/zero", place.path("zero.ron")).unwrap();
    std::os::unix::fs::symlink("round.ron", place.path("round.ron")).unwrap();
    std::fs::create_dir(place.path("folder.ron")).unwrap();
    for name in ["pipe.ron", "zero.ron", "round.ron", "folder.ron"] {
        for command in ["check", "summary", "fmt", "undo"] {
            let said = place.run(&format!("{command} {name}"));
            assert_eq!(said.code, 74, "{command} {name}: {}", said.err);
            assert!(said.err.contains(name), "{}", said.err);
        }
    }
    let huge = std::fs::File::create(place.path("huge.ron")).unwrap();
    huge.set_len(1 << 40).unwrap();
    let said = place.run("check huge.ron");
    assert!(said.code == 74 && said.err.contains("MiB"), "{}", said.err);
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_nobody_reads_or_that_has_no_room() {
    let place = Place::new();
    place.write("plan.ron", text("assets/examples/startup.ron"));
    let shell = |line: &str| {
        let mut command = std::process::Command::new("sh");
        command.args(["-c", line]).current_dir(place.folder.path());
        command.env("PLANB", env!("CARGO_BIN_EXE_planb")).env("HOME", place.folder.path());
        common::said(command.output().unwrap())
    };
    let head = shell("\"$PLANB\" summary plan.ron | head -1; echo ${PIPESTATUS:-}");
    assert!(head.err.is_empty() && !head.out.is_empty(), "{head:?}");
    for command in
        ["summary plan.ron", "check plan.ron", "fmt - < plan.ron", "undo --list plan.ron", "man", "help"]
    {
        let full = shell(&format!("\"$PLANB\" {command} > /dev/full"));
        let quiet = command.starts_with("undo");
        assert!(full.code == 74 && !full.err.is_empty() || quiet && full.code == 0, "{command}: {full:?}");
        let closed = shell(&format!("\"$PLANB\" {command} >&-"));
        assert!([0, 1, 74].contains(&closed.code), "{command}: {closed:?}");
        assert!(!closed.err.contains("panicked"), "{command}: {closed:?}");
        let both = shell(&format!("\"$PLANB\" {command} >&- 2>&-"));
        assert!([0, 1, 74].contains(&both.code), "{command}: {both:?}");
    }
}

/// So that the walk above cannot silently stop walking.
#[test]
fn the_walk_reaches_texts_of_every_kind_of_item() {
    let (plan, _) = hostile("POISON");
    let plan = planb::format::read(&plan).unwrap().plan;
    let holds = |record: &dyn Record| {
        (0..record.fields().len())
            .any(|at| matches!(record.view(at), Some(View::Fact(fact)) if fact.show().contains("POISON")))
    };
    let any = |list: &dyn List| (0..list.len()).any(|at| list.get(at).is_some_and(holds));
    for at in 0..plan.fields().len() {
        if let Some(View::List(list)) = plan.view(at)
            && !list.is_empty()
        {
            let name = plan.fields()[at].name;
            assert!(any(list) || ["people", "severities", "machines", "quotas"].contains(&name), "{name}");
        }
    }
}
