//! `planb fmt`: the canonical layout of a text as it stands, comments and order kept.

use super::layout::lay_out;
use super::message::Fault;
use super::place::Lines;
use super::scan::scan;

/// The text in the canonical layout: one fact a line, levels of four blanks, commas behind all, `\n`, no byte-order mark.
///
/// Kept are the order, every comment beside its item, the spelling of all values, unknown fields, one blank line where
/// there were some, and items that stand on one line. Laying out twice is laying out once.
///
/// # Errors
/// What keeps the text from being RON at all; wrong values do not.
pub fn fmt(text: &str) -> Result<String, Vec<Fault>> {
    let syntax = scan(text);
    if syntax.faults.is_empty() {
        return Ok(lay_out(text));
    }
    let lines = Lines::new(text);
    Err(syntax
        .faults
        .iter()
        .map(|fault| Fault::at(&lines, fault.at.clone(), fault.message.clone()))
        .collect())
}
