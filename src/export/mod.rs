//! Reports as bytes: one file a format. Each quotes text for its place, and each gets the same values.

pub mod diff;
pub mod drill;
pub mod facts;
pub mod github;
pub mod json;
pub mod markdown;
pub mod sarif;
pub mod text;

use crate::analysis::Analysis;
use crate::model::Plan;
use crate::report::{Report, Times};

/// What an exporter needs beside the report.
pub struct Context<'a> {
    pub plan: &'a Plan,
    pub analysis: &'a Analysis,
    pub times: &'a Times,
    /// Where blocks and windows were, for the chart.
    pub was: Option<&'a Plan>,
    /// Columns of the page.
    pub width: usize,
    pub ascii: bool,
}

/// A format of the summary.
pub struct Format {
    pub name: &'static str,
    pub doc: &'static str,
    pub summary: fn(&Report, &Context) -> String,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format { name: "text", doc: "for terminals and printers", summary: text::summary },
    Format { name: "markdown", doc: "for a pull request or a wiki", summary: markdown::summary },
    Format { name: "json", doc: "for programs", summary: json::summary },
];

impl Context<'_> {
    /// The chart of the timeline at the page's width.
    pub fn chart(&self) -> Vec<String> {
        let width = u16::try_from(self.width).unwrap_or(u16::MAX);
        let zone = &self.times.zone;
        crate::timeline::chart::chart_since(self.plan, self.was, self.analysis, zone, width, self.ascii)
    }
}
