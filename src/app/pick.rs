//! Lists to pick from, narrowed by typing.

use crate::base::{sort, words};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::modal::{Modal, Pick, PickItem};
use super::{App, Args, Effect, actions, complete};

/// Most lines of a list that are named to who finds none.
const LISTED: usize = 4;

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
    let pick = Pick { title, items, input, shown, selected: 0, takes_commands: false, completing: 0 };
    app.modals.push(Modal::Pick(pick));
}

/// What may complete the text after a command: each is a line that runs the command with it.
pub fn completions(app: &App, typed: &str) -> Vec<PickItem> {
    let Some((action, text)) =
        typed.split_once(' ').and_then(|(name, text)| Some((actions::find(name)?, text.trim_start())))
    else {
        return Vec::new();
    };
    let words = complete::for_action(app, action.name, text);
    let item = |word: &String| {
        let about = (action.name == "set").then(|| app.settings.about(word)).flatten();
        let (doc, detail) = about.unwrap_or_default();
        PickItem { detail, ..item(&format!("{} {word}", action.name), &doc, action.name, Some(word)) }
    };
    words.iter().map(item).collect()
}

/// Puts other completions at the end of a list of commands.
pub fn complete_with(list: &mut Pick, completions: Vec<PickItem>) {
    list.items.truncate(list.items.len().saturating_sub(list.completing));
    list.completing = completions.len();
    list.items.extend(completions);
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
    let commands = list.items.len().saturating_sub(list.completing);
    if list.completing > 0 {
        // The command itself first: Enter runs what is typed.
        let known = actions::find(wanted).map(|action| action.name);
        let command = list.items.iter().position(|item| Some(item.action.as_str()) == known);
        list.shown = command.into_iter().chain(commands..list.items.len()).collect();
        list.selected = 0;
        return;
    }
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
        (Some(action), Some(item))
            if list.selected > 0 && item.action == action.name && item.text.is_some() =>
        {
            (item.action, item.text)
        }
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
                false if list.takes_commands => actions::unknown(name),
                false => {
                    let labels: Vec<String> = list.items.iter().map(|item| item.label.clone()).collect();
                    let has = words::list(labels, LISTED);
                    format!("nothing here is like {}: the list has {has}", words::quote(&typed))
                }
            });
            return Vec::new();
        }
    };
    app.modals.pop();
    app.run(&name, Args { count: None, text })
}
