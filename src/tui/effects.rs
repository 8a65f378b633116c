//! Effects that need more than a line: another plan is fetched, settings are kept, a summary is written.

use super::events::Wake;
use super::{Program, keep};
use crate::app::Msg;
use crate::export::{Context, FORMATS};
use crate::files::against::{self, Other};
use crate::report::diff::Sample;
use crate::report::{Since, Times};
use crate::store;

impl Program {
    /// Fetches the plan at a revision, on a thread of its own: git may be slow.
    pub(super) fn compare(&self, name: String) {
        let (path, plan, wake) = (self.app.doc.path.clone(), self.app.doc.plan().clone(), self.wake.clone());
        std::thread::spawn(move || {
            let found = match against::find(path.as_deref(), &plan, &name) {
                Ok(Other::Revision(file)) => Ok(Box::new(file.plan)),
                Ok(Other::Baseline(baseline)) => Ok(Box::new(baseline.kept().plan())),
                Err(why) => Err(why.to_string()),
            };
            // Nobody waits any more where the program has ended.
            let _ = wake.send(Wake::App(Box::new(Msg::Compared { name, found })));
        });
    }

    /// Writes settings to the person's own file, around what stands there.
    pub(super) fn keep_settings(&mut self, fields: &[(&str, String)]) {
        let path = self.folders.config.join("settings.ron");
        let lines: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value},")).collect();
        let (shown, lines) = (path.display().to_string(), lines.join(" "));
        let kept = keep::settings(&self.folders, &path, fields);
        self.app.kept = if kept.is_ok() { self.app.settings.clone() } else { self.app.kept.clone() };
        match kept {
            Ok(()) => self.app.say(crate::base::words::visible(&format!("Wrote {lines} to {shown}"))),
            Err(why) => {
                let text = format!("Write {lines} yourself: {why}: {shown}");
                self.app.complain(crate::base::words::visible(&text));
            }
        }
    }

    /// Writes the summary to a new file; the ending of its name says in which form.
    pub(super) fn export(&mut self, path: &std::path::Path) {
        let doc = &self.app.doc;
        let (plan, analysis, world) = (doc.plan(), doc.analysis(), doc.world());
        let name = match path.extension().and_then(|ending| ending.to_str()) {
            Some("md") => "markdown",
            Some("json") => "json",
            _ => "text",
        };
        let times = Times::of(plan, world, analysis.now);
        let since = Since::newest(Sample { plan, analysis, times: &times });
        let was = since.as_ref().map(|since| &since.was);
        let context = Context { plan, analysis, times: &times, was, width: 100, ascii: false };
        let report = crate::report::summary(plan, analysis, world, since.as_ref());
        let format = FORMATS.iter().find(|format| format.name == name);
        let text = format.map(|format| (format.summary)(&report, &context)).unwrap_or_default();
        match store::save(&self.folders, path, text.as_bytes(), store::Expect::Absent) {
            Ok(_) => {
                self.app.say(format!("Wrote {}", crate::base::words::visible(&path.display().to_string())))
            }
            Err(error) => self.app.complain(error.to_string()),
        }
    }
}
