//! Changes of a plan, each as a function from a plan to the next one. Nothing here touches the document: what comes out is
//! committed, or only looked at while a bar is held.

pub mod field;
pub mod items;
pub mod moving;
pub mod place;
pub mod refer;
pub mod windows;

use crate::model::{Plan, Target};

/// A plan as it would be, what was done as a sentence, and what is selected then.
#[derive(Debug, Clone)]
pub struct Changed {
    pub plan: Plan,
    pub label: String,
    pub selected: Target,
}

/// A change, or why it cannot be made.
pub type Outcome = Result<Changed, String>;

fn gone(target: &Target) -> String {
    format!("{} {target} is not in the plan", target.kind())
}
