//! `planb git`: telling git to diff and merge plans by meaning.

use std::io::Write as _;
use std::path::Path;

use super::{Exit, Failure, Shell};
use crate::base::words::{count, visible};
use crate::git::Git;
use crate::store::{self, Expect, LoadError};

/// Set git up to diff and merge plans by meaning
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write .gitattributes, and show the configuration that each clone needs
    Setup {
        /// Configure git for all your clones, not only this one
        #[arg(long)]
        global: bool,

        /// Set the configuration, not only show it
        #[arg(long)]
        apply: bool,
    },
    /// Tell what is set up here; exit with 1 if something is missing
    Status,
}

/// Which files are plans.
const PATTERNS: [&str; 2] = ["plan.ron", "*.plan.ron"];
const ATTRIBUTES: [&str; 2] = ["diff=planb", "merge=planb"];

/// What git must know. A clone without planb merges by lines, as git does; every other failure is one that git notices (more than
/// 128), because it takes lower ones for a conflict that is already in the file. The diffs get git's arguments behind them, which
/// the colon takes.
const CONFIGURATION: [(&str, &str); 4] = [
    ("merge.planb.name", "plans by id and field"),
    (
        "merge.planb.driver",
        "if command -v planb >/dev/null; then planb merge --driver %O %A %B --marker-size %L --path %P --ours-by %X --theirs-by %Y; s=$?; [ $s -le 1 ] || s=129; \
         exit $s; else git merge-file --marker-size=%L %A %O %B; fi",
    ),
    (
        "diff.planb.command",
        "if command -v planb >/dev/null; then planb diff --git \"$@\"; else diff -u \"$2\" \"$5\"; fi; :",
    ),
    (
        "diff.planb.textconv",
        "if command -v planb >/dev/null; then planb textconv \"$1\"; else cat \"$1\"; fi; :",
    ),
];

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let git = Git::at(".");
        match self.command {
            Command::Setup { global, apply } => setup(shell, &git, global, apply),
            Command::Status => status(shell, &git),
        }
    }
}

fn setup(shell: &mut Shell, git: &Git, global: bool, apply: bool) -> Result<Exit, Failure> {
    match git.top() {
        Ok(top) => {
            let path = top.join(".gitattributes");
            let added = attribute(shell, &path)?;
            let what = match added {
                0 => "has everything already".to_string(),
                n => format!("has {} more: commit it", count(n as u64, "line", "lines")),
            };
            writeln!(shell.out(), "{} {what}", visible(&path.display().to_string()))?;
        }
        Err(error) if !global => return Err(error.into()),
        Err(_) => {}
    }
    if apply {
        for (key, value) in CONFIGURATION {
            git.set_config(key, value, global)?;
        }
        writeln!(
            shell.out(),
            "git is configured{}",
            if global { " for all your clones" } else { " in this clone" }
        )?;
        return Ok(Exit::Clean);
    }
    writeln!(
        shell.out(),
        "\nA repository cannot make git run a program, so each clone opts in once, with these or with --apply:\n"
    )?;
    let scope = if global { "--global " } else { "" };
    for (key, value) in CONFIGURATION {
        writeln!(shell.out(), "git config {scope}{key} '{value}'")?;
    }
    Ok(Exit::Clean)
}

/// Adds the lines that are not there; how many.
fn attribute(shell: &Shell, path: &Path) -> Result<usize, Failure> {
    let loaded = match store::load(path) {
        Ok(loaded) => Some(loaded),
        Err(LoadError::NotFound { .. }) => None,
        Err(error) => return Err(Failure::Io(format!("planb: {error}"))),
    };
    let mut bytes = loaded.as_ref().map(|loaded| loaded.bytes.clone()).unwrap_or_default();
    let missing = missing(&String::from_utf8_lossy(&bytes));
    if missing.is_empty() {
        return Ok(0);
    }
    if bytes.last().is_some_and(|byte| *byte != b'\n') {
        bytes.push(b'\n');
    }
    for pattern in &missing {
        bytes.extend(format!("{pattern} {}\n", ATTRIBUTES.join(" ")).bytes());
    }
    let expect = loaded.as_ref().map_or(Expect::Absent, |loaded| Expect::Base(&loaded.base));
    store::save(&shell.folders()?, path, &bytes, expect)?;
    Ok(missing.len())
}

/// The patterns without both attributes.
fn missing(attributes: &str) -> Vec<&'static str> {
    let has = |pattern: &str, attribute: &str| {
        attributes.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(pattern) && words.any(|word| word == attribute)
        })
    };
    PATTERNS
        .into_iter()
        .filter(|pattern| !ATTRIBUTES.iter().all(|attribute| has(pattern, attribute)))
        .collect()
}

fn status(shell: &mut Shell, git: &Git) -> Result<Exit, Failure> {
    let path = git.top()?.join(".gitattributes");
    let attributes = std::fs::read_to_string(&path).unwrap_or_default();
    let missing = missing(&attributes);
    let mut complete = missing.is_empty();
    let word = if complete { "set up".to_string() } else { format!("missing for {}", missing.join(", ")) };
    writeln!(shell.out(), "{:<22}{word}", ".gitattributes")?;
    for (key, wanted) in CONFIGURATION {
        let word = match git.config(key) {
            Some(value) if value == wanted => "set up",
            Some(_) => "set, but not as this planb would",
            None => "missing",
        };
        complete &= word != "missing";
        writeln!(shell.out(), "{key:<22}{word}")?;
    }
    if !complete {
        writeln!(shell.out(), "\nset it up with: planb git setup --apply")?;
    }
    Ok(if complete { Exit::Clean } else { Exit::Findings })
}
