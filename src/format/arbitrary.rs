//! Random plans for tests. They are made from the field tables, so that a new field is tested from its first day.

use proptest::prelude::ProptestConfig;

use crate::base::fact::quote;
use crate::base::record::{AnyFact, List, Record, Shape, ViewMut};
use crate::model::Plan;

use super::around::{indented, on_one_line};
use super::lex::{TokenKind, tokens};
use super::write::write;

/// A property is tried on so many cases; `PROPTEST_CASES` asks for more.
pub(crate) fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|number| number.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(usual), failure_persistence: None, ..ProptestConfig::default() }
}

/// Numbers that follow from a seed (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// Below `end`, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        (self.number() % end as u64) as usize
    }
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
    pub fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// A plan that the format can hold, broken relations and all.
pub(crate) fn plan(seed: u64) -> Plan {
    let mut plan = Plan::default();
    fill(&mut plan, &mut Dice::new(seed));
    plan
}

const TEXTS: [&str; 9] = [
    "plain",
    "",
    "say \"no\"",
    "// no comment",
    "a, (b) [c]",
    "back\\slash",
    "Größe 模型",
    "two\nlines\tand a tab",
    "\u{1b}[31m\u{202e}",
];

/// Gives a record random values.
pub(crate) fn fill(record: &mut dyn Record, dice: &mut Dice) {
    for (at, field) in record.fields().iter().enumerate() {
        if field.name == "version" || !(field.essential || dice.percent(35)) {
            continue;
        }
        match record.view_mut(at) {
            Some(ViewMut::Fact(fact)) => fill_fact(fact, field.name, dice),
            Some(ViewMut::Record(record)) => fill(record, dice),
            Some(ViewMut::Optional(slot)) => fill(slot.make(), dice),
            Some(ViewMut::List(list)) => {
                for _ in 0..dice.below(4) {
                    add_item(list, dice);
                }
            }
            None => {}
        }
    }
    if dice.percent(8) {
        let ron = dice.of(&["0x10", "\"x\"", "(a: [1, 2], b: Some(3))", "[Word, Other(1)]", "{\"k\": 'c'}"]);
        record.extra_mut().push(("shiny".to_string(), ron.to_string()));
    }
    settle(record);
}

/// Takes back what the fields together cannot mean.
pub(crate) fn settle(record: &mut dyn Record) {
    let mut bad = Vec::new();
    record.check(&mut bad);
    if bad.is_empty() {
        return;
    }
    for at in 0..record.fields().len() {
        if let Some(ViewMut::Fact(fact)) = record.view_mut(at)
            && matches!(fact.shape(), Shape::Optional(_))
        {
            fact.set("None").unwrap();
        }
    }
}

/// An item with a fresh id, somewhere in the list.
pub(crate) fn add_item(list: &mut dyn List, dice: &mut Dice) {
    let at = dice.below(list.len() + 1);
    let id = loop {
        let id = format!("{}-{}", dice.of(&["a", "b", "w1", "Ü"]), dice.number() % 100_000);
        if (0..list.len()).all(|at| list.get(at).and_then(Record::id) != Some(&id)) {
            break id;
        }
    };
    let item = list.insert(at);
    fill(item, dice);
    let key = item.fields().iter().position(|field| matches!(field.name, "id" | "code")).unwrap();
    if let Some(ViewMut::Fact(fact)) = item.view_mut(key) {
        fact.set(&quote(&id)).unwrap();
    }
}

/// Gives a fact a random value of its kind.
pub(crate) fn fill_fact(fact: &mut dyn AnyFact, name: &str, dice: &mut Dice) {
    for _ in 0..200 {
        if fact.set(&ron(fact.shape(), name, dice)).is_ok() {
            return;
        }
    }
    panic!("no value for {name}");
}

fn ron(shape: Shape, name: &str, dice: &mut Dice) -> String {
    let text = match shape {
        Shape::Optional(inner) => return ron(*inner, name, dice),
        Shape::List(inner) => {
            let items: Vec<String> = (0..dice.below(4)).map(|_| ron(*inner, name, dice)).collect();
            return format!("[{}]", items.join(", "));
        }
        Shape::Whole => return (1 + dice.below(999)).to_string(),
        Shape::Decimal | Shape::Money => return format!("{}.{:02}", dice.below(100_000), dice.below(100)),
        Shape::Bool => return dice.percent(50).to_string(),
        Shape::Percent => return format!("{}.5", dice.below(100)),
        Shape::Word(words) => {
            let word = words[dice.below(words.len())].0;
            return match dice.below(5) {
                0 => "Unknown(word: \"on hold, maybe\", like: Requested)".to_string(),
                1 => format!("{word}(4)"),
                _ => word.to_string(),
            };
        }
        Shape::Instant => {
            let year = if matches!(name, "end" | "until") { 2028 } else { 2027 };
            format!("{year}-{:02}-{:02}T{:02}:30Z", 1 + dice.below(12), 1 + dice.below(28), dice.below(24))
        }
        Shape::Duration => format!("{}h{}m", dice.below(400), dice.below(60)),
        Shape::Text if matches!(name, "working_hours") => "Mon-Fri 08:00-16:30".to_string(),
        Shape::Text if name == "ends_at" => format!("{:02}:30", dice.below(24)),
        Shape::Text if matches!(name, "holidays" | "read_on") => format!("2027-12-{:02}", 1 + dice.below(31)),
        Shape::Text | Shape::Notes => dice.of(&TEXTS).to_string(),
        Shape::Id(_) => dice.of(&["a-1", "aws.p5", "lead", "us-east-2", "w1"]).to_string(),
    };
    quote(&text)
}

