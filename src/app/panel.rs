//! The list beside the timeline: what it shows, row by row, and where Enter leads. Rows are made one at a time, so that a long
//! list costs no more than what is seen of it.

use super::App;
use super::{form, page, panel_lines};
use crate::analysis::{AgendaItem, Diagnostic, RunFacts, lints};
use crate::base::zone::Zone;
use crate::base::{Instant, Money, words};
use crate::model::{Run, Severity, Target};

/// What the panel beside the timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    Inspector,
    Problems,
    Agenda,
    Costs,
    Ladder,
    /// Opened by conflicts, not by a key of its own.
    Resolve,
}

impl Panel {
    pub const ALL: &'static [Panel] =
        &[Panel::Inspector, Panel::Problems, Panel::Agenda, Panel::Costs, Panel::Ladder];

    pub fn title(self) -> &'static str {
        match self {
            Panel::Inspector => "Inspector",
            Panel::Problems => "Problems",
            Panel::Agenda => "Agenda",
            Panel::Costs => "Costs",
            Panel::Ladder => "Ladder",
            Panel::Resolve => "Conflicts",
        }
    }

    /// The action that opens it.
    pub fn action(self) -> &'static str {
        match self {
            Panel::Inspector => "inspector",
            Panel::Problems => "problems",
            Panel::Agenda => "agenda",
            Panel::Costs => "costs",
            Panel::Ladder => "ladder",
            Panel::Resolve => "resolve",
        }
    }
}

/// What takes the keys while nothing is open over the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    #[default]
    Timeline,
    Panel,
}

/// How a row stands out. Never told by colour alone: the text says it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    Heading,
    Dim,
    Good,
    Error,
    Warning,
    Info,
}

/// One row, safe to print.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PanelRow {
    /// A narrow first column: a code, a date, a name.
    pub label: String,
    pub text: String,
    pub tone: Tone,
    /// Where Enter leads.
    pub target: Option<Target>,
    pub at: Option<Instant>,
}

/// How many rows the open panel has.
pub fn len(app: &App) -> usize {
    let analysis = app.analysis();
    match app.panel {
        None => 0,
        Some(Panel::Inspector) => inspector(app).len(),
        Some(Panel::Problems) => analysis.problems.len().max(1) + waived_rows(app),
        Some(Panel::Agenda) => analysis.agenda.len().max(1),
        Some(Panel::Costs) => COST_LINES + analysis.costs.months.len() + analysis.blocks.len(),
        Some(Panel::Resolve) => conflict_rows(app).len(),
        Some(Panel::Ladder) => ladder_run(app).map_or(1, |(run, _)| run.fallbacks.len() + 1),
    }
}

/// A row of the open panel.
pub fn row(app: &App, index: usize) -> Option<PanelRow> {
    let mut row = match app.panel? {
        Panel::Inspector => inspector(app).into_iter().nth(index)?,
        Panel::Problems => problem(app, index)?,
        Panel::Agenda => agenda(app, index)?,
        Panel::Costs => cost(app, index)?,
        Panel::Ladder => rung(app, index)?,
        Panel::Resolve => conflict_rows(app).into_iter().nth(index)?,
    };
    row.label = words::visible(&row.label).into_owned();
    row.text = words::visible(&row.text).into_owned();
    Some(row)
}

/// Some rows of the open panel, from `first` on.
pub fn rows(app: &App, first: usize, most: usize) -> Vec<PanelRow> {
    if app.panel == Some(Panel::Resolve) {
        return conflict_rows(app).into_iter().skip(first).take(most).collect();
    }
    if app.panel == Some(Panel::Inspector) {
        let clean = |row: PanelRow| PanelRow {
            label: words::visible(&row.label).into_owned(),
            text: words::visible(&row.text).into_owned(),
            ..row
        };
        return inspector(app).into_iter().skip(first).take(most).map(clean).collect();
    }
    (first..first.saturating_add(most)).map_while(|index| row(app, index)).collect()
}

fn conflict_rows(app: &App) -> Vec<PanelRow> {
    let rows = app.resolving.as_ref().map(|resolving| resolving.rows(app.panes.panel.width));
    let clean = |row: PanelRow| PanelRow { label: words::visible(&row.label).into_owned(), ..row };
    rows.unwrap_or_default().into_iter().map(clean).collect()
}

fn none(text: &str) -> PanelRow {
    PanelRow { text: text.to_string(), tone: Tone::Good, ..PanelRow::default() }
}

