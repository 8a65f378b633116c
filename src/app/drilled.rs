//! What if: a drill or a scenario that is being shown, the plan as it would be. The plan itself stays as it is until somebody
//! accepts it.

use super::App;
use super::keymap::Context;
use super::modal::Page;
use crate::analysis::{Analysis, analyze};
use crate::base::Change;
use crate::base::words::visible;
use crate::drill::{Drill, Staged, drill, stage};
use crate::export::text;
use crate::model::{BlockId, Plan, ScenarioId, Target};
use crate::report::Part;
use crate::report::scenario::scenario;

/// What is shown, what follows from its plan, and the revision of the document that it was played on.
#[derive(Debug, Clone)]
pub struct Drilled {
    pub what: What,
    pub analysis: Analysis,
    pub revision: u64,
    /// Whether bars stand elsewhere than in the plan.
    pub moves: bool,
}

#[derive(Debug, Clone)]
pub enum What {
    /// A block does not come.
    Drill(Box<Drill>),
    /// A scenario that the plan holds.
    Scenario(Box<Staged>),
}

impl Drilled {
    /// Plays that a block does not come; `None` where the plan has no such block.
    pub fn play(app: &App, block: &BlockId) -> Option<Drilled> {
        let doc = &app.doc;
        let drill = drill(doc.plan(), doc.world(), doc.now(), block)?;
        let analysis = analyze(&drill.plan_after, doc.world(), doc.now());
        Some(Drilled { what: What::Drill(Box::new(drill)), analysis, revision: doc.revision(), moves: false })
    }

    /// Lays a scenario over the plan; `None` where it has none of this id.
    pub fn stage(app: &App, id: &ScenarioId) -> Option<Drilled> {
        let doc = &app.doc;
        let mut staged = stage(doc.plan(), doc.world(), doc.analysis(), doc.plan().scenarios.get(id)?);
        let (analysis, moves) = (std::mem::take(&mut staged.analysis), staged.moves);
        Some(Drilled { what: What::Scenario(Box::new(staged)), analysis, revision: doc.revision(), moves })
    }

    /// The plan as it would be.
    pub fn plan(&self) -> &Plan {
        match &self.what {
            What::Drill(drill) => &drill.plan_after,
            What::Scenario(staged) => &staged.plan_after,
        }
    }

    /// What accepting it is called in the history.
    pub fn label(&self) -> String {
        match &self.what {
            What::Drill(drill) => drill.label(),
            What::Scenario(staged) => staged.label(),
        }
    }

    /// What is said when it is shown no more.
    pub fn ended(&self) -> &'static str {
        match &self.what {
            What::Drill(_) => "The drill is taken back; nothing was changed",
            What::Scenario(_) => "The scenario is closed; nothing was changed",
        }
    }

    /// The line that stays while it is shown.
    pub fn banner(&self, app: &App) -> String {
        let drill = match &self.what {
            What::Drill(drill) => drill,
            What::Scenario(staged) => {
                let keys = keys(app, "drill-accept");
                return format!(
                    "SCENARIO {} ({keys} makes it the plan, Esc ends it): {}",
                    staged.title,
                    staged.told()
                );
            }
        };
        let until = match &drill.possible_until {
            Some(by) if by.people < app.doc.now() => {
                format!("possible until {} at the very last", app.zone().show(by.hard))
            }
            Some(by) => format!("possible until {}", app.zone().show(by.people)),
            None => drill.verdict(),
        };
        format!("DRILL: {} does not come · {until} · X ends it", drill.block)
    }

    /// All of it, to read.
    pub fn page(&self, app: &App) -> Page {
        match &self.what {
            What::Drill(drill) => of_drill(drill, app),
            What::Scenario(staged) => of_scenario(staged, self, app),
        }
    }
}

/// Time went on: what is shown goes on too, with what follows from now on.
pub fn play_again(app: &mut App) {
    let Some(shown) = app.drilled.take() else { return };
    let again = match &shown.what {
        What::Drill(drill) => Drilled::play(app, &drill.block),
        What::Scenario(staged) => Drilled::stage(app, &staged.id),
    };
    app.drilled = again.map(Box::new);
}

fn keys(app: &App, action: &str) -> String {
    app.keymap.keys_of(Context::Timeline, action).unwrap_or_else(|| format!(":{action}"))
}

/// The cascade, step by step.
fn of_drill(drill: &Drill, app: &App) -> Page {
    let mut lines: Vec<String> = (drill.steps.iter().enumerate())
        .map(|(at, step)| format!("{}. {}", at + 1, visible(&step.sentence)))
        .collect();
    lines.push(String::new());
    lines.push(visible(&drill.verdict()).into_owned());
    if let Some(by) = &drill.possible_until {
        let show = |at| app.zone().show(at);
        let until = format!(
            "Possible until {} for people, {} at the very last: {}",
            show(by.people),
            show(by.hard),
            by.because
        );
        lines.push(visible(&until).into_owned());
    }
    lines.push(String::new());
    lines.push(format!(
        "The plan is as it was. {} takes the drill back, {} makes it the plan in one step, {} stores it as a scenario.",
        keys(app, "drill"),
        keys(app, "drill-accept"),
        keys(app, "drill-store"),
    ));
    Page { title: format!("Without {}", drill.block), lines, is_low: true, ..Page::default() }
}

/// Columns of a page of text, at most.
const WIDE: u16 = 78;

/// What the command line prints of it too.
fn of_scenario(staged: &Staged, shown: &Drilled, app: &App) -> Page {
    let sides = Change::new(app.doc.analysis(), &shown.analysis);
    let report = scenario(staged, sides, app.doc.plan(), &app.times());
    let width = usize::from(app.size.0.saturating_sub(8).clamp(30, WIDE));
    let heading = |line: &str| {
        report.parts.iter().find_map(|part| match part {
            Part::Table(table) if table.title.to_uppercase() == line => Some(table.title.clone()),
            _ => None,
        })
    };
    // Its title and date stand in the frame already; what belongs to a heading is set in.
    let mut indent = "";
    let mut lines = Vec::new();
    for line in text::plain(&report, width).lines().skip(2) {
        match heading(line) {
            Some(title) => {
                indent = "  ";
                lines.push(title);
            }
            None if line.is_empty() => lines.push(String::new()),
            None => lines.push(format!("{indent}{line}")),
        }
    }
    lines.push(String::new());
    lines.push(format!(
        "The plan is as it was{}. Esc closes this page, and then the scenario; {} makes it the plan in one step.",
        if shown.moves { "; thin lines show where its bars are" } else { "" },
        keys(app, "drill-accept"),
    ));
    Page { title: visible(&report.title).into_owned(), lines, ..Page::default() }
}

/// The block that a drill is about: the selected one, or that of the selected window.
pub fn block_of(app: &App) -> Option<BlockId> {
    match app.subject() {
        Target::Block(block) => Some(block),
        target @ Target::Window(..) => app.doc.plan().window(&target).map(|window| window.block.clone()),
        _ => None,
    }
}
