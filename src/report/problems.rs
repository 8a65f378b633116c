//! Findings with the place in the file they point at.

use crate::analysis::{Analysis, Diagnostic, lints};
use crate::model::{Plan, Severity, Target, Waiver};

/// One finding, ready to be printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub file: String,
    /// From 1; `None` where the item is not in the file.
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub code: String,
    pub severity: Severity,
    pub item: String,
    pub message: String,
    /// What the quick-fixes would do.
    pub fixes: Vec<String>,
    /// Until when and why the team accepts it; `None` where it does not.
    pub waived: Option<String>,
}

/// Line and column of an item, or of its field, in the file; both from 1.
pub type Locate<'a> = &'a dyn Fn(&Target, Option<&str>) -> Option<(usize, usize)>;

/// The findings of an analysis. `locate` gives line and column of an item, or of its field.
pub fn problems(analysis: &Analysis, file: &str, locate: Locate) -> Vec<Finding> {
    analysis.problems.iter().map(|problem| finding(problem, file, locate)).collect()
}

/// The findings that the plan's waivers cover, each with the reason.
pub fn waived(plan: &Plan, analysis: &Analysis, file: &str, locate: Locate) -> Vec<Finding> {
    let why = |waiver: &Waiver| {
        let until = waiver.until.map_or("for good".to_string(), |until| format!("until {}", until.compact()));
        format!("{until}: {}", waiver.reason)
    };
    let waived = |problem: &Diagnostic| {
        let reasons: Vec<String> = lints::waivers_of(plan, analysis.now, problem).map(why).collect();
        Finding { waived: Some(reasons.join("; ")), ..finding(problem, file, locate) }
    };
    analysis.waived.iter().map(waived).collect()
}

pub(super) fn finding(problem: &Diagnostic, file: &str, locate: Locate) -> Finding {
    let place = locate(&problem.target, problem.field.as_deref());
    Finding {
        file: file.to_string(),
        line: place.map(|(line, _)| line),
        column: place.map(|(_, column)| column),
        code: problem.code.to_string(),
        severity: problem.severity,
        item: problem.target.to_string(),
        message: problem.message.clone(),
        fixes: problem.fixes.iter().map(|fix| fix.label.clone()).collect(),
        waived: None,
    }
}

impl Finding {
    /// How bad it is, or that it is waived.
    pub fn word(&self) -> String {
        self.waived.as_ref().map_or_else(|| self.severity.to_string(), |_| "waived".to_string())
    }
    /// What is wrong; of a waived finding also why it is accepted.
    pub fn sentence(&self) -> String {
        match &self.waived {
            Some(why) => format!("{} (waived {why})", self.message),
            None => self.message.clone(),
        }
    }
    /// `plan.ron:12:9: `, as far as it is known.
    pub fn place(&self) -> String {
        match (self.line, self.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", self.file),
            _ => self.file.clone(),
        }
    }
}
