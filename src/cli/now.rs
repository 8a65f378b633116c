//! `planb now`: how things stand, in a few lines that are made to be watched.

use std::io::Write as _;
use std::path::PathBuf;

use super::{Exit, Failure, Shell, open};
use crate::analysis::analyze;
use crate::base::words::visible;
use crate::export::json;
use crate::report::{Times, now};

/// Tell what runs, what ends next, what is late, and the next command to paste, for `watch planb now`; exit with 1 if
/// anything is late
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan file; - reads standard input
    plan: Option<PathBuf>,

    /// text or json
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let plan = open::read(&open::path_or_default(self.plan)?)?.plan;
        let world = open::world_for(shell, &plan);
        let now = now::now(&plan, &analyze(&plan, &world, shell.now()), &world);
        match self.format.as_str() {
            "json" => shell.out().write_all(json::now(&now).as_bytes())?,
            _ => {
                for line in now.lines(&Times::of(&plan, &world, now.at)) {
                    writeln!(shell.out(), "{}", visible(&line))?;
                }
            }
        }
        Ok(if now.late.is_empty() { Exit::Clean } else { Exit::Findings })
    }
}
