//! Keys and pasted text: counts, keys that follow each other, lines of text.

use crossterm::event::{KeyCode, KeyModifiers};
use tui_input::{Input, InputRequest};

use super::keymap::{Context, Lookup};
use super::keys::Key;
use super::modal::{Confirm, Modal};
use super::{App, Args, Effect, Typing, complete, form, pick};

/// How many keys are echoed on a wall screen.
const ECHOED: usize = 12;

/// A key: a digit of a count, part of a longer command, a command, or a character of a text.
pub fn press(app: &mut App, key: Key) -> Vec<Effect> {
    app.toast = None;
    echo(app, key);
    let context = app.context();
    if let Some(digit) = count_digit(app, context, key) {
        app.typing.count =
            Some(app.typing.count.unwrap_or(0).saturating_mul(10).saturating_add(digit).min(9_999));
        return Vec::new();
    }
    if let Some(unit) = unit(app, context, key) {
        app.typing.unit = Some(unit);
        return Vec::new();
    }
    app.typing.keys.push(key);
    let (effects, pending) = match app.keymap.look_up(context, &app.typing.keys) {
        Lookup::Pending(next) => {
            let next = next.into_iter().map(|(key, action)| (key, action.to_string())).collect();
            (Vec::new(), next)
        }
        Lookup::Run(action) => {
            let action = action.to_string();
            let typing = std::mem::take(&mut app.typing);
            if let Some(grab) = &mut app.grab {
                grab.unit = typing.unit;
            }
            (app.run(&action, Args { count: typing.count, text: None }), Vec::new())
        }
        Lookup::Unbound => {
            let first = app.typing.keys.len() == 1;
            app.typing = Typing::default();
            (if first { unbound(app, context, key) } else { Vec::new() }, Vec::new())
        }
    };
    app.which_key = pending;
    effects
}

/// After the digits of a count for a held bar, a letter that says what is counted: `1d`, `30m`.
fn unit(app: &App, context: Context, key: Key) -> Option<char> {
    let counts = context == Context::Grab && app.typing.count.is_some() && app.typing.keys.is_empty();
    match key.code {
        KeyCode::Char(c @ ('d' | 'w' | 'm')) if counts && key.modifiers.is_empty() => Some(c),
        _ => None,
    }
}

/// Why nothing else can be done while a bar is held.
pub const HELD: &str = "drop what is held first (Enter, or Esc)";

fn echo(app: &mut App, key: Key) {
    if !app.settings.present {
        return app.keys_echo.clear();
    }
    // What is typed into a field is seen there.
    if !app.context().is_text() {
        app.keys_echo.push_str(&match key.code {
            KeyCode::Char(c) if c != ' ' && key.modifiers.is_empty() => c.to_string(),
            _ => format!("<{key}>"),
        });
        let surplus = app.keys_echo.chars().count().saturating_sub(ECHOED);
        app.keys_echo = app.keys_echo.chars().skip(surplus).collect();
    }
}

/// A digit that counts: `0` only after another digit, none where text is typed or digits pick something.
fn count_digit(app: &App, context: Context, key: Key) -> Option<u32> {
    let counts = matches!(context, Context::Timeline | Context::Grab | Context::Panel | Context::Form);
    let KeyCode::Char(c) = key.code else { return None };
    let digit =
        c.to_digit(10).filter(|_| counts && key.modifiers.is_empty() && app.typing.keys.is_empty())?;
    (digit > 0 || app.typing.count.is_some()).then_some(digit)
}

/// A key that no table binds: text where text is typed, an answer where there is a question; else nothing.
fn unbound(app: &mut App, context: Context, key: Key) -> Vec<Effect> {
    if context == Context::Confirm {
        return answer(app, key);
    }
    if context == Context::Grab && !matches!(app.keymap.look_up(Context::Timeline, &[key]), Lookup::Unbound) {
        app.complain(HELD);
    }
    if let Some(request) = request(key).filter(|_| context.is_text()) {
        edit(app, |input| {
            input.handle(request);
        });
    }
    Vec::new()
}

