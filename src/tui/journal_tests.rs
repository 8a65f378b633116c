//! A session as a state machine: edits, undo, redo, saves, changes by others, crashes and recoveries in any order. The model is a
//! list of plans.

use std::path::PathBuf;
use std::sync::Arc;

use proptest::prelude::*;

use super::Journal;
use crate::app::document::Document;
use crate::app::unsaved::{self, Mark};
use crate::base::{Change, Instant};
use crate::edit::merge::merge;
use crate::files::{PlanFile, recover};
use crate::format::arbitrary::{self, Dice};
use crate::model::{Plan, Target};
use crate::store::{self, Folders};
use crate::world::World;

#[derive(Debug, Clone, Copy)]
enum Act {
    Edit(u64),
    Undo,
    Redo,
    Save,
    Others(u64),
    Crash,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => any::<u64>().prop_map(Act::Edit),
        4 => Just(Act::Undo),
        3 => Just(Act::Redo),
        2 => Just(Act::Save),
        1 => any::<u64>().prop_map(Act::Others),
        2 => Just(Act::Crash),
    ]
}

/// The program without its screen.
struct Session {
    folders: Folders,
    path: PathBuf,
    file: PlanFile,
    doc: Document,
    journal: Journal,
    mark: Mark,
    /// The plans that undo and redo lead to, and which of them is the plan now.
    model: Vec<Plan>,
    now: usize,
    /// What the file held when people last wrote it, and the place in the model.
    origin: Option<(Arc<String>, usize)>,
    /// What the file held when the unsaved work began.
    began: Plan,
}

fn open(folders: &Folders, path: &std::path::Path, world: &Arc<World>) -> Session {
    let file = PlanFile::read(path).unwrap();
    let (wake, _) = std::sync::mpsc::channel();
    let now = Instant::from_seconds(1_800_000_000);
    let mut doc = Document::new(file.plan.clone(), file.text.clone(), Some(path.into()), world.clone(), now);
    // Not what a start offers: to it, this process is alive.
    let target = store::resolve(path).unwrap();
    let found = recover::journals(folders, Some(&target)).unwrap();
    let found: Vec<_> =
        found.into_iter().filter_map(|journal| journal.work.ok()).map(|(work, _)| work).collect();
    let journal = Journal::start(folders.clone(), &file, wake);
    let mark = Mark::of(&doc);
    let mut model = vec![file.plan.clone()];
    for work in &found {
        assert!(!work.cut_short);
        doc.recover(work, &Target::Plan);
    }
    // What undo leads to is taken from the session itself; the plans that were there before it must be the same.
    let last = doc.plan().clone();
    let mut steps = vec![last.clone()];
    while doc.undo().is_some() {
        steps.push(doc.plan().clone());
    }
    while doc.history().done().len() + 1 < steps.len() {
        doc.redo();
    }
    assert!(
        *doc.plan() == last && steps.last() == Some(&file.plan),
        "undo leads back to the file, redo to what was recovered"
    );
    steps.reverse();
    let now_at = steps.len() - 1;
    // What was undone before the crash can still be done again.
    while doc.redo().is_some() {
        steps.push(doc.plan().clone());
    }
    while doc.history().done().len() > now_at {
        doc.undo();
    }
    assert!(*doc.plan() == last);
    model = if steps.len() > 1 { steps } else { model };
    let origin = Some((file.text.clone(), 0));
    let began = file.plan.clone();
    let mut session = Session {
        began,
        folders: folders.clone(),
        path: path.into(),
        now: now_at,
        file,
        doc,
        journal,
        mark,
        model,
        origin,
    };
    session.note(false);
    session.journal.flush();
    for work in found {
        std::fs::remove_file(work.journal).unwrap();
    }
    session
}

