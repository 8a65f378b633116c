//! Lists to pick from, narrowed by typing.

use crate::base::sort;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::modal::{Modal, Pick, PickItem};
use super::{App, Args, Effect, actions};

/// A line of a list that runs an action.
pub fn item(label: &str, doc: &str, action: &str, text: Option<&str>) -> PickItem {
    PickItem {
        label: label.to_string(),
        doc: doc.to_string(),
        detail: String::new(),
        blocked: None,
        action: action.to_string(),
        text: text.map(str::to_string),
    }
}

/// Opens a list.
pub fn open(app: &mut App, title: String, items: Vec<PickItem>) {
    let shown = (0..items.len()).collect();
    let input = Default::default();
    app.modals.push(Modal::Pick(Pick { title, items, input, shown, selected: 0, takes_commands: false }));
}

/// Positions of the texts that match, best first; all in their order for an empty pattern.
pub fn ranked<'a>(wanted: &str, texts: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let pattern = Pattern::parse(wanted, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut scored: Vec<(u32, usize)> =
        texts.enumerate().filter_map(|(at, text)| Some((score(&pattern, &mut matcher, text)?, at))).collect();
    sort::by_key(&mut scored, |(score, at)| (std::cmp::Reverse(*score), *at));
    scored.into_iter().map(|(_, at)| at).collect()
}

fn score(pattern: &Pattern, matcher: &mut Matcher, text: &str) -> Option<u32> {
    let mut buffer = Vec::new();
    pattern.score(Utf32Str::new(text, &mut buffer), matcher)
}

/// Shows what matches the text; a name counts for more than what is said about it.
pub fn narrow(list: &mut Pick) {
    let typed = list.input.value();
    let wanted = match typed.split_once(' ') {
        Some((name, _)) if list.takes_commands && actions::find(name).is_some() => name,
        _ => typed,
    };
    let pattern = Pattern::parse(wanted, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let exact = |item: &PickItem| actions::find(wanted).is_some_and(|action| action.name == item.action);
    let mut scored: Vec<(u32, usize)> = Vec::new();
    for (at, item) in list.items.iter().enumerate() {
        let by_name = score(&pattern, &mut matcher, &item.label).map(|score| score.saturating_mul(4) + 50);
        let all = || format!("{} {} {}", item.label, item.doc, item.detail);
        let Some(score) = by_name.or_else(|| score(&pattern, &mut matcher, &all())) else { continue };
        // A name or a key typed in full is what was meant.
        let is_key = item.detail.split_whitespace().any(|key| key == wanted);
        let best = !wanted.is_empty() && (is_key || list.takes_commands && exact(item));
        scored.push((if best { u32::MAX } else { score }, at));
    }
    if !wanted.is_empty() {
        sort::by_key(&mut scored, |(score, at)| (std::cmp::Reverse(*score), *at));
    }
    list.shown = scored.into_iter().map(|(_, at)| at).collect();
    list.selected = 0;
}

/// Runs what is picked: a command typed in full, else the selected line. What cannot be done now says why and stays.
pub fn accept(app: &mut App) -> Vec<Effect> {
    let Some(Modal::Pick(list)) = app.modals.last() else { return Vec::new() };
    let typed = list.input.value().trim().to_string();
    let (name, rest) = typed.split_once(' ').unwrap_or((&typed, ""));
    let command = if list.takes_commands { actions::find(name) } else { None };
    let chosen = list.shown.get(list.selected).and_then(|at| list.items.get(*at)).cloned();
    let (name, text) = match (command, chosen) {
        (Some(action), Some(item)) if rest.is_empty() && item.action != action.name && list.selected > 0 => {
            (item.action, item.text)
        }
        (Some(action), _) => {
            (action.name.to_string(), (!rest.trim().is_empty()).then(|| rest.trim().to_string()))
        }
        (None, Some(item)) => (item.action, item.text),
        (None, None) => {
            app.complain(match typed.is_empty() {
                true => "there is nothing to pick".to_string(),
                false => actions::unknown(name),
            });
            return Vec::new();
        }
    };
    app.modals.pop();
    app.run(&name, Args { count: None, text })
}
