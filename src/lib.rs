//! planb: reserved accelerator capacity, training windows and fallbacks on one timeline.

pub mod analysis;
pub mod app;
pub mod base;
pub mod cli;
pub mod drill;
pub mod edit;
pub mod estimate;
pub mod export;
pub mod files;
pub mod format;
pub mod git;
pub mod import;
pub mod model;
pub mod report;
pub mod store;
pub mod timeline;
pub mod tui;
pub mod ui;
pub mod why;
pub mod world;
