//! Findings: what is wrong, where, and what to do.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Change, Span};
use crate::edit::{Edit, ItemsEdit};
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
        let items = facts.run_position(id.as_str()).and_then(|at| facts.plan.runs.shared().get(at));
        let items = edit_item(id.as_str(), items, change);
        self.fixed(label, items.map(|runs| Edit { runs, ..Edit::default() }))
    }
    /// A change of one block that would mend it. Left out where `change` changes nothing.
    pub fn fix_block(
        self,
        facts: &Facts,
        id: &BlockId,
        label: &str,
        change: impl FnOnce(&mut Block),
    ) -> Diagnostic {
        let items = facts.block_position(id.as_str()).and_then(|at| facts.plan.blocks.shared().get(at));
        let items = edit_item(id.as_str(), items, change);
        self.fixed(label, items.map(|blocks| Edit { blocks, ..Edit::default() }))
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
        let decisions = match before {
            Some(before) => edit_item(id.as_str(), Some(before), change),
            None => {
                let mut new = Decision { id: id.clone(), ..Decision::default() };
                change(&mut new);
                let items = BTreeMap::from([(id.to_string(), Change::new(None, Some(Arc::new(new))))]);
                Some(ItemsEdit { items, order: None })
            }
        };
        self.fixed(label, decisions.map(|decisions| Edit { decisions, ..Edit::default() }))
    }
    fn fixed(mut self, label: &str, edit: Option<Edit>) -> Diagnostic {
        self.fixes.extend(edit.map(|edit| Fix { label: label.to_string(), edit }));
        self
    }
}

/// The edit of one item; cheaper than comparing whole plans.
fn edit_item<R: Clone + PartialEq>(
    id: &str,
    before: Option<&Arc<R>>,
    change: impl FnOnce(&mut R),
) -> Option<ItemsEdit<R>> {
    let before = before?;
    let mut after = R::clone(before);
    change(&mut after);
    let change = Change::new(Some(before.clone()), Some(Arc::new(after)));
    let items = BTreeMap::from([(id.to_string(), change)]);
    let differs = items.values().any(|change| change.before != change.after);
    differs.then_some(ItemsEdit { items, order: None })
}

/// A change that would mend a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does: "end w2 at 11:00Z".
    pub label: String,
    pub edit: Edit,
}
