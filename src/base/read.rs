//! Reading assets and configuration: values from quoted text (`"12h35m"`, `"5.191"`), and structs with many fields.

use super::{Duration, Money};
use ron::error::SpannedError;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
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

/// A struct that is filled field by field. What serde derives for dozens of fields, or for a struct with a dozen types of
/// value, is a hundred kilobytes of code.
pub trait Fields: Default {
    const NAME: &'static str;
    const NAMES: &'static [&'static str];
    /// Those that have no default.
    const NEEDED: &'static [&'static str];
    /// Takes the value of the field of this name, one of [`Fields::NAMES`].
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error>;
}

/// Reads a struct; a field that is unknown, stands twice or is missing is an error.
pub fn fields<'de, D: Deserializer<'de>, T: Fields>(from: D) -> Result<T, D::Error> {
    struct Read<T>(PhantomData<T>);
    impl<'de, T: Fields> Visitor<'de> for Read<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "struct {}", T::NAME)
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut value = T::default();
            each_field(&mut map, T::NAMES, T::NEEDED, &mut |name, map| value.read(name, map))?;
            Ok(value)
        }
    }
    from.deserialize_struct(T::NAME, T::NAMES, Read(PhantomData))
}

pub type Take<'a, A, E> = &'a mut dyn FnMut(&str, &mut A) -> Result<(), E>;

/// Gives every field to `take`.
pub fn each_field<'de, A: MapAccess<'de>>(
    map: &mut A,
    names: &'static [&'static str],
    needed: &[&'static str],
    take: Take<'_, A, A::Error>,
) -> Result<(), A::Error> {
    let mut seen: Vec<&str> = Vec::new();
    while let Some(Name(name)) = map.next_key()? {
        let Some(name) = names.iter().find(|known| **known == name) else {
            return Err(A::Error::unknown_field(&name, names));
        };
        if seen.contains(name) {
            return Err(A::Error::duplicate_field(name));
        }
        seen.push(name);
        take(name, map)?;
    }
    match needed.iter().find(|name| !seen.contains(name)) {
        Some(missing) => Err(A::Error::missing_field(missing)),
        None => Ok(()),
    }
}

/// Reads RON as assets and configuration are written: `Some` needs not be spelled.
pub fn from_ron<T: DeserializeOwned>(text: &str) -> Result<T, SpannedError> {
    let some = ron::extensions::Extensions::IMPLICIT_SOME;
    ron::Options::default().with_default_extension(some).from_str(text)
}

/// What was wrong within a text that was read on its own, as an error of the text around it.
pub fn again<E: Error>(error: ron::Error) -> E {
    use ron::Error::*;
    match error {
        NoSuchStructField { expected, found, .. } => E::unknown_field(&found, expected),
        NoSuchEnumVariant { expected, found, .. } => E::unknown_variant(&found, expected),
        DuplicateStructField { field, .. } => E::duplicate_field(field),
        MissingStructField { field, .. } => E::missing_field(field),
        InvalidValueForType { expected, found } => E::custom(format!("{found} is not {expected}")),
        other => E::custom(other),
    }
}

/// The name of a field.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Name, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Name;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field")
            }
            fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
                Ok(Name(name.to_string()))
            }
        }
        from.deserialize_identifier(Read)
    }
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
