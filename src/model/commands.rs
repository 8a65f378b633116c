//! A provider's own commands, as data of its rule set. planb prints them for people to paste, and never runs one.

use super::sourced::Show;
use crate::base::read::quoted;
use crate::base::{shell, words};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Act {
    /// Looks for offers of a block.
    Search,
    /// Buys a block, or asks for it: what follows may cost its whole fee.
    Buy,
    /// Shows the state of a block.
    Look,
    /// Looks for offers of a later end.
    SearchExtension,
    /// Buys a later end, or asks for it.
    Extend,
    /// Asks for a higher quota.
    AskQuota,
}

impl Act {
    /// Money may be spent by it.
    pub fn buys(self) -> bool {
        matches!(self, Act::Buy | Act::Extend)
    }

    fn said(self) -> &'static str {
        match self {
            Act::Search => "look for offers",
            Act::Buy => "buy",
            Act::Look => "show its state",
            Act::SearchExtension => "look for extensions",
            Act::Extend => "extend",
            Act::AskQuota => "ask for quota",
        }
    }
}

/// The parts that a command may have, with their meaning.
pub const PARTS: &[(&str, &str)] = &[
    ("id", "the block's id in the plan"),
    ("machine", "the provider's name of the machine"),
    ("nodes", "how many machines"),
    ("accelerators", "how many accelerators in all"),
    ("region", "the region, also of a Local Zone"),
    ("zone", "the zone"),
    ("account", "the account or subscription"),
    ("target", "what it is bought for"),
    ("start", "the start, in UTC"),
    ("end", "the end, in UTC"),
    ("start_epoch", "the start, in seconds since 1970"),
    ("end_epoch", "the end, in seconds since 1970"),
    ("hours", "its length in whole hours, rounded up"),
    ("minutes", "its length in whole minutes, rounded up"),
    ("offer", "the provider's id of the offer"),
    ("reference", "the provider's id of the reservation"),
    ("extension_offer", "the provider's id of the offer of a later end"),
    ("extension_hours", "how much longer, in whole hours"),
    ("extension_minutes", "its length with the extension, in whole minutes"),
    ("quota_code", "the provider's code of the quota"),
    ("quota_wanted", "the quota that is needed"),
];

/// A command of a provider's tool.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    pub act: Act,
    pub run: Template,
    /// Only for these machines, by catalogue id or provider's name; for all where empty.
    #[serde(default)]
    pub machines: Vec<String>,
}

impl Show for Command {
    fn show(&self) -> String {
        format!("{}: {}", self.act.said(), self.run.text)
    }
}

/// The text of a command with parts in braces: `tool --count {nodes}`. Words between `[` and `]` are left out together where
/// a part of theirs is not known. Blanks part the words; no value can add one.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    pub text: String,
}

/// What stands for each part; a part that is not known is absent.
pub type Values = BTreeMap<&'static str, String>;

impl Template {
    pub fn parse(text: &str) -> Result<Template, String> {
        let mut depth = 0;
        for word in text.split_whitespace() {
            match word {
                "[" => depth += 1,
                "]" => depth -= 1,
                word => {
                    let unknown = |name: &&str| !PARTS.iter().any(|(part, _)| part == name);
                    if let Some(name) = names(word).find(unknown) {
                        let known = PARTS.iter().map(|(part, _)| *part);
                        return Err(match words::nearest(name, known.clone()) {
                            Some(near) => {
                                format!("{{{name}}} is no part of a command: did you mean {{{near}}}?")
                            }
                            None => format!(
                                "{{{name}}} is no part of a command: known are {}",
                                words::list(known, 99)
                            ),
                        });
                    }
                }
            }
            if !(0..=1).contains(&depth) {
                return Err("[ and ] stand in pairs, each a word of its own".to_string());
            }
        }
        match (depth, text.trim().is_empty()) {
            (0, false) => Ok(Template { text: text.to_string() }),
            (_, true) => Err("the command is empty".to_string()),
            _ => Err("a [ has no ]".to_string()),
        }
    }

