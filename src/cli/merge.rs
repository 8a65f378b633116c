//! `planb merge`: three plans into one, by id and field; also as git's merge driver.

use std::fs;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::sides::{self, Analyzed};
use super::{Exit, Failure, Shell};
use crate::base::words::count;
use crate::edit::merge::Merged;
use crate::files::{PlanFile, render};
use crate::format::{MergedText, PlanText, Side, merge, resolve, update};
use crate::model::Plan;
use crate::report::conflict::{describe, effect};
use crate::report::diff::surplus;
use crate::store::{self, Expect, LoadError};

/// For git, 1 to 128 mean a conflict whose result is in the file: a failure must not end with one of these.
pub const DRIVER_FAILURE: i32 = 129;

/// Conflicts whose effect is computed; each takes an analysis of the whole plan.
const MOST_EFFECTS: usize = 20;

/// Merge the changes of two plans since a third, by id and field; exit with 1 if there are conflicts
///
/// BASE, OURS and THEIRS are plan files, - for standard input, or REV:path for a version in git. What both sides changed
/// differently keeps our value and is written into the plan as a conflict; see planb resolve.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    base: String,
    ours: String,
    theirs: String,

    /// Where the merged plan goes; standard output if not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// As git's merge driver: the result replaces OURS; whatever fails leaves it alone and exits with 129
    #[arg(long, conflicts_with = "output")]
    driver: bool,

    /// Accepted for git; a conflict is data in the plan and needs no markers
    #[arg(long, value_name = "N", requires = "driver")]
    marker_size: Option<u32>,

    /// Whose OURS is: a branch or a person, to be told with each conflict
    #[arg(long, value_name = "NAME")]
    ours_by: Option<String>,

    /// Whose THEIRS is
    #[arg(long, value_name = "NAME")]
    theirs_by: Option<String>,

    /// What messages call the plan
    #[arg(long, requires = "driver")]
    path: Option<PathBuf>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        if self.driver {
            return Ok(self.drive(shell));
        }
        let [base, ours, theirs] = [&self.base, &self.ours, &self.theirs].map(|name| sides::read(name));
        let (base, ours, theirs) = (base?, ours?, theirs?);
        let merged = self.merged(&base, &ours, &theirs)?;
        let name = self.output.as_ref().map_or_else(|| "PLAN".to_string(), |path| path.display().to_string());
        let told = tell(shell, &name, &merged, &ours.plan, &theirs.plan);
        match &self.output {
            None => shell.out().write_all(crate::format::shown(&merged.text).as_bytes())?,
            Some(path) => save(shell, path, &merged.text, &ours)?,
        }
        told.iter().for_each(|line| shell.complain(line));
        Ok(if merged.conflicts.is_empty() { Exit::Clean } else { Exit::Findings })
    }

    /// Nothing is written before everything that can fail is done.
    fn drive(&self, shell: &mut Shell) -> Exit {
        let name = self.path.as_ref().map_or_else(|| self.ours.clone(), |path| path.display().to_string());
        let work = || -> Result<(MergedText, Vec<String>), Failure> {
            let [base, ours, theirs] =
                [&self.base, &self.ours, &self.theirs].map(|name| sides::read_version(Path::new(name)));
            let (base, ours, theirs) = (base?, ours?, theirs?);
            let merged = self.merged(&base, &ours, &theirs)?;
            let told = tell(shell, &name, &merged, &ours.plan, &theirs.plan);
            replace(Path::new(&self.ours), &merged.text)
                .map_err(|error| Failure::Io(format!("planb: cannot write the merged plan: {error}")))?;
            Ok((merged, told))
        };
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(Ok((merged, told))) => {
                told.iter().for_each(|line| shell.complain(&format!("{name}: {line}")));
                if merged.conflicts.is_empty() { Exit::Clean } else { Exit::Findings }
            }
            Ok(Err(failure)) => {
                shell.complain(&format!(
                    "{name} cannot be merged by meaning, and is left as it was\n{failure}"
                ));
                Exit::Status(DRIVER_FAILURE)
            }
            Err(_) => {
                shell.complain(&format!("{name} is not merged and left as it was: this is a bug in planb"));
                Exit::Status(DRIVER_FAILURE)
            }
        }
    }
}

