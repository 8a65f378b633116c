//! `planb completions`: for bash, zsh, fish, elvish and PowerShell.

use std::io::Write as _;

use clap::CommandFactory as _;

use super::{Cli, Exit, Failure, Shell};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell to complete for
    shell: clap_complete::Shell,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "planb", &mut script);
        shell.out().write_all(&script)?;
        Ok(Exit::Clean)
    }
}
