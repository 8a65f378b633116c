//! The interactive program as people use it: keys and pointer in; the plan, what is selected and what is said out.

mod compare;
mod decide;
mod edit;
mod forms;
mod ladder;
mod lists;
mod navigate;
mod pointer;
mod program;
mod properties;
mod resolve;
mod schema;
mod sight;
mod tables;
