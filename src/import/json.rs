//! JSON of unknown quality: numbers as text, texts as numbers, keys that are missing.

use serde_json::Value;

use crate::base::{Instant, Money};

/// Most bytes of one imported file.
const LARGEST: usize = 64 << 20;

/// Reads a JSON text. The error names line and column; what the provider's tool says when it fails is passed on.
pub fn parse(text: &str, known_errors: &[(&str, &str)]) -> Result<Value, String> {
    if text.len() > LARGEST {
        return Err(format!("the file is larger than {} MiB", LARGEST >> 20));
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err("the file is empty: did the command that made it fail?".to_string());
    }
    if let Some((code, advice)) =
        known_errors.iter().find(|(code, _)| text.len() < 10_000 && text.contains(code))
    {
        return Err(format!("this is the provider's error {code}: {advice}"));
    }
    serde_json::from_str(text).map_err(|error| {
        format!("line {}, column {}: this is no JSON: {error}", error.line(), error.column())
    })
}

/// A text, or a number as text; empty where the key is missing.
pub fn text(item: &Value, key: &str) -> String {
    match item.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    }
}

/// A whole number, also spelled as text.
pub fn count(item: &Value, key: &str) -> Option<u32> {
    text(item, key).parse().ok()
}

/// A moment in any of the spellings that the tools print: `2026-11-18T11:30:00.000Z`, `2026-11-18T11:30:00+00:00`,
/// `2026-12-01T03:30:00-08:00`, and seconds since 1970, with or without a fraction.
pub fn instant(item: &Value, key: &str) -> Result<Option<Instant>, String> {
    let text = text(item, key);
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(seconds) = text.parse::<f64>() {
        return match seconds.is_finite() && seconds.abs() < 3e11 {
            true => Ok(Some(Instant::from_seconds(seconds as i64))),
            false => Err(format!("{key} is no moment: {}", crate::base::fact::clipped(&text))),
        };
    }
    // Fractions of a second mean nothing here, and some tools print three digits of them.
    let plain = match text.split_once('.') {
        Some((head, tail)) => format!("{head}{}", tail.trim_start_matches(|c: char| c.is_ascii_digit())),
        None => text,
    };
    Instant::parse(&plain).map(Some).map_err(|error| format!("{key}: {error}"))
}

/// Money, also spelled as text.
pub fn money(item: &Value, key: &str) -> Result<Option<Money>, String> {
    let text = text(item, key);
    match text.is_empty() {
        true => Ok(None),
        false => Money::parse(&text).map(Some).map_err(|error| format!("{key}: {error}")),
    }
}
