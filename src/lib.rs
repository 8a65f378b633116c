//! planb: reserved accelerator capacity, training windows and fallbacks on one timeline.

pub mod analysis;
pub mod app;
pub mod base;
pub mod edit;
pub mod estimate;
pub mod format;
pub mod import;
pub mod model;
pub mod store;
pub mod timeline;
pub mod ui;
pub mod world;
