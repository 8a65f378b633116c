//! `planb recover`: unsaved work of sessions that ended badly, for scripts; the program itself offers it at its start.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Exit, Failure, Shell, open};
use crate::base::words::{count, visible};
use crate::files::recover::{self, Journal};
use crate::files::{PlanFile, WriteError};
use crate::model::{Conflict, Plan};
use crate::store::journal::discard;
use crate::store::{self, Life, LoadError};

/// Unsaved work of sessions that ended without saving
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub struct Args {
    /// List the journals of all plans
    #[arg(long, group = "what")]
    list: bool,

    /// Print the plan as the unsaved work would leave it
    #[arg(long, group = "what", value_name = "PLAN")]
    print: Option<PathBuf>,

    /// Save the unsaved work into the plan, merged with what changed in the file since
    #[arg(long, group = "what", value_name = "PLAN")]
    apply: Option<PathBuf>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match (self.print, self.apply) {
            (Some(path), _) => print(shell, &path),
            (_, Some(path)) => apply(shell, &path),
            _ => list(shell),
        }
    }
}

fn list(shell: &mut Shell) -> Result<Exit, Failure> {
    let journals = recover::journals(&shell.folders()?, None).map_err(Failure::Io)?;
    for journal in &journals {
        let plan = match journal.plan.as_os_str().is_empty() {
            true => "(never saved)".to_string(),
            false => journal.plan.display().to_string(),
        };
        let state = match journal.life {
            Life::Alive => format!("open in process {}", journal.pid),
            Life::Dead => "left behind".to_string(),
            Life::Unknown => format!("perhaps open on {}", journal.host),
        };
        let work = match &journal.work {
            Err(why) => why.clone(),
            Ok((work, _)) => {
                let steps = count(work.steps.len(), "change", "changes");
                let last = work.steps.last().map(|step| step.label.clone()).unwrap_or_default();
                let cut = if work.cut_short { " (damaged after them)" } else { "" };
                format!("{steps} since {}{cut}, the last: {last}", work.begun)
            }
        };
        writeln!(shell.out(), "{}", visible(&format!("{plan}  {state}  {work}")))?;
        let name = journal.path.display().to_string();
        writeln!(shell.out(), "    {}", visible(&name))?;
    }
    Ok(Exit::Clean)
}

/// The journals that sessions left behind for a plan.
fn left_behind(shell: &Shell, path: &Path) -> Result<Vec<Journal>, Failure> {
    let target =
        store::resolve(path).map_err(|error| Failure::Io(format!("planb: {}: {error}", path.display())))?;
    let mut journals = recover::journals(&shell.folders()?, Some(&target)).map_err(Failure::Io)?;
    journals.retain(Journal::is_left_behind);
    for journal in &journals {
        let name = journal.path.display();
        match &journal.work {
            Err(why) => shell.complain(&format!("{name}: {why}")),
            Ok((work, _)) if work.cut_short => {
                shell.complain(&format!("{name} is damaged; what is whole is used"))
            }
            Ok(_) => {}
        }
    }
    journals.retain(|journal| journal.work.is_ok());
    match journals.is_empty() {
        true => Err(Failure::Usage(format!("planb: no unsaved work of {} is left behind", path.display()))),
        false => Ok(journals),
    }
}

/// The plan's file, if it is still there, and the plan that comes of it.
fn merged(path: &Path, journals: &[Journal]) -> Result<(Option<PlanFile>, Plan, Vec<Conflict>), Failure> {
    match store::load(path) {
        Ok(loaded) => {
            let file = PlanFile::from_loaded(path, loaded).map_err(open::failure)?;
            let (plan, conflicts) = recover::merged(journals, &file.plan);
            Ok((Some(file), plan, conflicts))
        }
        Err(LoadError::NotFound { .. }) => {
            let last = journals.iter().rev().find_map(Journal::last).cloned().unwrap_or_default();
            let (plan, conflicts) = recover::merged(journals, &last);
            Ok((None, plan, conflicts))
        }
        Err(error) => Err(Failure::Io(format!("planb: {error}"))),
    }
}

fn print(shell: &mut Shell, path: &Path) -> Result<Exit, Failure> {
    let journals = left_behind(shell, path)?;
    let (file, plan, conflicts) = merged(path, &journals)?;
    let text = match (&file, journals.last().map(|journal| &journal.work)) {
        (Some(file), _) => file.text_for(&plan)?.0,
        // The text as it was typed, with its comments.
        (None, Some(Ok((work, text)))) if work.steps.last().is_some_and(|step| step.plan == plan) => {
            text.clone()
        }
        (None, _) => crate::format::write(&plan),
    };
    shell.out().write_all(crate::format::shown(&text).as_bytes())?;
    Ok(tell(shell, &conflicts))
}

fn apply(shell: &mut Shell, path: &Path) -> Result<Exit, Failure> {
    let journals = left_behind(shell, path)?;
    let (file, plan, conflicts) = merged(path, &journals)?;
    let folders = shell.folders()?;
    let label = "Recover unsaved work";
    let written = match file {
        Some(file) => file.save(&folders, &plan, None, label),
        None => PlanFile::unsaved(plan.clone()).save(&folders, &plan, Some(path), label),
    };
    let written = written.map_err(|error| match error {
        WriteError::Store(store::SaveError::Changed { .. }) => {
            Failure::Busy(format!("planb: {} was changed just now: try again", path.display()))
        }
        error => error.into(),
    })?;
    written.remarks.iter().for_each(|remark| shell.complain(remark));
    for journal in &journals {
        discard(&journal.path)
            .map_err(|error| Failure::Io(format!("planb: {}: {error}", journal.path.display())))?;
    }
    let name = path.display().to_string();
    let steps = journals.iter().filter_map(|journal| journal.work.as_ref().ok());
    let steps = steps.map(|(work, _)| work.steps.len()).sum::<usize>();
    let line = format!("{name}: recovered {}", count(steps, "change", "changes"));
    writeln!(shell.out(), "{}", visible(&line))?;
    Ok(tell(shell, &conflicts))
}

fn tell(shell: &Shell, conflicts: &[Conflict]) -> Exit {
    for Conflict { item, field, ours, theirs, .. } in conflicts {
        shell.complain(&format!(
            "conflict: {item} {field}: unsaved {ours}, in the file {theirs}; both are in the plan"
        ));
    }
    if conflicts.is_empty() { Exit::Clean } else { Exit::Findings }
}
