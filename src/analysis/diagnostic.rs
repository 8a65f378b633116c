//! Findings: what is wrong, where, and what to do.

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::record::Record;
use crate::base::{Change, Span};
use crate::edit::Edit;
use crate::model::{Block, BlockId, Decision, DecisionId, Run, RunId, Severity, Target};

use super::facts::Facts;

/// One finding of a check.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Code of the check: `B116`.
    pub code: &'static str,
    pub severity: Severity,
    pub target: Target,
    /// The field to point at in the file, if one is to blame; a value of a plain list by its place from 0: `windows/2`.
    pub field: Option<Cow<'static, str>>,
    /// When it happens, for the timeline.
    pub when: Option<Span>,
    /// What, where, what to do; one line without a full stop.
    pub message: String,
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    pub fn severity(mut self, severity: Severity) -> Diagnostic {
        self.severity = severity;
        self
    }
    pub fn field(mut self, field: impl Into<Cow<'static, str>>) -> Diagnostic {
        self.field = Some(field.into());
        self
    }
    pub fn when(mut self, when: Span) -> Diagnostic {
        self.when = Some(when);
        self
    }
    /// A change of one run (its windows and rungs too) that would mend it. Left out where `change` changes nothing.
    pub fn fix_run(
        self,
        facts: &Facts,
        id: &RunId,
        label: &str,
        change: impl FnOnce(&mut Run),
    ) -> Diagnostic {
        let before = facts.run_position(id.as_str()).and_then(|at| facts.plan.runs.shared().get(at));
        self.fixed(label, edit_item("runs", before, change))
    }
    /// A change of one block that would mend it. Left out where `change` changes nothing.
    pub fn fix_block(
        self,
        facts: &Facts,
        id: &BlockId,
        label: &str,
        change: impl FnOnce(&mut Block),
    ) -> Diagnostic {
        let before = facts.block_position(id.as_str()).and_then(|at| facts.plan.blocks.shared().get(at));
        self.fixed(label, edit_item("blocks", before, change))
    }
    /// A change of one decision that would mend it; a new one where the plan has none with this id.
    pub fn fix_decision(
        self,
        facts: &Facts,
        id: &DecisionId,
        label: &str,
        change: impl FnOnce(&mut Decision),
    ) -> Diagnostic {
        let before = facts.plan.decisions.shared().iter().find(|decision| decision.id == *id);
        let edit = match before {
            Some(before) => edit_item("decisions", Some(before), change),
            None => {
                let mut new = Decision { id: id.clone(), ..Decision::default() };
                change(&mut new);
                Edit::of_item("decisions", id.as_str(), Change::new(None, Some(Arc::new(new))))
            }
        };
        self.fixed(label, edit)
    }
    fn fixed(mut self, label: &str, edit: Edit) -> Diagnostic {
        if !edit.is_empty() {
            self.fixes.push(Fix { label: label.to_string(), edit });
        }
        self
    }
}

/// The edit that changes one item of a list; empty where there is none.
fn edit_item<R: Record + Clone>(
    list: &'static str,
    before: Option<&Arc<R>>,
    change: impl FnOnce(&mut R),
) -> Edit {
    let Some(before) = before else { return Edit::default() };
    let mut after = R::clone(before);
    change(&mut after);
    let id = before.id().unwrap_or_default();
    Edit::of_item(list, id, Change::new(Some(before.clone()), Some(Arc::new(after))))
}

/// A change that would mend a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does: "end w2 at 11:00Z".
    pub label: String,
    pub edit: Edit,
}
