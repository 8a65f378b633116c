//! planb: reserved accelerator capacity, training windows and fallbacks on one timeline.
//!
//! The screen, each part with the module that draws it (its rectangle comes from `app::panes`):
//!
//! ```text
//!  ui::title    Winter 8B * unsaved  plan.ron      ● on track · 2 warnings · decide by Tue 19 Jan 10:00 PST (in 6d)
//!  ui::timeline ▂▂▂▂▂▂[▅▅▅▅▅▅▅▅▅▅▅▅▅▼▅▅█▅▅▅▅]▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂    overview: the whole plan
//!   ::ruler     Blocks · PST         January 2027
//!               1 column = 9h        Mon 11             Mon 18             Mon 25
//!   ::names    ▶Main block scheduled  ▊▶8 x p5.48xlarge ██████████████▁▁e•             lane::load, timeline::heat
//!   ::lane     ? 8B continued pre…    ▊8B continued pre-training, 8 nodes▍██     ◆      bar, timeline::marks
//!   ::rails     └LoRA on the old…     │               ┈┈┈┈┈┈┈┈┈┈┈┈▸◇  ◈ ╱╱╱╱╱╱╱  ◆      timeline::rails
//!  ui::panel   ─ Inspector ──────────────────────────── ! Problems  @ Agenda  $ Costs  D Ladder ─    app::tabs
//!               usable   Mon 11 Jan 04:00 PST to Mon 25 Jan 03:00 PST                                app::panel
//!               used     2519 node-hours (94 %)
//!  ui::status   Wed 13 Jan 01:00 PST 10:00 CET 09:00Z  cb-jan  8 x p5.48xlarge · 94 % used · USD 112k
//!  ui::footer   Enter edit  m move  n problem  ? help                                                app::footer
//! ```
//!
//! Over it lie `ui::modal` (forms, the palette, help, questions, pages) and `ui::which_key`. A key goes the other way: `tui`
//! reads it, `app::input` finds its row in `app::keymap`, `app::actions` runs it, `app::change` writes the plan as it would be,
//! and `app::document` commits the difference and analyses anew.
//!
//! Layers, from the ground up; a module uses those above it in this list only (ARCHITECTURE.md says what each holds):
//!
//! ```text
//!  0 base            time, zones, money, step functions; record!, the one table of an item's fields
//!  1 model           the plan and its items, machines and rules as types
//!  2 edit            what changed: a map of before and after; history, merge
//!  3 estimate world  formulas; the embedded tables
//!  4 analysis        everything that follows from a plan at a moment; the checks
//!  5 timeline        geometry of lanes, bars and marks, without colour
//!    drill why       what if a block does not come; why something is where it is
//!  6 format          plan text in and out, losing nothing
//!    import report   providers' files; what a summary says, as a value
//!  7 export          reports as text, Markdown, JSON
//!  8 app             the interactive program without a terminal
//!  9 ui store git    drawing; bytes on disk; running git
//! 10 files           plan files: format and store together
//! 11 tui             the terminal: modes, signals, the loop
//! 12 cli             one file a subcommand
//! ```

// Nothing that a file or a person gives may end the program. Tests may.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable
    )
)]

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
