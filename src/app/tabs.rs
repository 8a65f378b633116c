//! The heading of the panel: its own name and those of the others, and where each stands, so that drawing and the mouse
//! agree.

use super::App;
use super::keymap::Context;
use super::panel::Panel;
use crate::base::words::width;

/// A panel's name in the heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub panel: Panel,
    /// Its first column within the heading, and how many it takes with the blanks around it.
    pub x: u16,
    pub columns: u16,
    /// The key that opens it; none for the one that is open.
    pub keys: String,
    pub title: String,
}

/// The open panel at the left, the others at the right; only the open one where there is no room for all.
pub fn tabs(app: &App) -> Vec<Tab> {
    let (Some(open), area) = (app.panel, app.panes.tabs) else { return Vec::new() };
    let edge = u16::from(area.width > 2);
    let room = area.width.saturating_sub(2 * edge);
    let title = own_title(app, open);
    let columns = (width(&title) as u16).saturating_add(2).min(room);
    let mut tabs = vec![Tab { panel: open, x: edge, columns, keys: String::new(), title }];
    let others: Vec<(Panel, String)> = Panel::ALL
        .iter()
        .filter(|panel| **panel != open && open != Panel::Resolve)
        .map(|panel| (*panel, app.keymap.keys_of(Context::Timeline, panel.action()).unwrap_or_default()))
        .collect();
    let columns_of = |(panel, keys): &(Panel, String)| {
        let keys = if keys.is_empty() { 0 } else { width(keys) + 1 };
        (keys + width(panel.title()) + 2) as u16
    };
    let wanted: u16 = others.iter().map(columns_of).sum();
    if wanted >= room.saturating_sub(columns) {
        return tabs;
    }
    let mut x = edge + room - wanted;
    for other in others {
        let columns = columns_of(&other);
        let (panel, keys) = other;
        tabs.push(Tab { panel, x, columns, keys, title: panel.title().to_string() });
        x += columns;
    }
    tabs
}

/// The panel whose name stands at a column of the heading.
pub fn tab_at(app: &App, x: u16) -> Option<Panel> {
    let here = |tab: &Tab| (tab.x..tab.x.saturating_add(tab.columns)).contains(&x);
    tabs(app).into_iter().find(here).map(|tab| tab.panel)
}

fn own_title(app: &App, open: Panel) -> String {
    let count = match open {
        Panel::Problems => app.analysis().problems.len(),
        Panel::Agenda => app.analysis().agenda.len(),
        Panel::Resolve => app.doc.plan().conflicts.len(),
        _ => 0,
    };
    match count {
        0 => open.title().to_string(),
        count => format!("{} {count}", open.title()),
    }
}
