//! `planb check`: what is wrong with plans, where, and what to do.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Exit, Failure, Shell, open};
use crate::analysis::analyze;
use crate::base::words::count;
use crate::export::{github, json, markdown, sarif, text};
use crate::format::Source;
use crate::model::Severity;
use crate::report::{Finding, problems, waived};

/// How findings are printed, by name.
type Print = fn(&[Finding]) -> String;

const FORMATS: &[(&str, Print)] = &[
    ("text", text::findings),
    ("markdown", markdown::findings),
    ("json", json::findings),
    ("github", github::findings),
    ("sarif", sarif::findings),
];

/// Check plans; exit with 1 if there is an error or a warning
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plan files; - reads standard input
    plans: Vec<PathBuf>,

    /// text, markdown, json, github (annotations of a pull request) or sarif
    #[arg(long, default_value = "text", value_parser = FORMATS.iter().map(|f| f.0).collect::<Vec<_>>())]
    format: String,

    /// Also show what the plan's waivers cover, as waived; the exit status does not count it
    #[arg(long)]
    waived: bool,

    /// The least severity that makes the exit status 1: error, warning or info
    #[arg(long, default_value = "warning", value_parser = ["error", "warning", "info"])]
    fail_on: String,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let plans = match self.plans.is_empty() {
            true => vec![open::path_or_default(None)?],
            false => self.plans.clone(),
        };
        let (mut findings, mut failures, mut accepted) = (Vec::new(), Vec::new(), 0);
        for path in &plans {
            match check(shell, path, self.waived, &mut accepted) {
                Ok(found) => findings.extend(found),
                Err(failure) => failures.push(failure),
            }
        }
        let print =
            FORMATS.iter().find(|(name, _)| *name == self.format).map_or(text::findings as Print, |f| f.1);
        shell.out().write_all(print(&findings).as_bytes())?;
        if self.format == "text" && failures.is_empty() {
            shell.out().flush()?;
            shell.complain(&tally(&findings, accepted, plans.len()));
        }
        if let Some(failure) = Failure::all(failures) {
            return Err(failure);
        }
        let limit = match self.fail_on.as_str() {
            "error" => Severity::Error,
            "info" => Severity::Info,
            _ => Severity::Warning,
        };
        let fails = findings.iter().any(|finding| finding.waived.is_none() && finding.severity <= limit);
        Ok(if fails { Exit::Findings } else { Exit::Clean })
    }
}

/// The findings of one file: odd text first, then what the plan says, then on demand what it accepts, which is counted.
fn check(
    shell: &Shell,
    path: &Path,
    with_waived: bool,
    accepted: &mut usize,
) -> Result<Vec<Finding>, Failure> {
    let file = open::read(path)?;
    let name = open::name_of(path);
    // Zones that nobody knows are findings.
    let (world, _) = open::world_and_errors(shell, &file.plan);
    let analysis = analyze(&file.plan, &world, shell.now());
    let mut findings: Vec<Finding> = (file.notes.iter())
        .map(|note| Finding {
            file: name.clone(),
            line: Some(note.line),
            column: Some(note.column),
            code: note.code.unwrap_or("V902").to_string(),
            severity: Severity::Warning,
            item: "plan".to_string(),
            message: note.sentence(),
            fixes: Vec::new(),
            waived: None,
        })
        .collect();
    let source = Source::new(&file.text);
    findings.extend(problems(&analysis, &name, &|target, field| source.place(target, field)));
    *accepted += analysis.waived.len();
    if with_waived {
        findings.extend(waived(&file.plan, &analysis, &name, &|target, field| source.place(target, field)));
    }
    Ok(findings)
}

/// `2 errors, 1 warning in plan.ron`, for the person at the terminal.
fn tally(findings: &[Finding], accepted: usize, files: usize) -> String {
    let counted = || findings.iter().filter(|finding| finding.waived.is_none());
    let of = |severity| counted().filter(|finding| finding.severity == severity).count() as u64;
    let parts: Vec<String> = [
        (of(Severity::Error), "error", "errors"),
        (of(Severity::Warning), "warning", "warnings"),
        (of(Severity::Info), "remark", "remarks"),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, one, many)| count(n, one, many))
    .collect();
    let found = if parts.is_empty() { "no problems".to_string() } else { parts.join(", ") };
    let accepted = if accepted > 0 { format!(", {accepted} waived") } else { String::new() };
    format!("{found} in {}{accepted}", count(files as u64, "plan", "plans"))
}
