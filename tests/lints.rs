//! Every check has a plan that shows it: `tests/lints/B116.ron` and, in `B116.txt`, what it must find there and nothing
//! else. `PLANB_BLESS=1 cargo test --test lints` writes what is found now.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use planb::analysis::lints::{LINTS, Lint};
use planb::analysis::{Analysis, Diagnostic, analyze};
use planb::base::Instant;
use planb::base::zone::Zones;
use planb::model::{Plan, Severity};
use planb::world::World;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A plan of `tests/lints` and its first line, `// As of 2027-01-06T09:00Z …`.
fn example(code: &str) -> (Plan, Instant) {
    let path = root().join("tests/lints").join(format!("{code}.ron"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
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

#[test]
fn messages_are_one_plain_line() {
    for lint in LINTS {
        let (plan, now) = example(lint.code);
        for problem in analysis(&plan, now).problems {
            let message = &problem.message;
            assert!(!message.contains('\n') && !message.contains("  "), "{message}");
            assert!(!message.ends_with('.') && !message.is_empty(), "{message}");
            let balanced = message.matches('(').count() == message.matches(')').count();
            assert!(balanced && message.chars().count() < 320, "{message}");
            assert_ne!(problem.severity, Severity::Off);
        }
    }
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

#[test]
fn the_document_lists_every_check() {
    const BEGIN: &str = "<!-- checks: written by PLANB_BLESS=1 cargo test --test lints -->\n";
    const END: &str = "<!-- end of checks -->";
    let path = root().join("docs/checks.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("docs/checks.md has the first marker");
    let (_, after) = rest.split_once(END).expect("docs/checks.md has the last marker");
    golden(&path, &format!("{before}{BEGIN}{}{END}{after}", catalogue()))
        .unwrap_or_else(|wrong| panic!("{wrong}"));
    for lint in LINTS {
        let row = format!("| {} |", lint.code);
        let missing = after.split_once("## Codes without a check").map_or("", |(_, missing)| missing);
        assert!(!missing.contains(&row), "{} has a check, and is listed without one", lint.code);
    }
}
