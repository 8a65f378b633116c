//! Plan files: the text of the format and the bytes of the store, brought together for both shells.

pub mod against;
pub mod entry;
pub mod recover;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::format::{self, Fault};
use crate::model::Plan;
use crate::store::{self, Base, Expect, Folders, History, LoadError, Loaded, SaveError, Saved};

/// A plan as a file holds it.
#[derive(Debug, Clone)]
pub struct PlanFile {
    pub plan: Plan,
    /// Shared with whoever else must know what the file holds.
    pub text: Arc<String>,
    /// `None` for standard input, and for a plan that was never saved.
    pub path: Option<PathBuf>,
    /// What the file was when it was read or last saved.
    pub base: Option<Base>,
    /// What is odd but readable: unknown fields.
    pub notes: Vec<Fault>,
    /// Written by a newer planb: it must not be saved.
    pub newer: bool,
    /// What was read, where the text is one that we saved since: it holds the comments of items that were removed and may come
    /// back by undo. Later saves are fitted into it.
    pub(crate) origin: Option<Arc<Origin>>,
}

/// A text that people wrote, and its plan.
#[derive(Debug)]
pub(crate) struct Origin {
    plan: Plan,
    text: Arc<String>,
}

/// Why a plan could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// The bytes could not be had.
    Load(LoadError),
    /// They are no plan: every fault as text with its place in the file, and as it was found.
    Faults(String, Vec<Fault>),
}

/// Why a plan could not be saved. The file is as it was, unless the message says otherwise.
#[derive(Debug)]
pub enum WriteError {
    Store(SaveError),
    /// The plan cannot be spelled so that it reads back the same.
    Format(String),
    /// Written by a newer planb.
    Newer,
}

/// What saving did.
#[derive(Debug, Clone)]
pub struct Written {
    pub file: PlanFile,
    /// What the user should hear.
    pub remarks: Vec<String>,
}

impl PlanFile {
    /// A plan that is in no file yet.
    pub fn unsaved(plan: Plan) -> PlanFile {
        let text = format::write(&plan).into();
        PlanFile { plan, text, path: None, base: None, notes: Vec::new(), newer: false, origin: None }
    }

    /// Reads a plan from a file, or from standard input where the path is `-`.
    pub fn read(path: &Path) -> Result<PlanFile, ReadError> {
        if path == Path::new("-") {
            let bytes = store::read_stdin().map_err(ReadError::Load)?;
            return PlanFile::from_bytes(bytes, "<stdin>");
        }
        let (loaded, read) = store::load_and(path, format::read_bytes).map_err(ReadError::Load)?;
        let file = PlanFile::made(read, loaded.bytes, &path.display().to_string())?;
        Ok(PlanFile { path: Some(path.to_path_buf()), base: Some(loaded.base), ..file })
    }

    /// Reads a plan from a file whose bytes are here already.
    pub fn from_loaded(path: &Path, loaded: Loaded) -> Result<PlanFile, ReadError> {
        let file = PlanFile::from_bytes(loaded.bytes, &path.display().to_string())?;
        Ok(PlanFile { path: Some(path.to_path_buf()), base: Some(loaded.base), ..file })
    }

    /// Reads a plan from bytes; `name` is what messages call them.
    pub fn from_bytes(bytes: Vec<u8>, name: &str) -> Result<PlanFile, ReadError> {
        PlanFile::made(format::read_bytes(&bytes), bytes, name)
    }

    /// A plan of what the bytes were read as.
    fn made(
        read: Result<format::Read, Vec<Fault>>,
        bytes: Vec<u8>,
        name: &str,
    ) -> Result<PlanFile, ReadError> {
        match read {
            Err(faults) => {
                let text = String::from_utf8_lossy(&bytes);
                Err(ReadError::Faults(render(&faults, name, &text), faults))
            }
            Ok(read) => Ok(PlanFile {
                plan: read.plan,
                // It was read as a plan, so it is UTF-8.
                text: String::from_utf8(bytes).unwrap_or_default().into(),
                path: None,
                base: None,
                notes: read.notes,
                newer: read.newer,
                origin: None,
            }),
        }
    }

    /// Why it may be looked at only, if so.
    pub fn read_only(&self) -> Option<String> {
        let (version, known) = (self.plan.version, crate::model::VERSION);
        self.newer
            .then(|| format!("a plan of format {version} needs a newer planb (this one writes {known})"))
    }

