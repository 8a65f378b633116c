//! Deciding: what happens if a block does not come, why something is where it is, and what would mend it.

#[path = "decide/brute.rs"]
mod brute;
#[path = "analysis/build.rs"]
mod build;
#[path = "decide/drill.rs"]
mod drill;
#[path = "decide/why.rs"]
mod why;
