//! Findings: what is wrong, where, and what to do.

use crate::base::Span;
use crate::edit::Edit;
use crate::model::{Severity, Target};

/// One finding of a check.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Code of the check: `B116`.
    pub code: &'static str,
    pub severity: Severity,
    pub target: Target,
    /// The field to point at in the file, if one is to blame.
    pub field: Option<&'static str>,
    /// When it happens, for the timeline.
    pub when: Option<Span>,
    /// What, where, what to do; one line without a full stop.
    pub message: String,
    pub fixes: Vec<Fix>,
}

/// A change that would mend a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does: "end w2 at 11:00Z".
    pub label: String,
    pub edit: Edit,
}