    /// The text that saving `plan` would write: only what changed is spelled anew.
    pub fn text_for(&self, plan: &Plan) -> Result<(String, Option<String>), WriteError> {
        let fit = |text: &str, old: &Plan| {
            format::update(text, old, plan).map_err(|faults| {
                WriteError::Format(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
            })
        };
        let origin = self.origin.as_ref().and_then(|origin| fit(&origin.text, &origin.plan).ok());
        let updated = match origin.filter(|updated| !updated.rewritten) {
            Some(updated) => updated,
            None => fit(&self.text, &self.plan)?,
        };
        let remark = "the file was laid out anew, because the changes could not be fitted into its text";
        Ok((updated.text, updated.rewritten.then(|| remark.to_string())))
    }

    /// Saves `plan` over this file, or as `path`. An unchanged plan is not written. `label` says what was done, for undo.
    pub fn save(
        &self,
        folders: &Folders,
        plan: &Plan,
        path: Option<&Path>,
        label: &str,
    ) -> Result<Written, WriteError> {
        if self.newer {
            return Err(WriteError::Newer);
        }
        let (text, remark) = self.text_for(plan)?;
        let own = self.path.as_deref();
        let target = path.or(own).unwrap_or(Path::new("plan.ron"));
        let expect = match &self.base {
            Some(base) if own == Some(target) => Expect::Base(base),
            _ => Expect::Absent,
        };
        let before = matches!(expect, Expect::Base(_)).then_some(self.text.as_str());
        let (saved, forgot) = save_and_remember(folders, target, before, &text, expect, label)?;
        let notices = saved.notices.iter().map(ToString::to_string);
        let remarks = remark.into_iter().chain(notices).chain(forgot).collect();
        let file =
            PlanFile {
                plan: plan.clone(),
                text: text.into(),
                path: Some(target.to_path_buf()),
                base: Some(saved.base),
                notes: Vec::new(),
                newer: false,
                origin: Some(self.origin.clone().unwrap_or_else(|| {
                    Arc::new(Origin { plan: self.plan.clone(), text: self.text.clone() })
                })),
            };
        Ok(Written { file, remarks })
    }
}

/// Saves a text, and keeps it, and what was there before, for `planb undo`. Gives a remark where the keeping fails.
pub fn save_and_remember(
    folders: &Folders,
    path: &Path,
    before: Option<&str>,
    text: &str,
    expect: Expect<'_>,
    label: &str,
) -> Result<(Saved, Option<String>), WriteError> {
    let then = |saved: &Saved| remember(folders, saved, before, text, label);
    store::save_then(folders, path, text.as_bytes(), expect, then).map_err(WriteError::Store)
}

fn remember(
    folders: &Folders,
    saved: &Saved,
    before: Option<&str>,
    text: &str,
    label: &str,
) -> Option<String> {
    if saved.outcome == store::Outcome::Unchanged {
        return None;
    }
    let history = History::of(folders, &saved.base.target);
    let now = SystemTime::now();
    let known = history.versions().map(|versions| versions.list).unwrap_or_default();
    let before = before.filter(|before| {
        let hash = store::Hash::of(before.as_bytes());
        known.last().is_none_or(|last| last.hash != hash)
    });
    let label_before = match before.map(|before| store::Hash::of(before.as_bytes())) {
        Some(hash) if known.iter().any(|version| version.hash == hash) => "An earlier version again",
        _ if known.is_empty() => "Before the first save",
        _ => "Changed outside planb",
    };
    let kept = before.map_or(Ok(0), |before| history.push(before.as_bytes(), label_before, now));
    let kept = kept.and_then(|_| history.push(text.as_bytes(), label, now));
    kept.err().map(|error| format!("saved, but this version is not kept for undo: {error}"))
}

/// Every fault with its place and source line, one after the other.
pub fn render(faults: &[Fault], name: &str, text: &str) -> String {
    faults.iter().map(|fault| fault.render(name, text)).collect::<Vec<_>>().join("\n")
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Load(error) => error.fmt(f),
            ReadError::Faults(text, _) => f.write_str(text),
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Store(error) => error.fmt(f),
            WriteError::Format(error) => write!(f, "not saved: {error}; the file on disk is unchanged"),
            WriteError::Newer => f.write_str(
                "not saved: the plan was written by a newer planb, so this one only shows it; update planb",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Plan(\n    title: \"t\", // working title\n    people: [\n        // on leave\n        (id: \"a\"), // \
                        ask first\n        (id: \"b\"),\n    ],\n)\n";

    #[test]
    fn what_is_undone_after_a_save_comes_back_with_its_comments() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("plan.ron");
        std::fs::write(&path, TEXT).unwrap();
        let folders = Folders::under(root.path());
        let file = PlanFile::read(&path).unwrap();
        let mut gone = file.plan.clone();
        gone.people.remove("a");
        let file = file.save(&folders, &gone, None, "remove a").unwrap().file;
        assert!(!std::fs::read_to_string(&path).unwrap().contains("on leave"));
        // Undone only in part: the title stays changed.
        let mut back = PlanFile::from_bytes(TEXT.into(), "x").unwrap().plan;
        back.title = "new".into();
        let file = file.save(&folders, &back, None, "undo").unwrap().file;
        assert_eq!(std::fs::read_to_string(&path).unwrap(), TEXT.replace("\"t\"", "\"new\""));
        back.title = "t".into();
        file.save(&folders, &back, None, "undo").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), TEXT);
    }
}
