//! `planb undo`: back to an earlier saved version of a plan, across sessions.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::SystemTime;

use super::{Exit, Failure, Shell, open};
use crate::base::Instant;
use crate::base::words::visible;
use crate::files::WriteError;
use crate::format;
use crate::store::history::{Version, Versions};
use crate::store::{self, Expect, Hash, History, SaveError};

/// Take the last save of a plan back, or go to another saved version
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan file
    plan: Option<PathBuf>,

    /// Go to the version with this number
    #[arg(long, value_name = "N", conflicts_with = "list")]
    to: Option<u64>,

    /// List the saved versions, the newest first; * marks what the file holds now
    #[arg(long)]
    list: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let path = open::path_or_default(self.plan.clone())?;
        let failed = |error: std::io::Error| Failure::Io(format!("planb: {}: {error}", path.display()));
        let loaded = store::load(&path).map_err(|error| Failure::Io(format!("planb: {error}")))?;
        let folders = shell.folders()?;
        let history = History::of(&folders, &loaded.base.target);
        let mut versions = history.versions().map_err(failed)?;
        let now = loaded.base.hash;
        if self.list {
            return list(shell, &versions, &now);
        }
        // No version that is kept here is one of a newer planb's: an older one would be put over it.
        if format::is_newer(&loaded.bytes) {
            return Err(WriteError::Newer.into());
        }
        if !versions.list.is_empty() && versions.list.iter().all(|version| version.hash != now) {
            // What undo takes away can be had back.
            history.push(&loaded.bytes, "Changed outside planb", SystemTime::now()).map_err(failed)?;
            versions = history.versions().map_err(failed)?;
        }
        let version = match self.to {
            Some(number) => versions.list.iter().find(|version| version.number == number),
            None => versions.before(&now),
        };
        let Some(version) = version else {
            let name = path.display();
            return Err(Failure::Usage(match self.to {
                Some(number) => format!("planb: {name}: no version {number} is kept: planb undo --list"),
                None => format!("planb: {name}: no earlier version is kept: planb undo --list"),
            }));
        };
        let bytes = history.get(version).map_err(failed)?;
        let expect = Expect::Base(&loaded.base);
        let saved = store::save_then(&folders, &path, &bytes, expect, |_| history.go_to(version.number));
        let (saved, noted) = saved.map_err(|error| match error {
            SaveError::Changed { .. } => Failure::Busy(format!("planb: {error}: try again")),
            error => error.into(),
        })?;
        noted.map_err(failed)?;
        for notice in saved.notices {
            shell.complain(&notice.to_string());
        }
        let name = path.display().to_string();
        writeln!(
            shell.out(),
            "{}",
            visible(&format!("{name} is version {} again: {}", version.number, told(version)))
        )?;
        Ok(Exit::Clean)
    }
}

/// Since undo may go back and forth, the file is the version last gone to if it still holds that.
fn list(shell: &mut Shell, versions: &Versions, now: &Hash) -> Result<Exit, Failure> {
    let here = versions.at(now).map(|version| version.number);
    for version in versions.list.iter().rev() {
        let mark = if here == Some(version.number) { '*' } else { ' ' };
        let line = format!("{mark} {:>4}  {}", version.number, told(version));
        writeln!(shell.out(), "{}", visible(&line))?;
    }
    if versions.list.is_empty() {
        shell.complain("no version of this plan is kept yet: planb keeps the last 100 that it saves");
    }
    Ok(Exit::Clean)
}

fn told(version: &Version) -> String {
    let at = Instant::from_seconds(i64::try_from(version.saved_at).unwrap_or(i64::MAX));
    format!("{at}  {}", version.label)
}
