//! Everything dated, as a table, and how much of it.

use crate::analysis::{AgendaItem, AgendaKind, Analysis};
use crate::base::{Duration, Instant};

use super::{Table, Times, columns};

/// Which dates are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only what comes within this time; what is overdue comes always.
    pub next: Option<Duration>,
    /// Only what this person owns.
    pub owner: Option<String>,
}

impl Wanted {
    /// The items that are wanted, in the order of time.
    pub fn of<'a>(&self, analysis: &'a Analysis) -> Vec<&'a AgendaItem> {
        let until = self.next.map_or(Instant::FOREVER, |next| analysis.now + next);
        let items = analysis.agenda.iter().filter(|item| item.overdue || item.when() <= until);
        items.filter(|item| self.owner.as_ref().is_none_or(|owner| item.owner == *owner)).collect()
    }
}

/// A kind as a word.
pub fn word(kind: AgendaKind) -> &'static str {
    match kind {
        AgendaKind::Decide => "decide",
        AgendaKind::Buy => "buy",
        AgendaKind::Pay => "pay",
        AgendaKind::Quota => "quota",
        AgendaKind::Approve => "approve",
        AgendaKind::Staging => "staging",
        AgendaKind::Opens => "opens",
        AgendaKind::Starts => "starts",
        AgendaKind::Warning => "warning",
        AgendaKind::UsableEnd => "usable end",
        AgendaKind::Extend => "extend",
        AgendaKind::Ends => "ends",
        AgendaKind::Deadline => "deadline",
    }
}

/// Columns: when people should act, how far away, what, by whom, and the hard limit with its reason.
pub fn table(items: &[&AgendaItem], times: &Times, now: Instant) -> Table {
    let row = |item: &&AgendaItem| {
        let state = match (item.overdue, item.is_pressing(now)) {
            (true, _) => "OVERDUE".to_string(),
            (false, true) => "PRESSING".to_string(),
            (false, false) => times.away(now, item.when()),
        };
        let why = match (item.people.is_some(), item.because.is_empty()) {
            (true, true) => format!("hard limit {}", times.utc(item.at)),
            (true, false) => format!("hard limit {}: {}", times.utc(item.at), item.because),
            (false, _) => item.because.clone(),
        };
        vec![times.local(item.when()), state, item.text.clone(), item.owner.clone(), why]
    };
    Table {
        title: "Agenda".to_string(),
        columns: columns(&["when", "", "*what", "~owner", "*why"]),
        rows: items.iter().map(row).collect(),
        empty: "Nothing dated lies ahead.".to_string(),
    }
}
