//! The last line: the keys that help most here, and where each stands, so that drawing and the mouse agree.

use super::keymap::Context;
use super::{App, actions};
use crate::base::words::width;

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
            ("edit-run", "run's form"),
        ],
    ),
    (Context::Pick, &[("accept", "take"), ("down", "next"), ("cancel", "close")]),
    (
        Context::Page,
        &[
            ("fix", "make the change"),
            ("drill", "take back"),
            ("drill-accept", "make it the plan"),
            ("drill-store", "store"),
            ("down", "scroll"),
            ("cancel", "close"),
        ],
    ),
    (Context::Text, &[("accept", "take"), ("complete", "complete"), ("cancel", "leave")]),
];

/// Most keys that are shown: more would not be read.
const MOST: usize = 8;

/// A key in the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its first column within the footer, and how many it takes with the blanks around it.
    pub x: u16,
    pub columns: u16,
    /// As the keymap spells it.
    pub keys: String,
    pub word: &'static str,
    pub action: &'static str,
}

/// The keys that fit whole and do something now.
pub fn offers(app: &App) -> Vec<Offer> {
    let context = app.context();
    let room = usize::from(app.panes.footer.width).saturating_sub(typed_columns(app));
    let offered = OFFERED.iter().find(|(of, _)| *of == context).map_or(&[][..], |(_, offered)| *offered);
    let mut offers: Vec<Offer> = Vec::new();
    let mut x = 0;
    for (name, word) in offered {
        let runs = |action: &&actions::Action| (action.blocked)(app).is_none();
        let keys = |_| match (context, *name) {
            (Context::Page, "fix") => numbers(app),
            _ => app.keymap.keys_of(context, name),
        };
        let Some(keys) = actions::find(name).filter(runs).and_then(keys) else { continue };
        let columns = width(&keys) + width(word) + 3;
        if x + columns > room || offers.len() == MOST {
            break;
        }
        offers.push(Offer { x: x as u16, columns: columns as u16, keys, word, action: name });
        x += columns;
    }
    offers
}

/// The keys that make the numbered changes of a page.
fn numbers(app: &App) -> Option<String> {
    let key = |number: usize| app.keymap.keys_of(Context::Page, &format!("fix {number}"));
    let (count, first) = (actions::windows::fixes(app).len(), key(1)?);
    match count {
        0 => None,
        1 => Some(first),
        _ => Some(format!("{first}-{}", key(count.min(9))?)),
    }
}

/// What the footer offers at a column of it.
pub fn offer_at(app: &App, x: u16) -> Option<&'static str> {
    let here = |offer: &Offer| (offer.x..offer.x.saturating_add(offer.columns)).contains(&x);
    offers(app).into_iter().find(here).map(|offer| offer.action)
}

/// Digits and keys that are not yet a command: they stand at the right end.
pub fn typed(app: &App) -> String {
    let count = app.typing.count.map(|count| count.to_string()).unwrap_or_default();
    let keys: Vec<String> = app.typing.keys.iter().map(ToString::to_string).collect();
    let unit = app.typing.unit.map(String::from).unwrap_or_default();
    format!("{count}{unit}{}", keys.join(" "))
}

fn typed_columns(app: &App) -> usize {
    match width(&typed(app)) {
        0 => 0,
        columns => columns + 1,
    }
}