/// How a severity stands out, with its letter.
pub fn tone(severity: Severity) -> (Tone, char) {
    match severity {
        Severity::Error => (Tone::Error, 'E'),
        Severity::Warning => (Tone::Warning, 'W'),
        Severity::Info | Severity::Off => (Tone::Info, 'I'),
    }
}

/// The waived finding in a row of the problems; a line above them counts them.
pub fn waived(app: &App, index: usize) -> Option<&Diagnostic> {
    let above = app.analysis().problems.len().max(1) + 1;
    app.analysis().waived.get(index.checked_sub(above)?).filter(|_| app.shows_waived)
}

fn waived_rows(app: &App) -> usize {
    match (app.analysis().waived.len(), app.shows_waived) {
        (0, _) => 0,
        (_, false) => 1,
        (waived, true) => 1 + waived,
    }
}

/// How many findings are waived, then what each is and why it is accepted.
fn waived_row(app: &App, index: usize) -> Option<PanelRow> {
    let above = app.analysis().problems.len().max(1);
    if index == above && waived_rows(app) > 0 {
        let count = words::count(app.analysis().waived.len(), "finding is", "findings are");
        let keys = app.keymap.keys_of(super::keymap::Context::Panel, "show-waived");
        let verb = if app.shows_waived { "hides" } else { "lists" };
        let hint = keys.map_or_else(String::new, |keys| format!(" ({keys} {verb} them)"));
        return Some(PanelRow {
            text: format!("{count} waived{hint}"),
            tone: Tone::Dim,
            ..PanelRow::default()
        });
    }
    let problem = waived(app, index)?;
    let waivers = lints::waivers_of(app.plan(), app.analysis().now, problem);
    let why: Vec<String> = waivers
        .map(|waiver| {
            let until =
                waiver.until.map_or("for good".to_string(), |until| format!("until {}", app.show(until)));
            let by = if waiver.by.is_empty() { String::new() } else { format!(" by {}", waiver.by) };
            format!("waived {until}{by}: {}", waiver.reason)
        })
        .collect();
    Some(PanelRow {
        label: format!("- {}", problem.code),
        text: format!("{} · {}", why.join("; "), problem.message),
        tone: Tone::Dim,
        target: Some(problem.target.clone()),
        at: problem.when.map(|when| when.start),
    })
}

fn problem(app: &App, index: usize) -> Option<PanelRow> {
    let problems = &app.analysis().problems;
    if problems.is_empty() && index == 0 {
        return Some(none("no problems"));
    }
    let Some(problem) = problems.get(index) else { return waived_row(app, index) };
    let (tone, letter) = tone(problem.severity);
    let fix = match (&problem.target, problem.fixes.is_empty()) {
        (Target::Conflict(_), _) => " (Q shows both sides)",
        (_, true) => "",
        (_, false) => " (Q mends)",
    };
    Some(PanelRow {
        label: format!("{letter} {}", problem.code),
        text: format!("{}{fix}", problem.message),
        tone,
        target: Some(problem.target.clone()),
        at: problem.when.map(|when| when.start),
    })
}

fn agenda(app: &App, index: usize) -> Option<PanelRow> {
    let items = &app.analysis().agenda;
    if items.is_empty() && index == 0 {
        return Some(none("nothing is dated"));
    }
    let item = items.get(index)?;
    Some(PanelRow {
        label: app.show(item.when()),
        text: agenda_text(item, app.doc.now()),
        tone: match (item.overdue, item.at < app.doc.now()) {
            (true, _) => Tone::Error,
            (false, true) => Tone::Dim,
            _ => Tone::Plain,
        },
        target: Some(item.target.clone()),
        at: Some(item.when()),
    })
}

/// What is due, by whom, why then.
pub fn agenda_text(item: &AgendaItem, now: Instant) -> String {
    let overdue = match (item.overdue, item.is_pressing(now)) {
        (true, _) => "OVERDUE: ",
        (false, true) => "PRESSING: ",
        (false, false) => "",
    };
    let owner = if item.owner.is_empty() { String::new() } else { format!(" · {}", item.owner) };
    let because = if item.because.is_empty() { String::new() } else { format!(" · {}", item.because) };
    format!("{overdue}{}{owner}{because}", item.text)
}

/// Lines before the months: five headings of money.
const COST_LINES: usize = 5;