impl Session {
    fn note(&mut self, saved: bool) {
        for noted in unsaved::since(&self.doc, &self.mark) {
            self.journal.note(noted);
        }
        let mark = Mark::of(&self.doc);
        if mark.file_revision != self.mark.file_revision {
            let target = store::resolve(&self.path).unwrap();
            self.journal.based(saved, target, self.doc.saved().clone(), self.doc.text.clone());
        }
        self.mark = mark;
    }

    fn did(&mut self) {
        if *self.doc.plan() != self.model[self.now] {
            self.model.truncate(self.now + 1);
            self.model.push(self.doc.plan().clone());
            self.now += 1;
        }
    }

    fn selected() -> Change<Target> {
        Change { before: Target::Plan, after: Target::Plan }
    }

    fn save(&mut self) {
        let file = self.file.save(&self.folders, self.doc.plan(), None, "save").unwrap().file;
        self.file = file;
        self.doc.mark_saved(self.file.plan.clone(), self.file.text.clone(), None);
        self.began = self.file.plan.clone();
        self.note(true);
    }

    /// Work on a file that others changed meanwhile is brought back merged with what they did.
    fn after_a_crash(&self) -> Plan {
        match self.file.plan == self.began {
            true => self.doc.plan().clone(),
            false => merge(&self.began, self.doc.plan(), &self.file.plan).plan,
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Edit(seed) => {
                let mut next = self.doc.plan().clone();
                arbitrary::change(&mut next, &mut Dice::new(seed));
                self.doc.commit(next, format!("edit {seed}"), Self::selected(), None);
                self.did();
            }
            Act::Undo => {
                assert_eq!(self.doc.undo().is_some(), self.now > 0);
                self.now = self.now.saturating_sub(1);
            }
            Act::Redo => {
                let more = self.now + 1 < self.model.len();
                assert_eq!(self.doc.redo().is_some(), more);
                self.now += usize::from(more);
            }
            Act::Save => self.save(),
            Act::Others(seed) => {
                let mut theirs = PlanFile::read(&self.path).unwrap();
                let mut plan = theirs.plan.clone();
                arbitrary::change(&mut plan, &mut Dice::new(seed));
                theirs = theirs.save(&self.folders, &plan, None, "others").unwrap().file;
                let base = self.doc.saved().clone();
                self.doc.bring_in(&base, &theirs.plan, Self::selected());
                self.did();
                self.file = PlanFile::read(&self.path).unwrap();
                self.doc.mark_saved(self.file.plan.clone(), self.file.text.clone(), None);
                self.origin = None;
                if *self.doc.plan() == self.file.plan {
                    self.began = self.file.plan.clone();
                }
            }
            Act::Crash => {}
        }
        self.note(false);
        assert!(*self.doc.plan() == self.model[self.now], "{act:?}");
    }
}

proptest! {
    #![proptest_config(arbitrary::cases(16))]

    #[test]
    fn whatever_happens_nothing_is_lost(seed: u64, acts in proptest::collection::vec(act(), 1..40)) {
        let root = tempfile::tempdir().unwrap();
        let (folders, path) = (Folders::under(root.path()), root.path().join("plan.ron"));
        let world = Arc::new(World::embedded());
        let mut dice = Dice::new(seed);
        std::fs::write(&path, arbitrary::text(&arbitrary::plan(seed), &mut dice)).unwrap();
        let mut session = open(&folders, &path, &world);
        for act in acts {
            session.act(act);
            if let Act::Crash = act {
                let wanted = session.after_a_crash();
                session.journal.flush();
                // The process ends: its journal has no owner any more.
                drop(session);
                session = open(&folders, &path, &world);
                prop_assert!(*session.doc.plan() == wanted, "what was there before the crash is there again");
            }
        }
        // Back to what people wrote: byte for byte, whatever was saved in between.
        if let Some((text, place)) = session.origin.clone() {
            while session.now > place {
                session.act(Act::Undo);
            }
            session.save();
            prop_assert_eq!(std::fs::read_to_string(&path).unwrap(), text.as_str());
        }
    }
}
