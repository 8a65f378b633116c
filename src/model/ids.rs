//! Ids: chosen once, unique in their kind, never derived from a name. And [`Target`]: whatever can be selected or blamed.

use std::fmt;
use std::sync::{Arc, LazyLock};

use crate::base::record::{Kind, Shape};

/// Most ids of a plan are absent; they share one text.
static EMPTY: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from(""));

macro_rules! id {
    ($($(#[doc = $doc:literal])* $name:ident : $kind:ident, $example:literal;)*) => { $(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            pub fn new(id: impl AsRef<str>) -> $name {
                $name(Arc::from(id.as_ref()))
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
            /// As [`Self::new`], of text that may be no id; the error says why it is none.
            pub fn parse(text: &str) -> Result<$name, String> {
                check_id(text).map(|()| $name::new(text))
            }
        }
        impl Default for $name {
            fn default() -> $name {
                $name(EMPTY.clone())
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(id: &str) -> $name {
                $name::new(id)
            }
        }
        impl From<String> for $name {
            fn from(id: String) -> $name {
                $name::new(id)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
        $crate::text_fact!($name, Shape::Id(Kind::$kind), $example);
    )* };
}

id! {
    /// A block of capacity.
    BlockId: Block, "cb-jan";
    /// A run.
    RunId: Run, "base-8b";
    /// A window, unique within its run or fallback.
    WindowId: Window, "w1";
    /// A rung of a run's ladder, unique within its run.
    FallbackId: Fallback, "lora";
    DatasetId: Dataset, "web-2026";
    ScenarioId: Scenario, "jan-denied";
    DecisionId: Decision, "buy-cb-jan";
    /// A machine by the catalogue's id (`aws.p5`) or the provider's name (`p5.48xlarge`).
    MachineId: Machine, "aws.p5";
    PersonId: Person, "lead";
    /// A rule set: what a provider sells under which rules (`aws-capacity-block`).
    ProductId: Product, "aws-capacity-block";
    /// Any other item: a quota, an extension, a waiver, a conflict.
    ItemId: Other, "id-1";
}

/// Longest id that is accepted, in bytes.
const LONGEST: usize = 200;

/// An id has no blanks and no control characters, so that it can stand in a message, a path and a command.
fn check_id(text: &str) -> Result<(), String> {
    let odd = text.chars().find(|c| c.is_whitespace() || c.is_control() || crate::base::words::is_hidden(*c));
    match odd {
        _ if text.is_empty() => Err("must not be empty".to_string()),
        _ if text.len() > LONGEST => Err(format!("is too long: {} bytes, at most {LONGEST}", text.len())),
        Some(' ') => Err(format!("must not hold blanks: write \"{}\"", text.trim().replace(' ', "-"))),
        Some(c) => Err(format!("must not hold the character U+{:04X}", c as u32)),
        None => Ok(()),
    }
}

/// Anything that can be selected, blamed or linked to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Target {
    /// The plan as a whole.
    #[default]
    Plan,
    Block(BlockId),
    Run(RunId),
    Fallback(RunId, FallbackId),
    /// A window of a run, or of one of its fallbacks.
    Window(RunId, Option<FallbackId>, WindowId),
    Dataset(DatasetId),
    Scenario(ScenarioId),
    Decision(DecisionId),
    Machine(MachineId),
    Person(PersonId),
    Quota(ItemId),
    Waiver(ItemId),
    Baseline(ItemId),
    Conflict(ItemId),
}

impl Target {
    /// The kind of item, as a word.
    pub fn kind(&self) -> &'static str {
        match self {
            Target::Plan => "plan",
            Target::Block(_) => "block",
            Target::Run(_) => "run",
            Target::Fallback(..) => "fallback",
            Target::Window(..) => "window",
            Target::Dataset(_) => "dataset",
            Target::Scenario(_) => "scenario",
            Target::Decision(_) => "decision",
            Target::Machine(_) => "machine",
            Target::Person(_) => "person",
            Target::Quota(_) => "quota",
            Target::Waiver(_) => "waiver",
            Target::Baseline(_) => "baseline",
            Target::Conflict(_) => "conflict",
        }
    }

    /// The run that it is or belongs to.
    pub fn run(&self) -> Option<&RunId> {
        match self {
            Target::Run(run) | Target::Fallback(run, _) | Target::Window(run, ..) => Some(run),
            _ => None,
        }
    }
}

impl fmt::Display for Target {
    /// The id within the plan: `base-8b`, `base-8b/lora`, `base-8b/lora/w1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Plan => f.write_str("plan"),
            Target::Block(id) => id.fmt(f),
            Target::Run(id) => id.fmt(f),
            Target::Fallback(run, rung) => write!(f, "{run}/{rung}"),
            Target::Window(run, None, window) => write!(f, "{run}/{window}"),
            Target::Window(run, Some(rung), window) => write!(f, "{run}/{rung}/{window}"),
            Target::Dataset(id) => id.fmt(f),
            Target::Scenario(id) => id.fmt(f),
            Target::Decision(id) => id.fmt(f),
            Target::Machine(id) => id.fmt(f),
            Target::Person(id) => id.fmt(f),
            Target::Quota(id) | Target::Waiver(id) | Target::Baseline(id) | Target::Conflict(id) => id.fmt(f),
        }
    }
}