/// A text of the plan in some style, with comments in places where they may stand.
pub(crate) fn text(plan: &Plan, dice: &mut Dice) -> String {
    let mut text = write(plan);
    if dice.percent(20) {
        text = on_one_line(&text).unwrap();
    } else {
        if dice.percent(30) {
            text = indented(&text, "", "  ", "\n");
        } else if dice.percent(20) {
            text = indented(&text, "", "\t", "\r\n");
        }
    }
    let many = dice.below(12);
    let mut out = String::new();
    let all: Vec<_> = tokens(&text).collect();
    for (at, token) in all.iter().enumerate() {
        let next = all.get(at + 1).map(|next| next.kind);
        let part = token.text(&text);
        let drop_comma = token.kind == TokenKind::Comma && dice.percent(10) && {
            let after = all[at + 1..].iter().find(|token| token.kind != TokenKind::Space);
            matches!(after.map(|token| token.kind), Some(TokenKind::Close(_)))
        };
        if !drop_comma {
            out.push_str(part);
        }
        if dice.percent(many) && next.is_some() {
            match dice.below(5) {
                0 => out.push_str(&format!(" /* c{at} */ ")),
                1 => out.push_str(&format!("\n    // c{at}\n    ")),
                2 => out.push_str(&format!("\n\n// c{at}, (\n\n")),
                3 => out.push('\n'),
                _ => out.push_str(&format!(" // c{at}\n")),
            }
        }
    }
    out
}

/// Changes something in a record: a value, an item, the order of a list.
pub(crate) fn change(record: &mut dyn Record, dice: &mut Dice) {
    let at = dice.below(record.fields().len());
    change_field(record, at, dice);
}

/// Changes something in a field of a record.
pub(crate) fn change_field(record: &mut dyn Record, at: usize, dice: &mut Dice) {
    let field = record.fields()[at];
    match record.view_mut(at).unwrap() {
        ViewMut::Fact(_) if matches!(field.name, "id" | "code" | "version") => {}
        ViewMut::Fact(fact) => {
            if field.essential || !dice.percent(30) || fact.set("None").is_err() {
                fill_fact(fact, field.name, dice);
            }
        }
        ViewMut::Record(inner) => change(inner, dice),
        ViewMut::Optional(slot) if dice.percent(30) => slot.clear(),
        ViewMut::Optional(slot) => change(slot.make(), dice),
        ViewMut::List(list) => {
            let place = dice.below(list.len().max(1));
            match (dice.below(6), list.get(place).and_then(Record::id).map(str::to_string)) {
                (0, _) | (_, None) => add_item(list, dice),
                (1, _) => list.remove(place),
                (2, Some(id)) => list.arrange(&[id]),
                _ => change(list.get_mut(place).unwrap(), dice),
            }
        }
    }
    settle(record);
}

/// Gives a fact that the file spells another value of its kind, on one line: whether it is still spelled, none where there
/// is no such fact. `absent`: or one that the file does not spell yet.
pub(crate) fn change_one_fact(record: &mut dyn Record, absent: bool, dice: &mut Dice) -> Option<bool> {
    let count = record.fields().len();
    let from = dice.below(count);
    for at in (0..count).map(|at| (from + at) % count) {
        let field = record.fields()[at];
        let is_spelled = field.essential || !record.is_default(at);
        let done = match record.view_mut(at).unwrap() {
            ViewMut::Fact(fact) => {
                let fits = !matches!(field.name, "id" | "code" | "version")
                    && !matches!(fact.shape(), Shape::List(_));
                let fits = fits && (is_spelled || absent);
                fits.then(|| fill_fact(fact, field.name, dice)).map(|()| true)
            }
            ViewMut::Record(inner) => is_spelled.then(|| change_one_fact(inner, absent, dice)).flatten(),
            ViewMut::Optional(slot) => {
                is_spelled.then(|| change_one_fact(slot.make(), absent, dice)).flatten()
            }
            ViewMut::List(list) => {
                let item = match list.len() {
                    0 => None,
                    len => list.get_mut(dice.below(len)),
                };
                item.and_then(|item| change_one_fact(item, absent, dice))
            }
        };
        if let Some(is_spelled) = done {
            return Some(is_spelled && (absent || field.essential || !record.is_default(at)));
        }
    }
    None
}

/// The text with comments put in, and others taken out; it holds the same plan.
pub(crate) fn remarked(text: &str, tag: &str, dice: &mut Dice) -> String {
    let (come, go) = (dice.below(4), dice.below(15));
    let mut out = String::new();
    for (at, token) in tokens(text).enumerate() {
        if token.kind.is_comment() && dice.percent(go) {
            continue;
        }
        out.push_str(token.text(text));
        // Behind a comma or bracket, where nothing is torn apart.
        if matches!(token.kind, TokenKind::Comma | TokenKind::Open(_)) && dice.percent(come) {
            match dice.below(3) {
                0 => out.push_str(&format!(" // {tag}{at}\n")),
                1 => out.push_str(&format!("\n\n    // {tag}{at}\n    // {tag}{at} too\n")),
                _ => out.push_str(&format!(" /* {tag}{at} */")),
            }
        }
    }
    out
}
