//! What providers' own tools print, read into blocks. One file per source; each gives [`Offers`], which become an edit.
//!
//! Imported text is untrusted: depth, size and counts are limited, and what is odd is a remark with its place, never a panic.

pub mod aws_offerings;
pub mod json;
pub mod offers;

pub use offers::{Import, Offers};

/// A source that can be imported.
pub struct Source {
    /// What the command line calls it.
    pub name: &'static str,
    /// What the file is.
    pub doc: &'static str,
    pub read: fn(&str) -> Result<Offers, String>,
}

/// Every source.
pub const SOURCES: &[Source] = &[Source {
    name: "aws-offerings",
    doc: "JSON printed by: aws ec2 describe-capacity-block-offerings",
    read: aws_offerings::read,
}];

pub fn find(name: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.name == name)
}
