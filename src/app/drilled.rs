//! A denial drill that is being shown: the plan as it would be if a block did not come. The plan itself stays as it is until
//! somebody accepts the cascade.

use super::App;
use super::keymap::Context;
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
            Some(by) if by.people < app.doc.now() => {
                format!("possible until {} at the very last", app.zone().show(by.hard))
            }
            Some(by) => format!("possible until {}", app.zone().show(by.people)),
            None => self.drill.verdict(),
        };
        format!("DRILL: {} does not come · {until} · X ends it", self.drill.block)
    }

    /// The cascade, step by step.
    pub fn page(&self, app: &App) -> Page {
        let mut lines: Vec<String> = (self.drill.steps.iter().enumerate())
            .map(|(at, step)| format!("{}. {}", at + 1, visible(&step.sentence)))
            .collect();
        lines.push(String::new());
        lines.push(visible(&self.drill.verdict()).into_owned());
        if let Some(by) = &self.drill.possible_until {
            let show = |at| app.zone().show(at);
            let until = format!(
                "Possible until {} for people, {} at the very last: {}",
                show(by.people),
                show(by.hard),
                by.because
            );
            lines.push(visible(&until).into_owned());
        }
        let keys = |action: &str| {
            let keys = app.keymap.keys_of(Context::Timeline, action);
            keys.unwrap_or_else(|| format!(":{action}"))
        };
        lines.push(String::new());
        lines.push(format!(
            "The plan is as it was. {} takes the drill back, {} makes it the plan in one step, {} stores it as a scenario.",
            keys("drill"),
            keys("drill-accept"),
            keys("drill-store"),
        ));
        Page { title: format!("Without {}", self.drill.block), lines, is_low: true, ..Page::default() }
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