    /// The command for a shell; `None` where a part that it needs is not known, or holds what does not belong into a command.
    pub fn fill(&self, values: &Values) -> Option<String> {
        let mut out: Vec<String> = Vec::new();
        // Where the optional words begin, and whether one of them lacks a part.
        let mut optional: Option<(usize, bool)> = None;
        for word in self.text.split_whitespace() {
            match (word, &mut optional) {
                ("[", _) => optional = Some((out.len(), false)),
                ("]", Some((from, lacks))) => {
                    if *lacks {
                        out.truncate(*from);
                    }
                    optional = None;
                }
                (word, group) => match (filled(word, values), group) {
                    (Some(word), _) => out.push(word),
                    (None, Some((_, lacks))) => *lacks = true,
                    (None, None) => return None,
                },
            }
        }
        Some(out.join(" "))
    }
}

/// One word with its parts in place, quoted as a whole.
fn filled(word: &str, values: &Values) -> Option<String> {
    let mut out = String::new();
    for piece in pieces(word) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Part(name) => {
                // Some tools read a value with a scheme from a file or an address.
                let value = values.get(name).filter(|value| !value.is_empty() && !value.contains("://"))?;
                shell::word(value).ok()?;
                out.push_str(value);
            }
        }
    }
    Some(shell::quoted(&out))
}

enum Piece<'a> {
    Text(&'a str),
    Part(&'a str),
}

/// A word cut at its parts. Braces around anything but a name are text.
fn pieces(word: &str) -> Vec<Piece<'_>> {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let (mut pieces, mut text, mut from) = (Vec::new(), 0, 0);
    while let Some(open) = word[from..].find('{').map(|at| from + at) {
        from = open + 1;
        if let Some(close) = word[from..].find('}').map(|at| from + at)
            && is_name(&word[from..close])
        {
            pieces.extend([Piece::Text(&word[text..open]), Piece::Part(&word[from..close])]);
            (from, text) = (close + 1, close + 1);
        }
    }
    pieces.push(Piece::Text(&word[text..]));
    pieces
}

fn names(word: &str) -> impl Iterator<Item = &str> {
    pieces(word).into_iter().filter_map(|piece| match piece {
        Piece::Part(name) => Some(name),
        Piece::Text(_) => None,
    })
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Template, D::Error> {
        quoted(from, "tool --count {nodes}", Template::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str, values: &[(&'static str, &str)]) -> Option<String> {
        let values = values.iter().map(|(name, value)| (*name, (*value).to_string())).collect();
        Template::parse(template).unwrap().fill(&values)
    }

    #[test]
    fn parts_are_put_in_and_what_is_not_known_leaves_its_group_out() {
        let template = "tool buy --offer {offer} [ --region {region} ] --count={nodes}";
        let known = [("offer", "cb-1"), ("nodes", "4")];
        assert_eq!(fill(template, &known).as_deref(), Some("tool buy --offer cb-1 --count=4"));
        let all = [("offer", "cb-1"), ("nodes", "4"), ("region", "us-east-2")];
        let whole = "tool buy --offer cb-1 --region us-east-2 --count=4";
        assert_eq!(fill(template, &all).as_deref(), Some(whole));
        assert_eq!(fill(template, &[("nodes", "4")]), None);
        assert_eq!(fill(template, &[("offer", ""), ("nodes", "4")]), None);
    }

    #[test]
    fn values_stay_one_word() {
        let say = |value| fill("tool name={id} --x", &[("id", value)]);
        assert_eq!(say("a b; rm x").as_deref(), Some("tool 'name=a b; rm x' --x"));
        assert_eq!(say("it's").as_deref(), Some(r"tool 'name=it'\''s' --x"));
        // A value is not read for parts again.
        let twice = fill("tool {id}/{offer}", &[("id", "{offer}"), ("offer", "x")]);
        assert_eq!(twice.as_deref(), Some("tool '{offer}/x'"));
        for bad in ["--force", "a\nb", "a\u{202e}b", "file:///etc/passwd", "http://x"] {
            assert_eq!(say(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn templates_are_checked_when_they_are_read() {
        for (text, error) in [
            ("tool {machin}", "{machin} is no part of a command: did you mean {machine}?"),
            ("tool [ {nodes}", "a [ has no ]"),
            ("tool ] {nodes}", "[ and ] stand in pairs, each a word of its own"),
            ("  ", "the command is empty"),
        ] {
            assert_eq!(Template::parse(text).unwrap_err(), error);
        }
        assert!(Template::parse("tool {Key=x,Value=y}").is_ok(), "braces with anything else are text");
    }
}