fn answer(app: &mut App, key: Key) -> Vec<Effect> {
    let (Some(Modal::Confirm(Confirm { choices, .. })), KeyCode::Char(c)) = (app.modals.last(), key.code)
    else {
        return Vec::new();
    };
    let Some((_, _, action)) = choices.iter().find(|(letter, ..)| *letter == c).copied() else {
        return Vec::new();
    };
    app.modals.pop();
    app.run(action, Args::default())
}

/// What a key does to a line of text.
fn request(key: Key) -> Option<InputRequest> {
    use InputRequest::*;
    let (control, alt) = (key.modifiers == KeyModifiers::CONTROL, key.modifiers == KeyModifiers::ALT);
    Some(match key.code {
        KeyCode::Char(c) if key.modifiers.is_empty() => InsertChar(c),
        KeyCode::Backspace if key.modifiers.is_empty() => DeletePrevChar,
        KeyCode::Backspace => DeletePrevWord,
        KeyCode::Delete => DeleteNextChar,
        KeyCode::Left if key.modifiers.is_empty() => GoToPrevChar,
        KeyCode::Right if key.modifiers.is_empty() => GoToNextChar,
        KeyCode::Left => GoToPrevWord,
        KeyCode::Right => GoToNextWord,
        KeyCode::Home => GoToStart,
        KeyCode::End => GoToEnd,
        KeyCode::Char('a') if control => GoToStart,
        KeyCode::Char('e') if control => GoToEnd,
        KeyCode::Char('b') if alt => GoToPrevWord,
        KeyCode::Char('f') if alt => GoToNextWord,
        KeyCode::Char('h') if control => DeletePrevChar,
        KeyCode::Char('w') if control => DeletePrevWord,
        KeyCode::Char('u') if control => DeleteLine,
        KeyCode::Char('k') if control => DeleteTillEnd,
        _ => return None,
    })
}

/// Pasted text goes into a field, as one line; elsewhere it does nothing, so that a paste is never a row of commands.
pub fn paste(app: &mut App, text: &str) {
    if !app.context().is_text() {
        return;
    }
    let line: String = text.trim_end().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    edit(app, |input| {
        for c in line.chars() {
            input.handle(InputRequest::InsertChar(c));
        }
    });
}

/// Changes the line of text that is open, and what depends on it.
pub fn edit(app: &mut App, change: impl FnOnce(&mut Input)) {
    let Some(modal) = app.modals.last_mut() else { return };
    let Some(input) = modal.input_mut() else { return };
    let before = input.value().to_string();
    change(input);
    if input.value() != before {
        typed(app);
    }
}

/// The line of text that is open has changed: what completes it, what matches it, and whether it can be taken.
pub fn typed(app: &mut App) {
    let Some(modal) = app.modals.last() else { return };
    match modal {
        Modal::Prompt(prompt) => {
            let (action, text, is_live) =
                (prompt.action, prompt.input.value().to_string(), prompt.restore.is_some());
            let completions = complete::for_action(app, action, &text);
            if is_live {
                app.set_filter(&text);
            }
            let lanes = crate::base::words::count(app.view.lanes.len(), "lane", "lanes");
            if let Some(Modal::Prompt(prompt)) = app.modals.last_mut() {
                if is_live {
                    prompt.label = format!("Filter ({lanes})");
                }
                (prompt.completions, prompt.picked, prompt.error) = (completions, None, None);
            }
        }
        Modal::Form(_) => form::typed(app),
        Modal::Pick(list) => {
            let completions = match list.takes_commands {
                true => pick::completions(app, list.input.value()),
                false => Vec::new(),
            };
            if let Some(Modal::Pick(list)) = app.modals.last_mut() {
                pick::complete_with(list, completions);
                pick::narrow(list);
            }
        }
        Modal::Confirm(_) | Modal::Page(_) => {}
    }
}
