//! Git, run for commands that name a revision, ask for history or set git up: no other program is ever started.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Git in a folder.
#[derive(Debug, Clone)]
pub struct Git {
    folder: PathBuf,
}

/// Why git gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GitError {
    /// The program is not there or cannot be started.
    Missing(String),
    /// It said no; its own words.
    Refused(String),
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GitError::Missing(why) => write!(f, "git cannot be run: {why}"),
            GitError::Refused(why) => f.write_str(why),
        }
    }
}

/// One commit that changed a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub hash: String,
    pub author: String,
    /// Seconds since 1970.
    pub time: i64,
    pub subject: String,
    /// The contents before and after; `None` where the file was not there.
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Git {
    pub fn at(folder: impl Into<PathBuf>) -> Git {
        Git { folder: folder.into() }
    }

    /// Git in the folder of a file.
    pub fn beside(file: &Path) -> Git {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        Git::at(folder.unwrap_or(Path::new(".")))
    }

    /// Runs git; what it printed.
    pub fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        let output = self.output(arguments)?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => {
                let said = String::from_utf8_lossy(&output.stderr);
                Err(GitError::Refused(said.trim().to_string()))
            }
        }
    }

    fn output(&self, arguments: &[&str]) -> Result<Output, GitError> {
        Command::new("git")
            .arg("--no-optional-locks")
            .arg("-C")
            .arg(&self.folder)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| GitError::Missing(error.to_string()))
    }

    fn line(&self, arguments: &[&str]) -> Result<String, GitError> {
        let said = self.run(arguments)?;
        Ok(String::from_utf8_lossy(&said).trim_end_matches('\n').to_string())
    }

    /// The folder at the top of the working tree.
    pub fn top(&self) -> Result<PathBuf, GitError> {
        self.line(&["rev-parse", "--show-toplevel"]).map(PathBuf::from)
    }

    /// A value of git's configuration.
    pub fn config(&self, key: &str) -> Option<String> {
        self.line(&["config", "--get", key]).ok()
    }

    pub fn set_config(&self, key: &str, value: &str, global: bool) -> Result<(), GitError> {
        let scope = if global { "--global" } else { "--local" };
        self.run(&["config", scope, key, value]).map(drop)
    }

    /// The contents of `REV:path`, or of an object. What looks like an option is refused, not run.
    pub fn show(&self, object: &str) -> Result<Vec<u8>, GitError> {
        if object.starts_with('-') {
            return Err(GitError::Refused(format!("{object} names no revision")));
        }
        // Not `git show`, which would run the text conversion that the configuration names.
        self.run(&["cat-file", "blob", object])
    }

    /// The commits that changed a file, the newest first; renames are followed, merges are left out.
    pub fn log(&self, path: &str) -> Result<Vec<Commit>, GitError> {
        const FORMAT: &str = "--format=%x01%h%x02%an%x02%at%x02%s%x02";
        let said = self.run(&[
            "log",
            "--no-show-signature",
            "--no-merges",
            "--no-color",
            "--no-ext-diff",
            "--raw",
            "--no-abbrev",
            "--follow",
            FORMAT,
            "--",
            path,
        ])?;
        let text = String::from_utf8_lossy(&said);
        Ok(text.split('\u{1}').filter_map(commit).collect())
    }
}

/// One entry of the log: the fields, then a raw line `:100644 100644 OLD NEW M<tab>path`.
fn commit(entry: &str) -> Option<Commit> {
    let mut fields = entry.split('\u{2}');
    let [hash, author, time, subject] = [fields.next()?, fields.next()?, fields.next()?, fields.next()?];
    let raw = fields.next()?.lines().find_map(|line| line.strip_prefix(':'))?;
    let mut parts = raw.split([' ', '\t']).skip(2);
    let blob = |id: &str| (!id.bytes().all(|byte| byte == b'0')).then(|| id.to_string());
    Some(Commit {
        hash: hash.to_string(),
        author: author.to_string(),
        time: time.parse().ok()?,
        subject: subject.to_string(),
        before: blob(parts.next()?),
        after: blob(parts.next()?),
    })
}