fn cost(app: &App, index: usize) -> Option<PanelRow> {
    let (analysis, currency) = (app.analysis(), app.plan().currency.as_str());
    let costs = &analysis.costs;
    let money = |label: &str, amount: Money, tone| PanelRow {
        label: label.to_string(),
        text: amount.show(currency),
        tone,
        ..PanelRow::default()
    };
    let headings = [
        ("committed", costs.committed),
        ("offered", costs.offered),
        ("estimated", costs.estimated),
        ("spent", costs.spent),
        ("of it idle", costs.idle),
    ];
    if let Some((label, amount)) = headings.get(index) {
        return Some(money(label, *amount, Tone::Plain));
    }
    let index = index - COST_LINES;
    if let Some(month) = costs.months.get(index) {
        let budget = app.plan().monthly_budget;
        let over = budget.is_some_and(|budget| month.total() > budget);
        let mut row = money(&month.month, month.total(), if over { Tone::Error } else { Tone::Plain });
        row.text.push_str(&match (month.upfront.is_zero(), month.hourly.is_zero()) {
            (_, true) => " upfront".to_string(),
            (true, _) => " by the hour".to_string(),
            _ => format!(", of it {} by the hour", month.hourly.short(currency)),
        });
        row.text.push_str(if over { ", OVER BUDGET" } else { "" });
        return Some(row);
    }
    let block = analysis.blocks.get(index - costs.months.len())?;
    let total = block.cost.total.map_or("no price is known".to_string(), |total| total.show(currency));
    let idle = if block.cost.idle > Money::ZERO {
        format!(", idle {}", block.cost.idle.short(currency))
    } else {
        String::new()
    };
    let until = block.counted_until().map_or(String::new(), |end| format!(" until {}", app.zone().date(end)));
    let due = block.cost.due.filter(|_| until.is_empty());
    let due = due.map_or(String::new(), |due| format!(", due {}", app.zone().date(due)));
    Some(PanelRow {
        label: block.id.to_string(),
        text: format!("{total}{until}{idle}{due}"),
        tone: if block.cost.total.is_none() { Tone::Warning } else { Tone::Plain },
        target: Some(Target::Block(block.id.clone())),
        at: None,
    })
}

/// The run whose ladder is shown: the selected item's, or that of the first window on the selected block.
fn ladder_run(app: &App) -> Option<(&Run, Option<&RunFacts>)> {
    let id = match &app.selected {
        Target::Block(block) => app.analysis().block(block)?.windows.first()?.run()?.clone(),
        other => other.run()?.clone(),
    };
    Some((app.plan().runs.get(&id)?, app.analysis().run(&id)))
}

fn rung(app: &App, index: usize) -> Option<PanelRow> {
    let Some((run, facts)) = ladder_run(app) else {
        return (index == 0).then(|| PanelRow { text: "select a run".to_string(), ..PanelRow::default() });
    };
    let zone = app.zone();
    let Some(at) = index.checked_sub(1) else {
        let force = if run.rung().is_none() { "in force" } else { "not in force" };
        let end = facts.and_then(|facts| facts.planned_end).filter(|_| run.rung().is_none());
        return Some(PanelRow {
            label: run.id.to_string(),
            text: format!("as planned, {force}{}", ends(end, &zone)),
            target: Some(Target::Run(run.id.clone())),
            ..PanelRow::default()
        });
    };
    let rung = run.fallbacks.at(at)?;
    let facts = facts.and_then(|facts| facts.rungs.iter().find(|facts| facts.id == rung.id));
    let mut parts = vec![rung.kind.to_string()];
    let mut tone = Tone::Plain;
    if let Some(facts) = facts {
        if facts.in_force {
            (tone, parts) = (Tone::Good, vec![format!("IN FORCE: {}", rung.kind)]);
        }
        match (&facts.lost, &facts.decide_by) {
            (Some(lost), _) => {
                tone = Tone::Error;
                parts.push(format!("lost: {lost}"));
            }
            (None, Some(by)) => {
                parts.push(format!("decide by {}, for people {}", zone.show(by.hard), zone.show(by.people)));
                parts.push(by.because.clone());
            }
            (None, None) => {}
        }
        parts.push(if facts.fits { "fits".to_string() } else { "does not fit".to_string() });
        let place = facts.place.as_ref().map(|place| format!(" on {}", place.block)).unwrap_or_default();
        let there = facts.place_by.as_ref().map(|by| format!(", if decided by {}", zone.show(by.hard)));
        let there = there.unwrap_or_default();
        parts.extend(facts.planned_end.map(|end| format!("ends {}{place}{there}", zone.show(end))));
        parts.extend(facts.cost.map(|cost| cost.short(&app.plan().currency)));
    }
    parts.extend((!rung.gives_up.is_empty()).then(|| format!("gives up {}", rung.gives_up)));
    Some(PanelRow {
        label: rung.id.to_string(),
        text: parts.join(" · "),
        tone,
        target: Some(Target::Fallback(run.id.clone(), rung.id.clone())),
        at: facts.and_then(|facts| facts.decide_by.as_ref()).map(|by| by.hard),
    })
}

