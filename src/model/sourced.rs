//! A statement about the world together with who makes it, when it was read and how sure it is.

use super::scalar::Date;
use crate::base::read::{Fields, fields, quoted};
use crate::base::{Duration, Instant};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess};
use std::sync::Arc;

/// One value of a rule table. What is not known has no fact at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Sourced<T> {
    pub value: T,
    /// Where it stands: a page, an API model, a program.
    pub source: Arc<str>,
    /// The day it was read, or the day its source carries.
    pub as_of: Date,
    pub evidence: Evidence,
    /// A condition or a doubt, in a few words.
    pub note: Option<String>,
}

/// A fact that may not be known. Rule sets are copied to be overlaid, so their facts are shared.
pub type Known<T> = Option<Arc<Sourced<T>>>;

/// A [`Sourced`] while it is read.
struct Reading<T> {
    value: Option<T>,
    about: About,
}

/// All but the value.
#[derive(Default)]
struct About {
    source: Arc<str>,
    as_of: Date,
    evidence: Evidence,
    note: Option<String>,
}

impl<T> Default for Reading<T> {
    fn default() -> Reading<T> {
        Reading { value: None, about: About::default() }
    }
}

impl About {
    /// Once for all types of values.
    #[inline(never)]
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "source" => self.source = map.next_value()?,
            "as_of" => self.as_of = map.next_value()?,
            "evidence" => self.evidence = map.next_value()?,
            "note" => self.note = map.next_value()?,
            _ => {}
        }
        Ok(())
    }
}

impl<T: DeserializeOwned> Fields for Reading<T> {
    const NAME: &'static str = "Sourced";
    const NAMES: &'static [&'static str] = &["value", "source", "as_of", "evidence", "note"];
    const NEEDED: &'static [&'static str] = &["value", "source", "as_of"];

    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "value" => self.value = Some(map.next_value()?),
            _ => self.about.read(name, map)?,
        }
        Ok(())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Sourced<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Sourced<T>, D::Error> {
        let Reading { value, about: About { source, as_of, evidence, note } } = fields(from)?;
        let value = value.ok_or_else(|| D::Error::missing_field("value"))?;
        Ok(Sourced { value, source, as_of, evidence, note })
    }
}

/// How a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
pub enum Evidence {
    /// Vendor documentation, an API model, or the source code of a named tool.
    #[default]
    Doc,
    /// Seen on a running program.
    Measured,
    /// A public practitioner report.
    Practice,
    /// Follows from something documented, but is not stated itself.
    Inferred,
    /// Arithmetic or an opinion.
    Judgement,
}

impl Evidence {
    /// Not stated by the vendor and not seen: worth saying so beside the value.
    pub fn is_doubtful(self) -> bool {
        matches!(self, Evidence::Inferred | Evidence::Judgement)
    }

    pub fn word(self) -> &'static str {
        match self {
            Evidence::Doc => "documented",
            Evidence::Measured => "measured",
            Evidence::Practice => "practice",
            Evidence::Inferred => "inferred",
            Evidence::Judgement => "judgement",
        }
    }
}

impl Date {
    /// Midnight UTC at its start.
    pub fn start(self) -> Instant {
        Instant::parse(&format!("{self}T00:00Z")).unwrap_or_default()
    }

    /// How long ago, in whole days; zero for a day that is still to come.
    pub fn days_old(self, now: Instant) -> i64 {
        ((now - self.start()).seconds() / Duration::from_days(1).seconds()).max(0)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        quoted(from, "2026-11-22", Date::parse)
    }
}

/// A value in a few words, for tables of rules.
pub trait Show {
    fn show(&self) -> String;
}

impl Show for bool {
    fn show(&self) -> String {
        (if *self { "yes" } else { "no" }).to_string()
    }
}

impl Show for u32 {
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Show for String {
    fn show(&self) -> String {
        self.clone()
    }
}

impl Show for Duration {
    fn show(&self) -> String {
        self.words()
    }
}

impl Show for Vec<String> {
    fn show(&self) -> String {
        self.join(", ")
    }
}

/// A fact as a line of a table: what it is about, and its value in words.
#[derive(Debug, Clone, PartialEq)]
pub struct SourcedRow<'a> {
    /// The name of the field in the file.
    pub field: &'static str,
    /// What the field means, in a few words.
    pub label: &'static str,
    pub value: String,
    pub source: &'a str,
    pub as_of: Date,
    pub evidence: Evidence,
    pub note: Option<&'a str>,
}

impl<T: Show> Sourced<T> {
    pub fn row(&self, field: &'static str, label: &'static str) -> SourcedRow<'_> {
        SourcedRow {
            field,
            label,
            value: self.value.show(),
            source: &self.source,
            as_of: self.as_of,
            evidence: self.evidence,
            note: self.note.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_an_age() {
        let day = Date::parse("2026-11-22").unwrap();
        assert_eq!(day.days_old(Instant::parse("2026-11-25T23:00Z").unwrap()), 3);
        assert_eq!(day.days_old(Instant::parse("2026-11-01T00:00Z").unwrap()), 0);
    }
}
