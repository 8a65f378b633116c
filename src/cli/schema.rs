//! `planb schema`: the shape of a plan file, for editors and other programs; or a plan that names every field.

use std::io::Write as _;

use super::{Exit, Failure, Shell};
use crate::format;

/// Print the shape of a plan file as a JSON schema
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A plan that names every field instead, each with its meaning as a comment
    #[arg(long)]
    reference: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.reference {
            true => shell.out().write_all(format::reference().as_bytes())?,
            false => writeln!(shell.out(), "{:#}", format::schema())?,
        }
        Ok(Exit::Clean)
    }
}
