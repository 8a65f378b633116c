//! What follows from a plan: worked examples, and properties of any plan.

#[path = "analysis/build.rs"]
mod build;
#[path = "analysis/capacity.rs"]
mod capacity;
#[path = "analysis/dates.rs"]
mod dates;
#[path = "analysis/in_force.rs"]
mod in_force;
#[path = "analysis/ladder.rs"]
mod ladder;
#[path = "analysis/money.rs"]
mod money;
#[path = "analysis/random.rs"]
mod random;
#[path = "analysis/time.rs"]
mod time;