fn ends(end: Option<Instant>, zone: &Zone) -> String {
    end.map_or(String::new(), |end| format!(" · ends {}", zone.show(end)))
}

/// Everything about the selected item: what follows from the plan, its findings, then its fields.
fn inspector(app: &App) -> Vec<PanelRow> {
    let target = &app.selected;
    let plan = app.plan();
    let mut rows = vec![PanelRow {
        label: target.kind().to_string(),
        text: target.to_string(),
        tone: Tone::Heading,
        target: Some(target.clone()),
        ..PanelRow::default()
    }];
    if let Some((name, held)) = app.kept(target) {
        let text = |text: String| format!("{text}  ({name})");
        let row = |(label, held): (String, String)| PanelRow {
            label,
            text: text(held),
            tone: Tone::Dim,
            target: Some(target.clone()),
            ..PanelRow::default()
        };
        rows.extend(held.into_iter().map(row));
    }
    rows.extend(page::facts(app, target).into_iter().map(|(label, text)| PanelRow {
        label,
        text,
        target: Some(target.clone()),
        ..PanelRow::default()
    }));
    for problem in page::problems_about(app, target) {
        let (tone, letter) = tone(problem.severity);
        rows.push(PanelRow {
            label: format!("{letter} {}", problem.code),
            text: problem.message.clone(),
            tone,
            target: Some(problem.target.clone()),
            at: problem.when.map(|when| when.start),
        });
    }
    for row in form::rows(plan, target) {
        match row {
            form::FormRow::Field(row) if !row.value.is_empty() && !row.is_default => rows.push(PanelRow {
                label: row.path,
                text: row.value,
                target: Some(target.clone()),
                ..PanelRow::default()
            }),
            form::FormRow::Item { list, target, summary } => rows.push(PanelRow {
                label: list.to_string(),
                text: format!("{target} {summary}"),
                tone: Tone::Dim,
                target: Some(target),
                at: None,
            }),
            _ => {}
        }
    }
    around(app, &mut rows);
    rows
}

/// Fewest lines for what is due and what is wrong below what is known of the selected item.
const SPARE: usize = 6;

/// Where a tall screen leaves lines, what is due next and what is wrong stand below. What is above has all its words before
/// more than the first of these is told.
fn around(app: &App, rows: &mut Vec<PanelRow>) {
    let (analysis, now) = (app.analysis(), app.doc.now());
    let ahead = |at: &usize| analysis.agenda.get(*at).is_some_and(|item| item.overdue || item.at >= now);
    let mut dates = (0..analysis.agenda.len()).filter(ahead).filter_map(|at| agenda(app, at));
    let first = dates.next();
    let area = app.panes.panel;
    let height = usize::from(area.height);
    let left = height.saturating_sub(rows.len());
    if left < 2 * SPARE {
        return;
    }
    let words = panel_lines::height(rows, first.as_ref(), usize::from(area.width));
    let mut room = height.saturating_sub(words).max(2 * SPARE);
    let problems = analysis.problems.len();
    // Two rows each for a blank and a heading; half of the rest for either, more where the other needs less.
    let rest = room - 4;
    let most = (rest / 2).max(rest.saturating_sub(problems));
    let dates: Vec<PanelRow> = first.into_iter().chain(dates).take(most).collect();
    let heading = |label: &str, count: usize| {
        let text = if count == 0 { String::new() } else { count.to_string() };
        PanelRow { label: label.to_string(), text, tone: Tone::Heading, ..PanelRow::default() }
    };
    if !dates.is_empty() {
        room -= dates.len() + 2;
        rows.extend([PanelRow::default(), heading("next dates", 0)]);
        rows.extend(dates);
    }
    let room = room.saturating_sub(2);
    if problems > 0 && room > 0 {
        rows.extend([PanelRow::default(), heading("problems", problems)]);
        rows.extend((0..problems.min(room)).filter_map(|at| problem(app, at)));
    }
}

impl App {
    /// Keeps the selected row of the panel in it and in sight.
    pub(super) fn settle_panel(&mut self) {
        if self.panel.is_none() {
            (self.focus, self.panel_row, self.panel_scroll) = (Focus::Timeline, 0, 0);
            return;
        }
        self.panel_row = self.panel_row.min(len(self).saturating_sub(1));
        let height = usize::from(self.panes.panel.height.max(1));
        self.panel_scroll =
            self.panel_scroll.min(self.panel_row).max((self.panel_row + 1).saturating_sub(height));
    }
}
