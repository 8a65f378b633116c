//! The last line: what just happened, else the keys that help most here and can be pressed now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{Piece, columns, line, line_right, piece};
use super::theme::Theme;
use crate::app::keymap::Context;
use crate::app::{App, Toast, actions};

/// The actions worth a place in the footer by context, the most useful first, each in a word or two.
const OFFERED: &[(Context, &[(&str, &str)])] = &[
    (
        Context::Timeline,
        &[
            ("edit", "edit"),
            ("grab", "move"),
            ("next-problem", "problem"),
            ("help", "help"),
            ("add-window", "window"),
            ("add-run", "run"),
            ("add-block", "block"),
            ("undo", "undo"),
            ("zoom-in", "zoom"),
            ("group", "group"),
            ("problems", "problems"),
            ("agenda", "agenda"),
            ("ladder", "ladder"),
            ("filter", "filter"),
            ("save", "save"),
            ("palette", "all"),
        ],
    ),
    (
        Context::Grab,
        &[
            ("accept", "drop"),
            ("cancel", "leave"),
            ("earlier", "earlier"),
            ("later", "later"),
            ("left", "earlier"),
            ("right", "later"),
            ("end-later", "longer"),
            ("end-earlier", "shorter"),
            ("snap", "snap"),
        ],
    ),
    (
        Context::Panel,
        &[
            ("accept", "go there"),
            ("cancel", "back"),
            ("fix", "mend"),
            ("in-force", "in force"),
            ("edit", "edit"),
            ("focus-next", "timeline"),
            ("help", "help"),
        ],
    ),
    (
        Context::Resolve,
        &[
            ("take-ours", "ours"),
            ("take-theirs", "theirs"),
            ("take-both", "both"),
            ("next-conflict", "skip"),
            ("previous-conflict", "before"),
            ("undo", "undo"),
            ("cancel", "later"),
            ("save", "save"),
        ],
    ),
    (
        Context::Form,
        &[
            ("accept", "type"),
            ("next-value", "next value"),
            ("clear-field", "clear"),
            ("remove-entry", "remove"),
            ("undo", "undo"),
            ("cancel", "close"),
        ],
    ),
    (Context::Pick, &[("accept", "take"), ("down", "next"), ("cancel", "close")]),
    (Context::Page, &[("down", "scroll"), ("cancel", "close")]),
    (Context::Text, &[("accept", "take"), ("complete", "complete"), ("cancel", "leave")]),
];

/// Most keys that are shown: more would not be read.
const MOST: usize = 8;

pub fn draw(app: &App, theme: &Theme, buf: &mut Buffer) {
    let area = app.panes.footer;
    if area.is_empty() {
        return;
    }
    let typed = typed(app);
    let right = if typed.is_empty() { Vec::new() } else { vec![piece(format!("{typed} "), theme.key)] };
    let end = line_right(buf, area, area.x, &right);
    let body = Rect { width: end.saturating_sub(area.x), ..area };
    match &app.toast {
        Some(toast) => _ = line(buf, body, &[told(toast, theme)]),
        None => _ = line(buf, body, &keys(app, theme, usize::from(body.width))),
    }
}

/// What happened last, or what went wrong.
pub(super) fn told(toast: &Toast, theme: &Theme) -> Piece {
    match toast.is_error {
        true => piece(format!(" {} {}", theme.glyphs.error, toast.text), theme.error),
        false => piece(format!(" {}", toast.text), theme.info),
    }
}

/// Digits and keys that are not yet a command.
fn typed(app: &App) -> String {
    let count = app.typing.count.map(|count| count.to_string()).unwrap_or_default();
    let keys: Vec<String> = app.typing.keys.iter().map(ToString::to_string).collect();
    format!("{count}{}", keys.join(" "))
}

/// The keys that fit whole and do something now.
fn keys(app: &App, theme: &Theme, room: usize) -> Vec<Piece> {
    let context = app.context();
    let offered = OFFERED.iter().find(|(of, _)| *of == context).map_or(&[][..], |(_, offered)| *offered);
    let mut pieces = Vec::new();
    let mut shown = 0;
    for (name, word) in offered {
        let runs = |action: &&actions::Action| (action.blocked)(app).is_none();
        let Some(keys) = actions::find(name).filter(runs).and_then(|_| app.keymap.keys_of(context, name))
        else {
            continue;
        };
        let next = [piece(format!(" {keys}"), theme.key), piece(format!(" {word} "), theme.dim)];
        if columns(&pieces) + columns(&next) > room || shown == MOST {
            break;
        }
        shown += 1;
        pieces.extend(next);
    }
    pieces
}
