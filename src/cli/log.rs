//! `planb log`: the history of one item, from git.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use super::{Exit, Failure, Shell, open};
use crate::base::Instant;
use crate::base::words::visible;
use crate::edit::describe::{Sentence, describe};
use crate::format;
use crate::git::Git;
use crate::model::Plan;

/// Tell what happened to a block, run, window or other item: when, by whom, what changed
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The item's id: base-8b, base-8b/w1; plan for the plan's own fields
    id: String,

    /// The plan file
    #[arg(long, value_name = "PLAN")]
    plan: Option<PathBuf>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let path = open::path_or_default(self.plan.clone())?;
        let git = Git::beside(&path);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut versions = Versions { git: &git, plans: BTreeMap::new() };
        let mut found = false;
        // Before a commit that gave the item a new id it had another.
        let mut id = self.id.clone();
        for commit in git.log(&format!("./{name}"))? {
            let (before, after) =
                (versions.plan(commit.before.as_deref())?, versions.plan(commit.after.as_deref())?);
            let (Some(before), Some(after)) = (before, after) else {
                shell.complain(&format!("the plan of commit {} cannot be read", commit.hash));
                continue;
            };
            let lines: Vec<Sentence> =
                describe(&before, &after).into_iter().filter(|line| is_about(&id, line)).collect();
            if lines.is_empty() {
                continue;
            }
            found = true;
            let when = Instant::from_seconds(commit.time).compact();
            writeln!(
                shell.out(),
                "{when}  {}  {}  {}",
                visible(&commit.author),
                commit.hash.get(..HASH).unwrap_or(&commit.hash),
                visible(&commit.subject)
            )?;
            for line in &lines {
                writeln!(shell.out(), "    {}", visible(&line.to_string()))?;
            }
            for line in &lines {
                id = before_rename(id, line);
            }
        }
        if !found {
            shell.complain(&format!("no commit changed {}", self.id));
        }
        Ok(Exit::Clean)
    }
}

/// Characters of a commit's name that are shown.
const HASH: usize = 10;

/// The ids of a sentence's item, from the outermost: `base-8b/w1`.
fn ids(line: &Sentence) -> &str {
    line.item.split_once(' ').map_or(line.item.as_str(), |(_, ids)| ids)
}

/// What is behind the ids of an item in those of another: nothing for the same, `/w1` for one in it.
fn within<'a>(inner: &'a str, outer: &str) -> Option<&'a str> {
    inner.strip_prefix(outer).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The ids that a renamed item had before.
fn old_ids(line: &Sentence) -> Option<String> {
    let was = line.was.as_ref()?;
    Some(match ids(line).rsplit_once('/') {
        Some((holder, _)) => format!("{holder}/{was}"),
        None => was.clone(),
    })
}

/// Whether a sentence is about the item, something in it, or what it was called before. A new id of what holds it counts.
fn is_about(id: &str, line: &Sentence) -> bool {
    let ids = ids(line);
    let old = old_ids(line);
    within(ids, id).is_some()
        || old.as_ref().is_some_and(|old| within(old, id).is_some())
        || old.is_some() && within(id, ids).is_some()
}

/// The id that an item had before this change.
fn before_rename(id: String, line: &Sentence) -> String {
    match (within(&id, ids(line)), old_ids(line)) {
        (Some(rest), Some(old)) => format!("{old}{rest}"),
        _ => id,
    }
}

/// Plans of the history; most stand on two sides of a commit.
struct Versions<'a> {
    git: &'a Git,
    plans: BTreeMap<String, Option<Plan>>,
}

impl Versions<'_> {
    /// The plan of a version; an empty one where there was no file, none where it cannot be read.
    fn plan(&mut self, object: Option<&str>) -> Result<Option<Plan>, Failure> {
        let Some(object) = object else { return Ok(Some(Plan::default())) };
        if !self.plans.contains_key(object) {
            let bytes = self.git.show(object)?;
            self.plans.insert(object.to_string(), format::read_bytes(&bytes).ok().map(|read| read.plan));
        }
        Ok(self.plans.get(object).cloned().flatten())
    }
}
