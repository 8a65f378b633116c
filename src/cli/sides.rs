//! Plans that a command compares or merges: files, standard input, or what a revision of git holds.

use std::path::Path;

use super::{Failure, Shell, open};
use crate::analysis::{Analysis, analyze};
use crate::base::Instant;
use crate::files::against::NoOther;
use crate::files::{PlanFile, ReadError};
use crate::git::{Git, GitError};
use crate::model::Plan;
use crate::report::Times;
use crate::report::diff::Sample;

/// Reads a file, `-`, or `REV:path`. An empty file is an empty plan where git has no version to give.
pub fn read(name: &str) -> Result<PlanFile, Failure> {
    let path = Path::new(name);
    if name != "-" && !path.exists() && name.contains(':') {
        let bytes = Git::at(".").show(name)?;
        return PlanFile::from_bytes(bytes, name).map_err(unreadable);
    }
    open::read(path)
}

/// As [`read`], of a version that git has written to a file: `/dev/null` and an empty file are an empty plan.
pub fn read_version(path: &Path) -> Result<PlanFile, Failure> {
    let is_nothing =
        path == Path::new("/dev/null") || std::fs::metadata(path).is_ok_and(|file| file.len() == 0);
    match is_nothing {
        true => Ok(PlanFile { text: Default::default(), ..PlanFile::unsaved(Plan::default()) }),
        false => open::read(path),
    }
}

fn unreadable(error: ReadError) -> Failure {
    match error {
        ReadError::Load(error) => Failure::Io(format!("planb: {error}")),
        ReadError::Faults(text, _) => Failure::Usage(text),
    }
}

impl From<NoOther> for Failure {
    fn from(error: NoOther) -> Failure {
        match error {
            NoOther::Unknown(text) => Failure::Usage(format!("planb: {text}")),
            NoOther::Git(error) => error.into(),
            NoOther::Unreadable(error) => unreadable(error),
        }
    }
}

impl From<GitError> for Failure {
    fn from(error: GitError) -> Failure {
        match error {
            GitError::Missing(_) => Failure::Io(format!("planb: {error}")),
            GitError::Refused(_) => Failure::Usage(format!("planb: {error}")),
        }
    }
}

/// A plan with what follows from it.
pub struct Analyzed {
    pub plan: Plan,
    pub analysis: Analysis,
    pub times: Times,
}

impl Analyzed {
    pub fn new(shell: &Shell, plan: Plan, now: Instant) -> Analyzed {
        let world = open::world_for(shell, &plan);
        let analysis = analyze(&plan, &world, now);
        let times = Times::of(&plan, &world, now);
        Analyzed { plan, analysis, times }
    }

    pub fn sample(&self) -> Sample<'_> {
        Sample { plan: &self.plan, analysis: &self.analysis, times: &self.times }
    }
}
