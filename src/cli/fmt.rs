//! `planb fmt`: the canonical layout of a plan, comments kept.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Exit, Failure, Shell, open};
use crate::files::{WriteError, save_and_remember};
use crate::format;
use crate::store::Expect;

/// Lay out plan files canonically; comments, order and unknown fields stay
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Afterwards lines end in LF, without a byte-order mark, also where the file had CRLF; saving \
                        a change elsewhere keeps both. With `*.ron text eol=lf` in .gitattributes a check-out \
                        that turns line ends around keeps fmt --check quiet."
)]
pub struct Args {
    /// Plan files; - reads standard input and writes standard output
    plans: Vec<PathBuf>,

    /// Change nothing; name the files that are not laid out so, and exit with 1 if there are any
    #[arg(long)]
    check: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let plans = match self.plans.is_empty() {
            true => vec![open::path_or_default(None)?],
            false => self.plans,
        };
        let (mut exit, mut failures) = (Exit::Clean, Vec::new());
        for path in plans {
            match one(shell, &path, self.check) {
                Ok(true) => {}
                Ok(false) => exit = Exit::Findings,
                Err(failure) => failures.push(failure),
            }
        }
        Failure::all(failures).map_or(Ok(exit), Err)
    }
}

/// Formats one file. Gives whether it was, or now is, as it should be.
fn one(shell: &mut Shell, path: &Path, check: bool) -> Result<bool, Failure> {
    let file = open::read(path)?;
    let name = path.display().to_string();
    let text = format::fmt(&file.text)
        .map_err(|faults| Failure::Usage(crate::files::render(&faults, &name, &file.text)))?;
    match &file.base {
        None if !check => shell.out().write_all(format::shown(&text).as_bytes())?,
        _ if text == *file.text => {}
        _ if check => {
            writeln!(shell.out(), "{}", crate::base::words::visible(&name))?;
            return Ok(false);
        }
        // What a newer planb means by its own layout is not known here.
        Some(_) if file.newer => return Err(WriteError::Newer.into()),
        Some(base) => {
            let folders = shell.folders()?;
            let (expect, before) = (Expect::Base(base), Some(file.text.as_str()));
            let (saved, forgot) = save_and_remember(&folders, path, before, &text, expect, "Lay out anew")?;
            for notice in saved.notices.iter().map(ToString::to_string).chain(forgot) {
                shell.complain(&notice);
            }
        }
        None => {}
    }
    Ok(true)
}
