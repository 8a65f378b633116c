//! Pure formulas for what nobody has measured yet. Each names its source and its unit.

pub mod failures;
