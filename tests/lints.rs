//! Every check has a plan that shows it: `tests/lints/B116.ron` and, in `B116.txt`, what it must find there and nothing
//! else. `PLANB_BLESS=1 cargo test --test lints` writes what is found now.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use planb::analysis::lints::{LINTS, Lint, UNCHECKED, Unchecked};
use planb::analysis::{Analysis, Diagnostic, analyze};
use planb::base::Instant;
use planb::base::zone::Zones;
use planb::model::{Plan, Severity};
use planb::world::World;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text_of(code: &str) -> String {
    let path = root().join("tests/lints").join(format!("{code}.ron"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A plan of `tests/lints` and its first line, `// As of 2027-01-06T09:00Z …`.
fn example(code: &str) -> (Plan, Instant) {
    let text = text_of(code);
    let as_of = text.strip_prefix("// As of ").and_then(|rest| rest.split_whitespace().next());
    let as_of = as_of.and_then(|at| Instant::parse(at.trim_end_matches([':', ',', '.'])).ok());
    let as_of = as_of.unwrap_or_else(|| panic!("{code}.ron must begin with `// As of 2027-01-06T09:00Z`"));
    let read = planb::format::read(&text).unwrap_or_else(|faults| {
        panic!("{code}.ron: {}", faults.iter().map(|fault| fault.render("", &text)).collect::<String>())
    });
    assert!(read.notes.is_empty(), "{code}.ron: {:?}", read.notes);
    (read.plan, as_of)
}

fn world(plan: &Plan) -> World {
    let people = plan.people.iter().filter_map(|person| person.zone.as_ref());
    let names: Vec<&str> = plan.zones.iter().chain(people).map(|zone| zone.as_str()).collect();
    World { zones: Zones::load(names).0, ..World::embedded() }
}

fn analysis(plan: &Plan, now: Instant) -> Analysis {
    analyze(plan, &world(plan), now)
}

fn line(problem: &Diagnostic) -> String {
    let mut line = format!("{:?} {}: {}\n", problem.severity, problem.target, problem.message);
    for fix in &problem.fixes {
        let _ = writeln!(line, "    fix: {}", fix.label);
    }
    line
}

fn is_blessing() -> bool {
    std::env::var_os("PLANB_BLESS").is_some()
}

/// Compares with a file, or writes it.
fn golden(path: &Path, found: &str) -> Result<(), String> {
    if is_blessing() {
        return fs::write(path, found).map_err(|error| error.to_string());
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    Err(format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()))
}

#[test]
fn every_check_finds_in_its_example_exactly_what_it_must() {
    let mut wrong = Vec::new();
    for lint in LINTS {
        let (plan, now) = example(lint.code);
        let analysis = analysis(&plan, now);
        let found: String =
            analysis.problems.iter().filter(|problem| problem.code == lint.code).map(line).collect();
        if found.is_empty() {
            wrong.push(format!("{} finds nothing in its example", lint.code));
        }
        wrong.extend(golden(&root().join(format!("tests/lints/{}.txt", lint.code)), &found).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fix_mends_its_finding() {
    for lint in LINTS {
        let (plan, now) = example(lint.code);
        for problem in analysis(&plan, now).problems {
            for fix in &problem.fixes {
                let mut mended = plan.clone();
                mended.apply(&fix.edit).unwrap_or_else(|stale| panic!("{}: {stale}", fix.label));
                let still = analysis(&mended, now).problems.into_iter();
                let mut still =
                    still.filter(|other| other.code == problem.code && other.target == problem.target);
                assert!(
                    still.all(|other| other.message != problem.message),
                    "{} in {}.ron: \"{}\" does not mend: {}",
                    problem.code,
                    lint.code,
                    fix.label,
                    problem.message
                );
                for run in mended.runs.iter() {
                    let rungs = run.fallbacks.iter().flat_map(|rung| rung.windows.iter());
                    let mut windows = run.windows.iter().chain(rungs);
                    assert!(windows.all(|window| window.start < window.end), "{}", fix.label);
                }
            }
        }
    }
}

fn assert_plain(problem: &Diagnostic) {
    let message = &problem.message;
    assert!(!message.contains('\n') && !message.contains("  "), "{message}");
    assert!(!message.ends_with('.') && !message.is_empty(), "{message}");
    let balanced = message.matches('(').count() == message.matches(')').count();
    assert!(balanced && message.chars().count() < 400, "{message}");
    assert_ne!(problem.severity, Severity::Off);
    assert!(problem.when.is_none_or(|when| when.start <= when.end), "{message}");
}

#[test]
fn messages_are_one_plain_line() {
    for lint in LINTS {
        let (plan, now) = example(lint.code);
        analysis(&plan, now).problems.iter().for_each(assert_plain);
    }
}

/// The first and the last moment, the most nodes, the longest time and nearly the most money, each in the place of one value.
#[test]
fn extreme_values_are_findings_and_never_a_crash() {
    const EXTREMES: [(&str, &str); 7] = [
        ("Z\"", "\"0000-01-01T00:00Z\""),
        ("Z\"", "\"9999-12-31T23:59:59Z\""),
        ("h\"", "\"87600000h\""),
        ("h\"", "\"0m\""),
        ("d\"", "\"3650000d\""),
        ("nodes: ", "nodes: 1000000"),
        ("upfront: ", "upfront: 9223372036854"),
    ];
    let world = World::embedded();
    let mut analyzed = 0;
    for lint in LINTS {
        let text = text_of(lint.code);
        let now = example(lint.code).1;
        for (at, (mark, value)) in EXTREMES.iter().enumerate() {
            // One place a value, another for each check and value, so that over all checks every kind is met.
            let places: Vec<usize> = text.match_indices(mark).map(|(place, _)| place).collect();
            let Some(place) = places.get((at * 7 + lint.code.len()) % places.len().max(1)) else { continue };
            let (from, to) = match mark.ends_with('"') {
                true => (text[..*place].rfind('"').unwrap_or(*place), place + mark.len()),
                false => {
                    let number = &text[place + mark.len()..];
                    let digits = number.len()
                        - number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
                    (*place, place + mark.len() + digits)
                }
            };
            let changed = format!("{}{value}{}", &text[..from], &text[to..]);
            let Ok(read) = planb::format::read(&changed) else { continue };
            for now in [now, Instant::MIN, Instant::MAX] {
                analyze(&read.plan, &world, now).problems.iter().for_each(assert_plain);
                analyzed += 1;
            }
        }
    }
    assert!(analyzed > 500, "{analyzed}");
}

#[test]
fn the_table_is_in_order_and_documented() {
    let codes: Vec<&str> = LINTS.iter().map(|lint| lint.code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted, "codes in order, each once");
    let mut names: Vec<&str> = LINTS.iter().map(|lint| lint.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), codes.len(), "names are unique");
    for Lint { code, name, doc, source, .. } in LINTS {
        assert!(doc.len() > 60 && doc.ends_with('.') && !doc.contains("  "), "{code}: {doc}");
        assert!(!source.is_empty(), "{code} has no source");
        let file = format!("src/analysis/lints/{}_{}.rs", code.to_lowercase(), name.replace('-', "_"));
        assert!(root().join(&file).is_file(), "{file} is missing");
    }
}

/// The table of checks as `docs/checks.md` shows it.
fn catalogue() -> String {
    let mut table =
        "| code | severity | name | what it finds, and where the rule stands |\n|---|---|---|---|\n"
            .to_string();
    for lint in LINTS {
        let severity = format!("{:?}", lint.severity).to_lowercase();
        let Lint { code, name, doc, source, .. } = lint;
        let _ = writeln!(table, "| {code} | {severity} | {name} | {doc} *{source}* |");
    }
    table
}

/// The table of codes without a check, as the same document shows it.
fn unchecked() -> String {
    let mut table = "| code | what it would find | why there is no check |\n|---|---|---|\n".to_string();
    for Unchecked { code, finds, why } in UNCHECKED {
        let _ = writeln!(table, "| {code} | {finds} | {why} |");
    }
    table
}

#[test]
fn the_document_lists_every_check() {
    let path = root().join("docs/checks.md");
    let text = fs::read_to_string(&path).unwrap();
    let mut written = text.clone();
    for (what, table) in [("checks", catalogue()), ("unchecked", unchecked())] {
        let begin = format!("<!-- {what}: written by PLANB_BLESS=1 cargo test --test lints -->\n");
        let end = format!("<!-- end of {what} -->");
        let (before, rest) = written.split_once(&begin).expect("docs/checks.md has the first marker");
        let (_, after) = rest.split_once(&end).expect("docs/checks.md has the last marker");
        written = format!("{before}{begin}{table}{end}{after}");
    }
    golden(&path, &written).unwrap_or_else(|wrong| panic!("{wrong}"));
    for Unchecked { code, .. } in UNCHECKED {
        assert!(LINTS.iter().all(|lint| lint.code != *code), "{code} has a check, and is listed without one");
    }
}
