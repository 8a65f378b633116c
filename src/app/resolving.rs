//! Resolving the conflicts that a merge left, one at a time: both values with what each would do, in the panel; and what the
//! other side wants, as thin lines beneath the bars.

use super::App;
use super::change::Changed;
use super::panel::{Focus, Panel, PanelRow, Tone};
use crate::analysis::{Analysis, analyze};
use crate::base::words::{count, visible, width};
use crate::format::{Side, Unresolved, keep_both, resolve};
use crate::model::{BlockId, Conflict, Plan, RunId, Severity, Target};
use crate::report::conflict::{about, effect, value};
use crate::report::diff::Sample;

/// The conflict that is shown, and what picking a side would do.
#[derive(Debug, Clone)]
pub struct Resolving {
    /// Position among the plan's conflicts.
    pub at: usize,
    /// The panel that was open before.
    pub before: Option<Panel>,
    /// What the rest was made for: the plan's revision and the position.
    made_for: Option<(u64, usize)>,
    /// The plan if theirs is taken.
    theirs: Option<Box<Plan>>,
    /// What the panel says; long lines are not yet folded.
    lines: Vec<PanelRow>,
    /// Tells these lines beneath the bars from those before.
    pub number: u64,
}

/// What is picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    Ours,
    Theirs,
    Both,
}

impl App {
    /// Opens the view at a conflict, the first if none is named.
    pub fn open_resolving(&mut self, id: Option<&str>) {
        let conflicts = &self.doc.plan().conflicts;
        if conflicts.is_empty() {
            return self.say("no conflict is open");
        }
        let at = id.and_then(|id| conflicts.position(id)).unwrap_or(0);
        let before = match &self.resolving {
            Some(resolving) => resolving.before,
            None => self.panel,
        };
        self.grab = None;
        self.drilled = None;
        let new = Resolving { at, before, made_for: None, theirs: None, lines: Vec::new(), number: 0 };
        self.resolving = Some(Box::new(new));
        self.panel = Some(Panel::Resolve);
        self.focus = Focus::Panel;
        self.settle_resolving();
    }

    /// Closes the view; what is open stays open.
    pub fn close_resolving(&mut self) {
        let Some(resolving) = self.resolving.take() else { return };
        self.panel = resolving.before;
        self.focus = Focus::Timeline;
        self.view.forget_lines();
        match self.doc.plan().conflicts.len() as u64 {
            0 => self.say("All conflicts are resolved; :w saves"),
            n => self.say(format!("{} left open; gr goes on", count(n, "conflict is", "conflicts are"))),
        }
    }

    /// Goes on to another conflict, around the ends.
    pub fn skip_conflict(&mut self, by: i64) {
        let len = self.doc.plan().conflicts.len() as i64;
        if let Some(resolving) = self.resolving.as_mut().filter(|_| len > 0) {
            resolving.at = (resolving.at as i64 + by).rem_euclid(len) as usize;
        }
    }

    /// Resolves the conflict that is shown, as one step to undo, and goes on to the next.
    pub fn pick_side(&mut self, pick: Pick) {
        let plan = self.doc.plan();
        let shown = self.resolving.as_ref().and_then(|resolving| plan.conflicts.at(resolving.at));
        let Some(conflict) = shown.cloned() else { return };
        let id = conflict.id.as_str();
        let (picked, word) = match pick {
            Pick::Ours => (resolve(plan, id, Side::Ours), "ours"),
            Pick::Theirs => (resolve(plan, id, Side::Theirs), "theirs"),
            Pick::Both => (keep_both(plan, id), "both"),
        };
        let label = format!("Take {word} of {}", visible(&about(&conflict)));
        let selected = self.selected.clone();
        let changed = picked.map(|plan| Changed { plan, label, selected });
        let done = self.commit(changed.map_err(|why: Unresolved| why.to_string()));
        if done && self.doc.plan().conflicts.is_empty() {
            let told = self.toast.take().map(|toast| toast.text).unwrap_or_default();
            self.close_resolving();
            self.say(format!("All conflicts are resolved; :w saves · {told}"));
        }
    }