impl Args {
    /// The merge, with the names of both sides in its conflicts.
    fn merged(&self, base: &PlanFile, ours: &PlanFile, theirs: &PlanFile) -> Result<MergedText, Failure> {
        let merged = merged(base, ours, theirs)?;
        // An older git leaves the placeholders of these names as they are.
        let name = |by: &Option<String>| by.clone().filter(|by| !by.starts_with('%')).unwrap_or_default();
        let (ours_by, theirs_by) = (name(&self.ours_by), name(&self.theirs_by));
        if merged.conflicts.is_empty() || ours_by.is_empty() && theirs_by.is_empty() {
            return Ok(merged);
        }
        let unnamed = Merged { plan: merged.plan.clone(), conflicts: merged.conflicts };
        let Merged { plan, conflicts } = unnamed.named(&ours_by, &theirs_by);
        let updated = update(&merged.text, &merged.plan, &plan);
        let updated =
            updated.map_err(|faults| Failure::Usage(render(&faults, "the merged plan", &ours.text)))?;
        let rewritten = merged.rewritten || updated.rewritten;
        Ok(MergedText { text: updated.text, plan, conflicts, rewritten })
    }
}

fn merged(base: &PlanFile, ours: &PlanFile, theirs: &PlanFile) -> Result<MergedText, Failure> {
    if [base, ours, theirs].iter().any(|file| file.newer) {
        let text = "planb: one of the plans is of a newer format than this planb writes: update planb";
        return Err(Failure::Usage(text.to_string()));
    }
    fn side(file: &PlanFile) -> PlanText<'_> {
        PlanText { text: &file.text, plan: &file.plan }
    }
    let merged = merge(side(base), side(ours), side(theirs));
    merged.map_err(|faults| Failure::Usage(render(&faults, "the merged plan", &ours.text)))
}

/// What the user should hear: each conflict with both values and what picking theirs would do; then problems that the merged
/// plan has and neither side had.
fn tell(shell: &Shell, name: &str, merged: &MergedText, ours: &Plan, theirs: &Plan) -> Vec<String> {
    let now = shell.now();
    let whole = Analyzed::new(shell, merged.plan.clone(), now);
    let mut lines: Vec<String> = Vec::new();
    if merged.rewritten {
        lines.push(
            "the file was laid out anew, because the changes could not be fitted into its text".to_string(),
        );
    }
    for (at, conflict) in merged.conflicts.iter().enumerate() {
        lines.push(describe(conflict));
        let resolved = (at < MOST_EFFECTS).then(|| resolve(&merged.plan, conflict.id.as_str(), Side::Theirs));
        if let Some(Ok(plan)) = resolved {
            let theirs = Analyzed::new(shell, plan, now);
            let effect = effect(whole.sample(), theirs.sample(), conflict);
            if !effect.is_empty() {
                lines.push(format!("  with theirs: {}", effect.join("; ")));
            }
        }
    }
    let sides = [ours, theirs].map(|plan| Analyzed::new(shell, plan.clone(), now));
    let mut new = surplus(&whole.analysis, &[&sides[0].analysis, &sides[1].analysis]);
    new.retain(|finding| finding.code != "V909");
    if !new.is_empty() {
        let problems = count(new.len() as u64, "problem", "problems");
        lines.push(format!("both sides together have {problems} that neither side has alone:"));
        lines.extend(new.iter().map(|new| format!("  {} {}: {}", new.severity, new.code, new.message)));
    }
    if let Some(first) = merged.conflicts.first() {
        lines.push(format!("pick a side with: planb resolve {name} --take ours {}  (or theirs, or both); planb {name} shows both sides on the timeline", first.id));
    }
    lines
}

/// Writes the plan safely; over OURS only as it was read.
fn save(shell: &Shell, path: &Path, text: &str, ours: &PlanFile) -> Result<(), Failure> {
    let base = match &ours.base {
        Some(base) if ours.path.as_deref() == Some(path) => Some(base.clone()),
        _ => match store::load(path) {
            Ok(loaded) => Some(loaded.base),
            Err(LoadError::NotFound { .. }) => None,
            Err(error) => return Err(Failure::Io(format!("planb: {error}"))),
        },
    };
    let expect = base.as_ref().map_or(Expect::Absent, Expect::Base);
    let saved = store::save(&shell.folders()?, path, text.as_bytes(), expect)?;
    saved.notices.iter().for_each(|notice| shell.complain(&notice.to_string()));
    Ok(())
}

/// Replaces a file of git's own at once: it is whole or as it was. It needs no history and no journal.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{}.planb-merge", name.trim_start_matches('.')));
    let written = fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}
