//! Offers that a provider's tool printed, laid into the open plan as one step to undo.

use super::App;
use super::change::Changed;
use crate::base::Instant;
use crate::base::words::{count, visible};
use crate::import::SOURCES;
use crate::model::Target;

/// A file that was asked for: what it is called, and its text, or a sentence that says why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub name: String,
    pub text: Result<String, String>,
    /// When the file was written: until then its offers were seen.
    pub written: Option<Instant>,
}

/// Takes the offers in, and tells in one line what changed; what is odd about the file is told with it.
pub fn take(app: &mut App, file: &Imported) {
    // There is one source; the first that can read the text would be taken.
    let read = file.text.clone().and_then(|text| {
        let mut errors = Vec::new();
        for source in SOURCES {
            match (source.read)(&text) {
                Ok(offers) => return Ok(offers),
                Err(error) => errors.push(error),
            }
        }
        Err(format!("{}: {}", file.name, errors.join("; ")))
    });
    let mut offers = match read {
        Ok(offers) => offers,
        Err(error) => return app.complain(visible(&error).into_owned()),
    };
    offers.name_machines(&app.doc.world().catalogue);
    let seen_at = offers.seen_at.or(file.written).unwrap_or(app.doc.now());
    let import = offers.into_plan(app.doc.plan(), seen_at);
    let mut told = import.summary();
    match import.remarks.as_slice() {
        [] => {}
        [one] => told.push_str(&format!(" \u{b7} {one}")),
        [first, rest @ ..] => {
            told.push_str(&format!(
                " \u{b7} {first}, and {}",
                count(rest.len(), "more remark", "more remarks")
            ));
        }
    }
    if file.written.is_some() {
        told.push_str(&format!(" \u{b7} seen {}", app.show(seen_at)));
    }
    // What came is shown: the first that is new, else what is gone.
    let selected = import.new.first().or(import.gone.first()).cloned();
    let selected = selected.map_or(app.selected.clone(), Target::Block);
    let label = format!("Import {}", file.name);
    if app.commit(Ok(Changed { plan: import.plan, label, selected })) {
        told.push_str(" \u{b7} u takes it back");
    }
    app.say(visible(&told).into_owned());
}
