//! Decisions: dated choices with an owner, and what became of them.

use crate::base::Instant;
use crate::base::fact::Notes;
use crate::{record, words};

use super::ids::{BlockId, DecisionId, FallbackId, PersonId, RunId};

words! {
    /// What a decision is about.
    pub enum Choice {
        /// Buy a block.
        Buy,
        /// Extend a block.
        Extend,
        /// Put a rung of a run's ladder in force.
        FallBack,
        /// Let somebody agree to a rung, a purchase or a plan.
        Approve,
        /// Ask for a higher quota.
        Quota,
        /// Anything else.
        Other,
    }
    default Other
}

words! {
    /// What became of a decision.
    pub enum Outcome {
        /// Done.
        Taken,
        /// Decided against.
        Declined,
        /// Given to somebody else.
        Delegated,
    }
    default Taken
}

record! {
    /// A dated choice. The latest moment for it is computed, never stored.
    pub struct Decision keyed by id {
        id: DecisionId [essential],
        /// What it is about: Buy, Extend, FallBack, Approve, Quota or Other.
        about: Choice [essential],
        /// The block that is bought or extended.
        block: Option<BlockId>,
        /// The run that falls back.
        run: Option<RunId>,
        /// The rung that is chosen.
        fallback: Option<FallbackId>,
        /// The new end, for an extension.
        until: Option<Instant>,
        /// When people will decide, as they agreed.
        decide_on: Option<Instant>,
        /// Who decides.
        owner: PersonId,
        /// Who must agree first.
        approver: PersonId,
        /// What became of it; absent while it is open.
        outcome: Option<Outcome>,
        /// Who recorded the outcome.
        by: PersonId,
        /// When it was decided.
        at: Option<Instant>,
        /// Why it was decided so.
        why: String,
        tags: Vec<String>,
        notes: Notes,
    }
}
