//! What people wrote: the plan and its items. Values are strict (a window ends after it starts); relations are not (a window
//! may name a block that is gone), because a broken plan must open to be repaired.

pub mod at;
pub mod baseline;
pub mod block;
pub mod block_dates;
pub mod commands;
pub mod decision;
pub mod generate;
pub mod ids;
pub mod machine;
pub mod need;
pub mod plan;
pub mod rules;
pub mod run;
pub mod scalar;
pub mod scenario;
pub mod sourced;
pub mod status;
pub mod terms;

pub use baseline::{Baseline, Kept, KeptBlock, KeptRun, KeptRung, Unread};
pub use block::{Block, Extension, Price};
pub use decision::{Choice, Decision, Outcome};
pub use ids::*;
pub use need::{Estimate, Need, Precision, Scaling};
pub use plan::{Conflict, Person, Plan, PlanMachine, PlanProduct, Quota, Severity, SeverityRule, Waiver};
pub use run::{Acceptable, Checkpoint, Dataset, Fallback, FallbackKind, Run, RunKind, Window};
pub use scalar::{Date, Decimal, Nodes, Percent, Region, TimeZone, VERSION, Zone};
pub use scenario::{Assume, Assumption, Scenario};
pub use status::{Account, Capacity, Stage, Status};
