//! `planb diff`: what changed between two plans, by meaning, and what follows from it.

use std::io::Write as _;
use std::path::Path;

use imara_diff::{Algorithm, BasicLineDiffPrinter, Diff, InternedInput, UnifiedDiffConfig};

use super::sides::{self, Analyzed};
use super::{Exit, Failure, Shell, open, shell};
use crate::base::shell::word;
use crate::base::words::{quote, visible};
use crate::export::diff::FORMATS;
use crate::files::PlanFile;
use crate::files::against::{self, Other};
use crate::report::baseline;
use crate::report::diff::{Comparison, diff};

/// Tell what changed between two plans and what follows from it; exit with 1 if anything did
///
/// A and B are plan files, - for standard input, or REV:path for a version in git. With one plan, its last commit is A;
/// with none, the plan of this folder is B. With --against, A is a baseline of the plan, or the plan at a revision.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The two plans
    #[arg(value_name = "A B")]
    plans: Vec<String>,

    /// Compare with a baseline of the plan, or with the plan at a revision
    #[arg(long, value_name = "NAME|REV", conflicts_with = "git")]
    against: Option<String>,

    /// text, markdown or json
    #[arg(long, default_value = "text", value_parser = FORMATS.iter().map(|f| f.name).collect::<Vec<_>>())]
    format: String,

    /// Take the arguments that git gives to an external diff; a plan that cannot be read is compared by lines
    #[arg(long)]
    git: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        if self.git {
            return self.for_git(shell);
        }
        if let Some(name) = &self.against {
            let path = match self.plans.as_slice() {
                [path] => path.clone(),
                [] => open::path_or_default(None)?.display().to_string(),
                _ => return Err(Failure::Usage("planb: diff --against takes one plan".to_string())),
            };
            let after = sides::read(&path)?;
            let (comparison, alike) = against(shell, after, name)?;
            return self.tell(shell, &comparison, alike);
        }
        let (a, b) = match self.plans.as_slice() {
            [a, b] => (a.clone(), b.clone()),
            [b] => (last_commit(Path::new(b))?, b.clone()),
            [] => {
                let path = open::path_or_default(None)?;
                (last_commit(&path)?, path.display().to_string())
            }
            _ => return Err(Failure::Usage("planb: diff takes two plans".to_string())),
        };
        let read = || Ok((sides::read(&a)?, sides::read(&b)?));
        let (before, after) =
            read().map_err(|failure: Failure| baseline_meant(&self.plans).unwrap_or(failure))?;
        let alike = before.text == after.text;
        let comparison = compare(shell, before, after);
        self.tell(shell, &comparison, alike)
    }

    fn tell(&self, shell: &mut Shell, comparison: &Comparison, alike: bool) -> Result<Exit, Failure> {
        self.print(shell, comparison)?;
        if comparison.is_empty() && !alike {
            shell.complain("only comments or the layout differ");
        }
        Ok(if comparison.is_empty() { Exit::Clean } else { Exit::Findings })
    }

    fn print(&self, shell: &mut Shell, comparison: &Comparison) -> Result<(), Failure> {
        let format = FORMATS.iter().find(|format| format.name == self.format);
        let text = format.map(|format| (format.print)(comparison)).unwrap_or_default();
        Ok(shell.out().write_all(text.as_bytes())?)
    }

    /// `path old-file old-hex old-mode new-file new-hex new-mode`, and for a rename the new path and a remark. Git stops at an
    /// exit status other than 0.
    fn for_git(&self, shell: &mut Shell) -> Result<Exit, Failure> {
        let (path, old, new) = match self.plans.as_slice() {
            [path, old, _, _, new, _, _, ..] => (path, Path::new(old), Path::new(new)),
            [path] => {
                writeln!(shell.out(), "* Unmerged path {}", visible(path))?;
                return Ok(Exit::Clean);
            }
            _ => {
                return Err(Failure::Usage(
                    "planb: diff --git is for git: it takes seven arguments".to_string(),
                ));
            }
        };
        let names: Vec<_> =
            std::iter::once(path).chain(self.plans.get(7)).map(|name| visible(name)).collect();
        writeln!(shell.out(), "diff planb {}", names.join(" "))?;
        match (sides::read_version(old), sides::read_version(new)) {
            (Ok(before), Ok(after)) => {
                let alike = before.text == after.text;
                let comparison = compare(shell, before, after);
                self.print(shell, &comparison)?;
                if comparison.is_empty() && !alike {
                    lines(shell, old, new)?;
                }
            }
            (before, after) => {
                for failure in [before.err(), after.err()].into_iter().flatten() {
                    shell.complain(&failure.to_string());
                }
                lines(shell, old, new)?;
            }
        }
        Ok(Exit::Clean)
    }
}

/// The version of a plan in its last commit.
fn last_commit(path: &Path) -> Result<String, Failure> {
    match path.to_str() {
        Some(path) if path != "-" => Ok(format!("HEAD:./{}", path.trim_start_matches("./"))),
        _ => Err(Failure::Usage("planb: diff takes two plans, of which one may be -".to_string())),
    }
}

/// What to say where `REV:path` cannot be had and its name is that of a baseline of the plan: how to compare with that.
fn baseline_meant(plans: &[String]) -> Option<Failure> {
    let (name, path) =
        plans.iter().find_map(|plan| plan.rsplit_once(':').filter(|(name, _)| !name.is_empty()))?;
    let path = path.trim_start_matches("./");
    let plan = sides::read(path).ok()?.plan;
    plan.baseline(name)?;
    let text = match (word(name), word(path)) {
        (Ok(name), Ok(path)) => format!("planb diff --against {name} {path}"),
        // No name that could be typed as it is.
        _ => "planb diff --against, with its name or id".to_string(),
    };
    let name = quote(name);
    Some(Failure::Usage(format!("planb: {name} is a baseline of {path}, and no revision of git: {text}")))
}

/// The plan compared with a baseline of it or a revision; and whether the texts are alike.
fn against(shell: &Shell, after: PlanFile, name: &str) -> Result<(Comparison, bool), Failure> {
    match against::find(after.path.as_deref(), &after.plan, name)? {
        Other::Baseline(baseline) => {
            let after = Analyzed::new(shell, after.plan, shell.now());
            Ok((baseline::compare(&baseline, after.sample()), true))
        }
        Other::Revision(before) => {
            let alike = before.text == after.text;
            Ok((compare(shell, *before, after), alike))
        }
    }
}

fn compare(shell: &Shell, before: PlanFile, after: PlanFile) -> Comparison {
    let now = shell.now();
    let before = Analyzed::new(shell, before.plan, now);
    let after = Analyzed::new(shell, after.plan, now);
    diff(before.sample(), after.sample())
}

/// The difference line by line, where the meaning cannot be told.
fn lines(shell: &mut Shell, old: &Path, new: &Path) -> Result<(), Failure> {
    let read = |path: &Path| String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned();
    let (old, new) = (read(old), read(new));
    let lines = InternedInput::new(old.as_str(), new.as_str());
    let mut diff = Diff::compute(Algorithm::Histogram, &lines);
    diff.postprocess_lines(&lines);
    let printer = BasicLineDiffPrinter(&lines.interner);
    let text = diff.unified_diff(&printer, UnifiedDiffConfig::default(), &lines).to_string();
    writeln!(shell.out(), "{}", shell::lines_visible(text.trim_end()))?;
    Ok(())
}
