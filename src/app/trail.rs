//! Where the time cursor stood at each step of the history, so that undo and redo bring it back.

use std::collections::BTreeMap;

use crate::base::{Change, Instant};

/// By the number of steps that were done before. Steps of earlier sessions have none.
#[derive(Debug, Default)]
pub struct Trail(BTreeMap<usize, Change<Instant>>);

impl Trail {
    /// A new step was made where the cursor stood.
    pub fn note(&mut self, step: usize, cursor: Instant) {
        self.0.split_off(&step);
        self.0.insert(step, Change { before: cursor, after: cursor });
    }

    /// A step is taken back, with the cursor where it is now: where it was before.
    pub fn back(&mut self, step: usize, cursor: Instant) -> Option<Instant> {
        let passed = self.0.get_mut(&step)?;
        passed.after = cursor;
        Some(passed.before)
    }

    /// A step is done again: where the cursor was when it was taken back.
    pub fn again(&self, step: usize) -> Option<Instant> {
        self.0.get(&step).map(|passed| passed.after)
    }
}
