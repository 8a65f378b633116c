//! A statement about the world together with who makes it, when it was read and how sure it is.

use super::scalar::Date;
use crate::base::read::{again, each_field, from_ron, quoted};
use crate::base::{Duration, Instant};
use ron::value::RawValue;
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor,
};
use std::fmt;
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

/// All of a fact but its value.
#[derive(Default)]
struct About {
    source: Arc<str>,
    as_of: Date,
    evidence: Evidence,
    note: Option<String>,
}

impl About {
    fn of<T>(self, value: T) -> Sourced<T> {
        let About { source, as_of, evidence, note } = self;
        Sourced { value, source, as_of, evidence, note }
    }
}

/// Takes the RON text of a fact's value. Facts of all types are read by the same code, which hands the values on as text.
type TakeValue<'a> = &'a mut dyn FnMut(&str) -> Result<(), ron::Error>;

/// Reads one fact.
struct One<'a>(TakeValue<'a>);

/// Reads a fact that may be absent.
struct Perhaps<'a>(TakeValue<'a>);

/// Reads a list of facts.
struct Many<'a>(TakeValue<'a>);

impl<'de> DeserializeSeed<'de> for One<'_> {
    type Value = About;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<About, D::Error> {
        from.deserialize_struct("Sourced", &FIELDS, self)
    }
}

const FIELDS: [&str; 5] = ["value", "source", "as_of", "evidence", "note"];

impl<'de> Visitor<'de> for One<'_> {
    type Value = About;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fact such as (value: true, source: \"a page\", as_of: \"2026-11-22\")")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<About, A::Error> {
        let mut about = About::default();
        each_field(&mut map, &FIELDS, &["value", "source", "as_of"], &mut |name, map: &mut A| {
            match name {
                "value" => (self.0)(map.next_value::<Box<RawValue>>()?.get_ron()).map_err(again)?,
                "source" => about.source = map.next_value()?,
                "as_of" => about.as_of = map.next_value()?,
                "evidence" => about.evidence = map.next_value()?,
                _ => about.note = map.next_value()?,
            }
            Ok(())
        })?;
        Ok(about)
    }
}

impl<'de> DeserializeSeed<'de> for Perhaps<'_> {
    type Value = Option<About>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<About>, D::Error> {
        from.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Perhaps<'_> {
    type Value = Option<About>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fact or None")
    }
    fn visit_none<E: Error>(self) -> Result<Option<About>, E> {
        Ok(None)
    }
    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Option<About>, D::Error> {
        One(self.0).deserialize(from).map(Some)
    }
}

impl<'de> DeserializeSeed<'de> for Many<'_> {
    type Value = Vec<About>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Vec<About>, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Many<'_> {
    type Value = Vec<About>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of facts")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<About>, A::Error> {
        let mut all = Vec::new();
        while let Some(about) = list.next_element_seed(One(&mut *self.0))? {
            all.push(about);
        }
        Ok(all)
    }
}

/// The value of a field that is a fact.
pub fn known<'de, A: MapAccess<'de>, T: DeserializeOwned>(map: &mut A) -> Result<Known<T>, A::Error> {
    let mut value = None;
    let about = map.next_value_seed(Perhaps(&mut |ron| read_into(&mut value, ron)))?;
    Ok(about.zip(value).map(|(about, value)| Arc::new(about.of(value))))
}

/// The value of a field that is a list of facts.
pub fn all_known<'de, A: MapAccess<'de>, T: DeserializeOwned>(
    map: &mut A,
) -> Result<Vec<Sourced<T>>, A::Error> {
    let mut values = Vec::new();
    let abouts = map.next_value_seed(Many(&mut |ron| {
        values.push(from_ron(ron).map_err(|error| error.code)?);
        Ok(())
    }))?;
    Ok(abouts.into_iter().zip(values).map(|(about, value)| about.of(value)).collect())
}

fn read_into<T: DeserializeOwned>(value: &mut Option<T>, ron: &str) -> Result<(), ron::Error> {
    *value = Some(from_ron(ron).map_err(|error| error.code)?);
    Ok(())
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Sourced<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Sourced<T>, D::Error> {
        let mut value = None;
        let about = One(&mut |ron| read_into(&mut value, ron)).deserialize(from)?;
        value.map(|value| about.of(value)).ok_or_else(|| D::Error::missing_field("value"))
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
