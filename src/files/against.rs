//! What a plan is compared with: a baseline of its own, or what a revision of git holds.

use std::path::Path;

use super::{PlanFile, ReadError};
use crate::base::words::{nearest, quote};
use crate::git::{Git, GitError};
use crate::model::{Baseline, Plan};

/// Another state of a plan.
#[derive(Debug, Clone)]
pub enum Other {
    Baseline(Box<Baseline>),
    /// The plan as a commit holds it.
    Revision(Box<PlanFile>),
}

/// Why there is no such state.
#[derive(Debug)]
pub enum NoOther {
    /// It is neither a baseline nor a revision.
    Unknown(String),
    /// Git cannot be run.
    Git(GitError),
    /// What the revision holds cannot be read as a plan.
    Unreadable(ReadError),
}

impl std::fmt::Display for NoOther {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoOther::Unknown(text) => f.write_str(text),
            NoOther::Git(error) => error.fmt(f),
            NoOther::Unreadable(error) => error.fmt(f),
        }
    }
}

/// The state that a name means for the plan of a file. A baseline comes before a revision of the same name; only where no
/// baseline is meant, git is run.
pub fn find(path: Option<&Path>, plan: &Plan, name: &str) -> Result<Other, NoOther> {
    if let Some(baseline) = plan.baseline(name) {
        return Ok(Other::Baseline(Box::new(baseline.clone())));
    }
    let known = plan.baselines.iter().map(|baseline| baseline.title());
    let near = nearest(name, known).map(|near| format!(": did you mean {}?", quote(near)));
    let unknown = |why: &str| {
        let near = near.clone().unwrap_or_else(|| format!(", and {why}"));
        NoOther::Unknown(format!("{} is no baseline of the plan{near}", quote(name)))
    };
    let file = path.and_then(|path| Some((path, path.file_name()?.to_str()?)));
    let Some((path, file)) = file else {
        return Err(unknown("the plan is in no file of which git could know a revision"));
    };
    let object = if name.contains(':') { name.to_string() } else { format!("{name}:./{file}") };
    match Git::beside(path).show(&object) {
        Ok(bytes) => {
            let read = PlanFile::from_bytes(bytes, &object).map_err(NoOther::Unreadable)?;
            Ok(Other::Revision(Box::new(read)))
        }
        Err(GitError::Refused(why)) => Err(unknown(&format!("no revision: {why}"))),
        Err(error) => Err(NoOther::Git(error)),
    }
}
