//! `planb check`: what is wrong with plans, where, and what to do.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Exit, Failure, Shell, open};
use crate::analysis::analyze;
use crate::base::words::count;
use crate::export::{github, json, markdown, sarif, text};
use crate::files::ReadError;
use crate::format::{Fault, Source, UNKNOWN_FIELD, UNREADABLE};
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
                Err(error) => {
                    // A person reads them on standard error, with the line and a caret.
                    if self.format != "text" {
                        findings.extend(unread(&error, &open::name_of(path)));
                    }
                    failures.push(open::failure(error));
                }
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
) -> Result<Vec<Finding>, ReadError> {
    let file = open::try_read(path)?;
    let name = open::name_of(path);
    // Zones that nobody knows are findings.
    let (world, _) = open::world_and_errors(shell, &file.plan);
    let analysis = analyze(&file.plan, &world, shell.now());
    let mut findings: Vec<Finding> =
        file.notes.iter().map(|note| of_reading(note, Severity::Warning, &name)).collect();
    let source = Source::new(&file.text);
    findings.extend(problems(&analysis, &name, &|target, field| source.place(target, field)));
    *accepted += analysis.waived.len();
    if with_waived {
        findings.extend(waived(&file.plan, &analysis, &name, &|target, field| source.place(target, field)));
    }
    Ok(findings)
}

/// What reading a file found.
fn of_reading(fault: &Fault, severity: Severity, name: &str) -> Finding {
    Finding {
        line: Some(fault.line),
        column: Some(fault.column),
        code: fault.code.unwrap_or(UNREADABLE).to_string(),
        ..of_file(fault.sentence(), severity, name)
    }
}

/// Of the file as a whole.
fn of_file(message: String, severity: Severity, name: &str) -> Finding {
    Finding {
        file: name.to_string(),
        line: None,
        column: None,
        code: UNREADABLE.to_string(),
        severity,
        item: "plan".to_string(),
        message,
        fixes: Vec::new(),
        waived: None,
    }
}

/// Why a file could not be read, for who reads findings and not standard error.
fn unread(error: &ReadError, name: &str) -> Vec<Finding> {
    match error {
        ReadError::Faults(_, faults) => {
            // A field that is not known does not keep a file from being read.
            let severity = |fault: &Fault| match fault.code {
                Some(UNKNOWN_FIELD) => Severity::Warning,
                _ => Severity::Error,
            };
            faults.iter().map(|fault| of_reading(fault, severity(fault), name)).collect()
        }
        ReadError::Load(error) => vec![of_file(error.to_string(), Severity::Error, name)],
    }
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
