//! `planb textconv`: a plan as sorted facts with its computed dates, for git log -p and git show.

use std::io::Write as _;
use std::path::PathBuf;

use super::sides::{self, Analyzed};
use super::{Exit, Failure, Shell, shell};
use crate::export::facts::facts;
use crate::model::Plan;

/// Print a plan as sorted facts, one a line, with computed dates; for git (diff.planb.textconv)
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan file
    plan: PathBuf,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match sides::read_version(&self.plan) {
            Ok(file) => {
                let now = shell.as_of().unwrap_or_else(|| beginning(&file.plan));
                let analyzed = Analyzed::new(shell, file.plan, now);
                let text = facts(&analyzed.plan, &analyzed.analysis, &analyzed.times);
                shell.out().write_all(text.as_bytes())?;
            }
            // A version that is no plan is still shown: git would stop here.
            Err(_) => {
                let bytes = std::fs::read(&self.plan)
                    .map_err(|error| Failure::Io(format!("planb: {}: {error}", self.plan.display())))?;
                let text = shell::lines_visible(&String::from_utf8_lossy(&bytes));
                shell.out().write_all(text.as_bytes())?;
            }
        }
        Ok(Exit::Clean)
    }
}

/// The start of the first block: git keeps and compares what is printed, so the clock must not be in it.
fn beginning(plan: &Plan) -> crate::base::Instant {
    plan.blocks.iter().map(|block| block.start).min().unwrap_or_default()
}
