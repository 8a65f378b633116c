//! Writing to a person's own settings.

use std::path::Path;

use crate::app::config;
use crate::store::{self, Expect, Folders};

/// Puts settings into their file, which need not be there; everything else in it stays.
pub fn settings(folders: &Folders, path: &Path, fields: &[(&str, String)]) -> Result<(), String> {
    let known = match path.exists() {
        true => Some(store::load(path).map_err(|error| error.to_string())?),
        false => None,
    };
    let text = known.as_ref().map_or(Ok(""), |known| std::str::from_utf8(&known.bytes));
    let text = text.map_err(|_| "the file is no text".to_string())?;
    let text = config::with_fields(text, fields).ok_or("the file has a mistake")?;
    if let (Some(folder), None) = (path.parent(), &known) {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let expect = known.as_ref().map_or(Expect::Absent, |known| Expect::Base(&known.base));
    store::save(folders, path, text.as_bytes(), expect).map(|_| ()).map_err(|error| error.to_string())
}
