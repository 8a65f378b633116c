//! A denial drill that is being shown: the plan as it would be if a block did not come. The plan itself stays as it is until
//! somebody accepts the cascade.

use super::App;
use super::modal::Page;
use crate::analysis::{Analysis, analyze};
use crate::base::words::visible;
use crate::drill::{Drill, drill};
use crate::model::{BlockId, Target};

/// A drill, what follows from its plan, and the revision of the document that it was played on.
#[derive(Debug, Clone)]
pub struct Drilled {
    pub drill: Drill,
    pub analysis: Analysis,
    pub revision: u64,
}

impl Drilled {
    /// Plays that a block does not come; `None` where the plan has no such block.
    pub fn play(app: &App, block: &BlockId) -> Option<Drilled> {
        let doc = &app.doc;
        let drill = drill(doc.plan(), doc.world(), doc.now(), block)?;
        let analysis = analyze(&drill.plan_after, doc.world(), doc.now());
        Some(Drilled { drill, analysis, revision: doc.revision() })
    }

    /// The line that stays while it is shown.
    pub fn banner(&self, app: &App) -> String {
        let until = match &self.drill.possible_until {
            Some(by) => format!("possible only if decided by {}", app.zone().show(by.people)),
            None => self.drill.verdict(),
        };
        format!("DRILL: {} does not come · {until} · X takes it back", self.drill.block)
    }

    /// The cascade, step by step.
    pub fn page(&self, app: &App) -> Page {
        let mut lines: Vec<String> = (self.drill.steps.iter().enumerate())
            .map(|(at, step)| format!("{}. {}", at + 1, visible(&step.sentence)))
            .collect();
        lines.push(String::new());
        lines.push(visible(&self.drill.verdict()).into_owned());
        lines.push(visible(&self.banner(app)).into_owned());
        Page { title: format!("Without {}", self.drill.block), lines, ..Page::default() }
    }
}

/// The block that a drill is about: the selected one, or that of the selected window.
pub fn block_of(app: &App) -> Option<BlockId> {
    match app.subject() {
        Target::Block(block) => Some(block),
        target @ Target::Window(..) => app.doc.plan().window(&target).map(|window| window.block.clone()),
        _ => None,
    }
}
