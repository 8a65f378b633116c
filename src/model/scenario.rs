//! Scenarios: named sets of assumptions laid over the plan, which stays as it is.

use crate::base::fact::Notes;
use crate::base::record::Items;
use crate::base::{Duration, Instant, Money};
use crate::{record, words};

use super::ids::{BlockId, FallbackId, ItemId, RunId, ScenarioId, WindowId};
use super::scalar::Nodes;

words! {
    /// What an assumption does.
    pub enum Assume {
        /// The block does not come.
        Deny,
        /// The block comes later by `by`, its end too.
        Delay,
        /// The run is ready later by `by`; where nobody says when it is ready, than its first window, or than now.
        Slip,
        /// The block costs `price` upfront.
        Price,
        /// The rung of the run is in force.
        PutInForce,
        /// The window is moved to `block`, `start`, `end` and `nodes`; it is added where it is not there.
        Move,
        /// The window is taken out.
        Remove,
    }
    default Deny
}

record! {
    /// A what-if that can be looked at and compared.
    pub struct Scenario keyed by id {
        id: ScenarioId [essential],
        /// A name for people.
        name: String,
        assumptions: Items<Assumption>,
        notes: Notes,
    }
}

impl Scenario {
    /// The name, or the id where there is none.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }
}

record! {
    /// One assumption of a scenario.
    pub struct Assumption keyed by id {
        id: ItemId [essential],
        /// What happens: Deny, Delay, Slip, Price, PutInForce, Move or Remove.
        what: Assume [essential],
        block: Option<BlockId>,
        run: Option<RunId>,
        fallback: Option<FallbackId>,
        window: Option<WindowId>,
        by: Option<Duration>,
        price: Option<Money>,
        start: Option<Instant>,
        end: Option<Instant>,
        nodes: Option<Nodes>,
    }
}
