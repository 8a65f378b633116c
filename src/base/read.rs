//! Reading values from quoted text, for assets and configuration: `"12h35m"`, `"5.191"`.

use super::{Duration, Money};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// Reads a quoted text with `parse`; the error of `parse` stands where the text does.
pub fn quoted<'de, D: Deserializer<'de>, T>(
    from: D,
    example: &'static str,
    parse: fn(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    struct Quoted<T>(&'static str, fn(&str) -> Result<T, String>, PhantomData<T>);
    impl<T> Visitor<'_> for Quoted<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a quoted text such as \"{}\"", self.0)
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            (self.1)(text).map_err(E::custom)
        }
    }
    from.deserialize_any(Quoted(example, parse, PhantomData))
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        quoted(from, "12h35m", Duration::parse)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Money, D::Error> {
        quoted(from, "5.191", Money::parse)
    }
}
