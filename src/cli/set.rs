//! `planb set`: one field from a script, by the same lock, merge and save as everything else.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{Exit, Failure, Shell, open};
use crate::base::sort;
use crate::base::words::visible;
use crate::files::{PlanFile, WriteError};
use crate::model::{Plan, at};
use crate::store::SaveError;

/// How long others may keep saving the file before we give up.
const PATIENCE: Duration = Duration::from_secs(10);

/// Set fields of a plan: planb set plan.ron runs.base-8b.need.hours 40h
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Paths name a list, an item by its id (or its number from 1), and a field:
  title
  blocks.cb-jan.nodes
  runs.base-8b.need.hours
  runs.base-8b.windows.w1.end
  runs.base-8b.fallbacks.lora.owner
Values are written as in the program; an empty one clears the field. Several pairs are one save.")]
pub struct Args {
    /// The plan file
    plan: PathBuf,

    /// Path and value, once or more
    #[arg(required = true, num_args = 1.., value_name = "PATH VALUE", allow_hyphen_values = true)]
    pairs: Vec<String>,

    /// Only tell what would change
    #[arg(long)]
    dry_run: bool,
}

/// As it may stand among the pairs.
const DRY_RUN: &str = "--dry-run";

/// What a pair did.
struct Told {
    path: String,
    before: String,
    after: String,
}

impl Args {
    /// The option may stand anywhere among the pairs: no value is called so. Other words with a hyphen may be values, but no
    /// path begins with one.
    fn with_options_apart(mut self) -> Result<Args, Failure> {
        let count = self.pairs.len();
        self.pairs.retain(|word| word != DRY_RUN);
        self.dry_run |= self.pairs.len() < count;
        match self.pairs.iter().step_by(2).find(|path| path.starts_with('-')) {
            Some(other) => {
                Err(Failure::Usage(format!("planb set: {} is no path and no option here", visible(other))))
            }
            None => Ok(self),
        }
    }

    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let this = self.with_options_apart()?;
        this.set(shell)
    }

    fn set(&self, shell: &mut Shell) -> Result<Exit, Failure> {
        if self.plan == Path::new("-") {
            return Err(Failure::Usage(
                "planb set: standard input cannot be changed: name a file".to_string(),
            ));
        }
        let Some(last) = self.pairs.last() else {
            return Err(Failure::Usage("planb set: no path and no value are given".to_string()));
        };
        if self.pairs.len() % 2 == 1 {
            let last = visible(last);
            return Err(Failure::Usage(format!(
                "planb set: {last} has no value: write one after it, \"\" to clear the field"
            )));
        }
        let until = Instant::now() + PATIENCE;
        loop {
            let file = open::read(&self.plan)?;
            let (plan, told) = self.changed(&file.plan)?;
            match self.save(shell, &file, &plan, &told) {
                // Somebody else was quicker: what they wrote is read, and ours is set in that.
                Err(WriteError::Store(SaveError::Changed { .. } | SaveError::Busy { .. }))
                    if Instant::now() < until => {}
                Err(WriteError::Store(error @ SaveError::Changed { .. })) => {
                    return Err(Failure::Busy(format!("planb: {error}: try again")));
                }
                Err(error) => return Err(error.into()),
                Ok(remarks) => {
                    remarks.iter().for_each(|remark| shell.complain(remark));
                    for Told { path, before, after } in told {
                        let before = if before.is_empty() { "(nothing)" } else { &before };
                        let after = if after.is_empty() { "(nothing)" } else { &after };
                        let line = format!("{path}: {before} -> {after}");
                        writeln!(shell.out(), "{}", visible(&line))?;
                    }
                    return Ok(Exit::Clean);
                }
            }
        }
    }

    fn changed(&self, plan: &Plan) -> Result<(Plan, Vec<Told>), Failure> {
        let mut next = plan.clone();
        let mut told = Vec::new();
        for pair in self.pairs.chunks_exact(2) {
            let [path, value] = pair else { continue };
            let wrong = |why: String| Failure::Usage(format!("planb set: {path}: {why}"));
            if path.rsplit('.').next() == Some("id") && path.contains('.') {
                let why = "other items name it by this: rename it in the program, which changes them too";
                return Err(wrong(why.to_string()));
            }
            let before = at::get(&next, path).map_err(wrong)?;
            at::set(&mut next, path, value).map_err(wrong)?;
            let after = at::get(&next, path).map_err(wrong)?;
            told.push(Told { path: path.clone(), before, after });
        }
        let known: BTreeSet<&str> = sort::set(plan.zone_names());
        let wrong = |name: &str| if known.contains(name) { None } else { open::zone(name).err() };
        if let Some(why) = next.zone_names().find_map(wrong) {
            return Err(Failure::Usage(format!("planb set: {why}")));
        }
        Ok((next, told))
    }

    fn save(
        &self,
        shell: &Shell,
        file: &PlanFile,
        plan: &Plan,
        told: &[Told],
    ) -> Result<Vec<String>, WriteError> {
        if self.dry_run {
            return Ok(Vec::new());
        }
        let label = told.iter().map(|told| format!("Set {} to {}", told.path, told.after));
        let label = label.collect::<Vec<_>>().join("; ");
        let folders = shell.folders().map_err(|error| WriteError::Format(error.to_string()))?;
        Ok(file.save(&folders, plan, None, &label)?.remarks)
    }
}
