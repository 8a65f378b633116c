//! A program over a small plan, and what can be asked of it.

use std::sync::{Arc, LazyLock};

use planb::app::document::Document;
use planb::app::settings::ColorLevel;
use planb::app::{App, Effect, Msg, keys, update};
use planb::base::Instant;
use planb::model::{Plan, Target, at};
use planb::ui::{Theme, frame, print};
use planb::world::World;

static WORLD: LazyLock<Arc<World>> = LazyLock::new(|| Arc::new(World::embedded()));

/// Columns and rows of the screen of these tests.
pub const SIZE: (u16, u16) = (100, 30);

pub struct Program {
    pub app: App,
    pub effects: Vec<Effect>,
    first: Plan,
}

pub fn plan() -> Plan {
    planb::format::read::read(include_str!("plan.ron")).unwrap().plan
}

/// A program over the plan beside this file, on 6 January, with one hour a cell and `base-8b/w1` selected at its start.
pub fn program() -> Program {
    let mut program = with(plan());
    program.app.settings.snap = false;
    program.keys("zd-:go base-8b/w1<Enter>");
    program.app.settings.snap = true;
    program.effects.clear();
    program
}

pub fn with(plan: Plan) -> Program {
    let world = WORLD.clone();
    let now = Instant::parse("2027-01-06T09:00Z").unwrap();
    let doc = Document::new(plan.clone(), String::new(), Some("plan.ron".into()), world, now);
    let mut program = Program { app: App::new(doc), effects: Vec::new(), first: plan };
    program.tell(Msg::Resize(SIZE.0, SIZE.1));
    program
}

/// What the keys change in the plan.
pub fn changes(script: &str) -> String {
    let mut program = program();
    program.keys(script);
    program.changes()
}

/// What is selected after the keys.
pub fn selected(script: &str) -> String {
    let mut program = program();
    program.keys(script);
    program.app.selected.to_string()
}

/// Where the cursor is after the keys.
pub fn cursor(script: &str) -> String {
    let mut program = program();
    program.keys(script);
    program.app.view.cursor.to_string()
}

/// What is said after the keys.
pub fn said(script: &str) -> String {
    let mut program = program();
    program.keys(script);
    program.said()
}

impl Program {
    pub fn tell(&mut self, msg: Msg) {
        self.effects.extend(update(&mut self.app, msg));
    }

    pub fn keys(&mut self, script: &str) -> &mut Program {
        for key in keys::script(script).unwrap() {
            self.tell(Msg::Key(key));
        }
        self
    }

    pub fn said(&self) -> String {
        self.app.toast.as_ref().map(|toast| toast.text.clone()).unwrap_or_default()
    }

    /// What the screen says, without colour.
    pub fn screen(&self, ascii: bool) -> String {
        let theme = Theme::built_in("default", ColorLevel::Never, ascii);
        frame::to_text(&print(&self.app, &theme))
    }

    /// What differs from the plan at the start, one line a field: `base-8b/w1 start: A -> B`.
    pub fn changes(&self) -> String {
        let (before, after) = (&self.first, self.app.doc.plan());
        let mut lines = Vec::new();
        let (old, new) = (targets(before), targets(after));
        for target in &old {
            match new.contains(target) {
                true => lines.extend(differences(before, after, target)),
                false => lines.push(format!("- {} {target}", target.kind())),
            }
        }
        for target in new.iter().filter(|target| !old.contains(target)) {
            let fields: Vec<String> = fields(after, target)
                .into_iter()
                .filter(|(_, value, is_default)| !is_default && !value.is_empty())
                .map(|(path, value, _)| format!("{path} {value}"))
                .collect();
            lines.push(format!("+ {} {target}: {}", target.kind(), fields.join(", ")));
        }
        lines.join("\n")
    }
}

fn fields(plan: &Plan, target: &Target) -> Vec<(String, String, bool)> {
    let record = plan.record(target).unwrap();
    at::rows(record).into_iter().map(|row| (row.path, row.value, row.is_default)).collect()
}

fn differences(before: &Plan, after: &Plan, target: &Target) -> Vec<String> {
    let old = fields(before, target);
    let changed = fields(after, target).into_iter().filter_map(|(path, value, _)| {
        let was = old.iter().find(|(known, ..)| *known == path).map_or("", |(_, was, _)| was);
        (was != value).then(|| format!("{target} {path}: {was} -> {value}"))
    });
    changed.collect()
}

/// Every item of a plan.
pub fn targets(plan: &Plan) -> Vec<Target> {
    let mut all = vec![Target::Plan];
    all.extend(plan.people.iter().map(|it| Target::Person(it.id.clone())));
    all.extend(plan.machines.iter().map(|it| Target::Machine(it.id.clone())));
    all.extend(plan.blocks.iter().map(|it| Target::Block(it.id.clone())));
    for run in plan.runs.iter() {
        all.push(Target::Run(run.id.clone()));
        all.extend(run.windows.iter().map(|it| Target::Window(run.id.clone(), None, it.id.clone())));
        for rung in run.fallbacks.iter() {
            all.push(Target::Fallback(run.id.clone(), rung.id.clone()));
            let windows = rung.windows.iter();
            all.extend(
                windows.map(|it| Target::Window(run.id.clone(), Some(rung.id.clone()), it.id.clone())),
            );
        }
    }
    all.extend(plan.datasets.iter().map(|it| Target::Dataset(it.id.clone())));
    all.extend(plan.scenarios.iter().map(|it| Target::Scenario(it.id.clone())));
    all.extend(plan.decisions.iter().map(|it| Target::Decision(it.id.clone())));
    all.extend(plan.quotas.iter().map(|it| Target::Quota(it.id.clone())));
    all.extend(plan.waivers.iter().map(|it| Target::Waiver(it.id.clone())));
    all.extend(plan.baselines.iter().map(|it| Target::Baseline(it.id.clone())));
    all.extend(plan.conflicts.iter().map(|it| Target::Conflict(it.id.clone())));
    all
}