    /// Brings the view up to the plan as it is. Where a conflict came back, it is shown; where none is left, the view goes.
    pub(super) fn settle_resolving(&mut self) {
        let revision = self.doc.revision();
        let Some(resolving) = &self.resolving else { return };
        let Some(last) = self.doc.plan().conflicts.len().checked_sub(1) else {
            return self.close_resolving();
        };
        // Another panel was opened: what is shown there counts now.
        if self.panel != Some(Panel::Resolve) {
            self.resolving = None;
            return self.view.forget_lines();
        }
        let at = resolving.at.min(last);
        if resolving.made_for == Some((revision, at)) {
            return;
        }
        let number = resolving.number + 1;
        let Some(conflict) = self.doc.plan().conflicts.at(at).cloned() else { return };
        let (theirs, lines) = self.tell(&conflict, at);
        if let Some(resolving) = &mut self.resolving {
            resolving.at = at;
            resolving.made_for = Some((revision, at));
            (resolving.theirs, resolving.lines, resolving.number) = (theirs.map(Box::new), lines, number);
        }
        (self.panel_row, self.panel_scroll) = (0, 0);
        self.view.forget_lines();
        let target = target_of(&conflict);
        if self.plan().has(&target) && target != Target::Plan {
            self.jump(target, None);
        }
    }

    /// The plan if theirs is taken, and all that is to be said.
    fn tell(&self, conflict: &Conflict, at: usize) -> (Option<Plan>, Vec<PanelRow>) {
        let plan = self.doc.plan();
        let id = conflict.id.as_str();
        let all = plan.conflicts.len();
        let row = |label: &str, text: String, tone| PanelRow {
            label: label.to_string(),
            text,
            tone,
            ..PanelRow::default()
        };
        let mut rows = vec![row(&format!("{} of {all}", at + 1), about(conflict), Tone::Heading)];
        if !conflict.base.is_empty() {
            rows.push(row("before", value(&conflict.base), Tone::Dim));
        }
        let side = |side| resolve(plan, id, side);
        let (ours, theirs) = (side(Side::Ours), side(Side::Theirs));
        let analyzed = |plan: &Plan| analyze(plan, self.doc.world(), self.doc.now());
        let times = self.times();
        let of = |ron: &str, by: &str| match by {
            "" => value(ron),
            by => format!("{}  ({by})", value(ron)),
        };
        // The choices first: they are in sight on any screen, what follows from them may have to be scrolled to.
        rows.push(row("1 ours", of(&conflict.ours, &conflict.ours_by), Tone::Good));
        rows.push(row("2 theirs", of(&conflict.theirs, &conflict.theirs_by), Tone::Info));
        rows.push(match keep_both(plan, id) {
            Ok(_) => row("b both", "ours holds, theirs is kept as a scenario".to_string(), Tone::Plain),
            Err(Unresolved::NoScenario(why)) => row("b both", format!("not here: {why}"), Tone::Dim),
            Err(why) => row("b both", format!("not here: {why}"), Tone::Dim),
        });
        let our = ours.as_ref().map(|plan| (plan, analyzed(plan)));
        match &our {
            Ok((plan, analysis)) => {
                let sample = Sample { plan, analysis, times: &times };
                rows.push(row("with 1", standing(sample, &target_of(conflict)), Tone::Plain));
            }
            Err(why) => rows.push(row("with 1", why.to_string(), Tone::Warning)),
        }
        match (&our, &theirs) {
            (Ok((our, our_analysis)), Ok(their)) => {
                let analysis = analyzed(their);
                let before = Sample { plan: our, analysis: our_analysis, times: &times };
                let after = Sample { plan: their, analysis: &analysis, times: &times };
                rows.push(row("with 2", standing(after, &target_of(conflict)), Tone::Plain));
                let changes = effect(before, after, conflict);
                if changes.is_empty() {
                    rows.push(row("", "nothing else would change".to_string(), Tone::Dim));
                }
                rows.extend(changes.into_iter().map(|change| row("", change, Tone::Plain)));
            }
            (_, Err(why)) => rows.push(row("with 2", why.to_string(), Tone::Warning)),
            (Err(_), Ok(_)) => {}
        }
        (theirs.ok(), rows)
    }
}

