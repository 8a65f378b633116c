//! Replaces a word in a file: `replace FILE OLD NEW`. The smallest user of planb's safe save; `scripts/bars/` breaks it on
//! purpose in many ways.

use planb::store::{Expect, Folders, load, save};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [file, old, new] = words.as_slice() else {
        let _ = writeln!(std::io::stderr(), "usage: replace FILE OLD NEW");
        return ExitCode::from(2);
    };
    match replace(Path::new(file), old, new) {
        Ok(notices) => {
            let _ = write!(std::io::stderr(), "{notices}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(74)
        }
    }
}

fn replace(file: &Path, old: &str, new: &str) -> Result<String, Box<dyn std::error::Error>> {
    let folders = Folders::find(None).ok_or("no home folder")?;
    let loaded = load(file)?;
    let text = String::from_utf8(loaded.bytes)?.replace(old, new);
    let saved = save(&folders, file, text.as_bytes(), Expect::Base(&loaded.base))?;
    Ok(saved.notices.iter().map(|notice| format!("{notice}\n")).collect())
}