impl Resolving {
    /// Where the other side has its bars.
    pub fn other(&self) -> Option<&Plan> {
        self.theirs.as_deref()
    }

    /// The rows of the panel, folded to its width.
    pub fn rows(&self, columns: u16) -> Vec<PanelRow> {
        let labels = self.lines.iter().map(|row| width(&row.label)).max().unwrap_or(0);
        let room = usize::from(columns).saturating_sub(labels + 5).max(16);
        let mut out = Vec::new();
        for row in &self.lines {
            let mut label = row.label.clone();
            for text in folded(&visible(&row.text), room) {
                out.push(PanelRow { label: std::mem::take(&mut label), text, ..row.clone() });
            }
        }
        out
    }
}

/// A text in lines of so many columns, parted at blanks.
fn folded(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        if !line.is_empty() && width(line) + 1 + width(word) > room {
            lines.push(word.to_string());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// The item that a conflict is about; the plan where it is none of its own.
pub fn target_of(conflict: &Conflict) -> Target {
    let mut steps = conflict.item.split(" / ").map(|step| step.split_once(' ').unwrap_or((step, "")));
    let target = match steps.next() {
        Some(("block", id)) => Target::Block(id.into()),
        Some(("run", id)) => Target::Run(id.into()),
        Some(("decision", id)) => Target::Decision(id.into()),
        _ => Target::Plan,
    };
    let Target::Run(run) = &target else { return target };
    match (steps.next(), steps.next()) {
        (Some(("window", id)), _) => Target::Window(run.clone(), None, id.into()),
        (Some(("fallback", rung)), Some(("window", id))) => {
            Target::Window(run.clone(), Some(rung.into()), id.into())
        }
        (Some(("fallback", rung)), _) => Target::Fallback(run.clone(), rung.into()),
        _ => target,
    }
}

/// How things stand with a side: slack and cost of the item, then problems, money and the next decision of the plan.
fn standing(sample: Sample, target: &Target) -> String {
    let (analysis, currency) = (sample.analysis, sample.plan.currency.as_str());
    let mut parts = Vec::new();
    let run = |id: &RunId| analysis.run(id);
    if let Some(facts) = target.run().and_then(run) {
        parts.extend(facts.slack.map(|slack| format!("slack {}", slack.words())));
        parts.extend(facts.planned_end.map(|end| format!("ends {}", sample.times.local(end))));
        parts.push(format!("cost {}", facts.cost.show(currency)));
    }
    if let Target::Block(id) = target {
        let total = |id: &BlockId| analysis.block(id).and_then(|facts| facts.cost.total);
        parts.extend(total(id).map(|total| format!("cost {}", total.show(currency))));
    }
    parts.push(problems(analysis));
    parts.extend(
        analysis
            .verdict
            .next
            .as_ref()
            .map(|next| format!("next: {} by {}", next.text, sample.times.local(next.when()))),
    );
    parts.join(" · ")
}

/// Errors and warnings besides the open conflicts themselves.
fn problems(analysis: &Analysis) -> String {
    let of = |severity| {
        let all = analysis.problems.iter().filter(|problem| problem.code != "V909");
        all.filter(|problem| problem.severity == severity).count()
    };
    let parts = [(of(Severity::Error), "error", "errors"), (of(Severity::Warning), "warning", "warnings")];
    let parts = parts.into_iter().filter(|(n, ..)| *n > 0);
    let parts: Vec<String> = parts.map(|(n, one, many)| count(n as u64, one, many)).collect();
    if parts.is_empty() { "no problems".to_string() } else { parts.join(", ") }
}
