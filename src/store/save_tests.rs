//! Each step of a save fails in turn: the old file stays, nothing is left beside it, the message helps.

use super::save::save_on;
use super::storage::{Step, Storage};
use super::*;
use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::PathBuf;

/// Fails the given steps with a system error, and notes which were reached.
struct Broken {
    steps: Vec<(Step, i32)>,
    reached: RefCell<Vec<Step>>,
    meddle: Option<(Step, PathBuf)>,
}

impl Broken {
    fn at(steps: &[(Step, i32)]) -> Broken {
        Broken { steps: steps.to_vec(), reached: RefCell::default(), meddle: None }
    }
}

impl Storage for Broken {
    fn before(&self, step: Step) -> io::Result<()> {
        self.reached.borrow_mut().push(step);
        if let Some((at, path)) = &self.meddle
            && *at == step
        {
            fs::write(path, "hers")?;
        }
        match self.steps.iter().find(|(at, _)| *at == step) {
            Some((_, code)) => Err(io::Error::from_raw_os_error(*code)),
            None => Ok(()),
        }
    }
}

struct Desk {
    root: tempfile::TempDir,
    plan: PathBuf,
    folders: Folders,
}

impl Desk {
    fn new() -> Desk {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("plans")).unwrap();
        let plan = root.path().join("plans/plan.ron");
        fs::write(&plan, "old").unwrap();
        let folders = Folders::under(root.path());
        Desk { root, plan, folders }
    }

    fn save(&self, disk: &Broken) -> Result<Saved, SaveError> {
        let expect = Expect::Base(&load(&self.plan).unwrap().base);
        save_on(disk, &self.folders, &self.plan, b"new!", expect).map(|(saved, _)| saved)
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.plan).unwrap()
    }

    fn files_beside(&self) -> usize {
        fs::read_dir(self.root.path().join("plans")).unwrap().count() - 1
    }
}

const EIO: i32 = 5;
const EACCES: i32 = 13;
const EBUSY: i32 = 16;
const EFBIG: i32 = 27;
const ENOSPC: i32 = 28;
const EROFS: i32 = 30;

#[test]
fn the_steps_are_taken_in_the_order_that_a_power_cut_demands() {
    let (desk, disk) = (Desk::new(), Broken::at(&[]));
    desk.save(&disk).unwrap();
    use Step::*;
    let order = [Lock, Create, Write, KeepAttributes, SyncFile, Rename, SyncFolder];
    assert_eq!(*disk.reached.borrow(), order);
}

#[test]
fn each_failing_step_leaves_the_old_file_alone_and_says_so() {
    let advice =
        [(EIO, "save again"), (ENOSPC, "free some space"), (EROFS, "read-only"), (EFBIG, "ulimit -f")];
    for step in [Step::Create, Step::Write, Step::KeepAttributes, Step::SyncFile, Step::Rename] {
        for (code, hint) in advice {
            let desk = Desk::new();
            let error = desk.save(&Broken::at(&[(step, code)])).unwrap_err();
            let text = error.to_string();
            let system = io::Error::from_raw_os_error(code).to_string();
            assert!(matches!(error, SaveError::Failed(_)), "{step:?}: {text}");
            for part in ["plan.ron", &system, "the file on disk is unchanged", hint] {
                assert!(text.contains(part), "{step:?}: {part:?} is not in {text:?}");
            }
            assert_eq!((desk.text().as_str(), desk.files_beside()), ("old", 0), "{step:?}");
            desk.save(&Broken::at(&[])).unwrap();
            assert_eq!(desk.text(), "new!", "the next save is not blocked");
        }
    }
}

#[test]
fn a_folder_that_is_not_there_is_told_as_such() {
    let desk = Desk::new();
    let path = desk.plan.with_file_name("x").join("new.ron");
    let error = super::save(&desk.folders, &path, b"new!", Expect::Absent).unwrap_err().to_string();
    assert!(
        error.contains("the folder of") && error.contains("nothing was written: make the folder"),
        "{error}"
    );
    assert!(!error.contains("unchanged") && !error.contains("again"), "{error}");
}

#[test]
fn a_new_file_that_cannot_be_finished_does_not_appear() {
    for step in [Step::Create, Step::Write, Step::SyncFile, Step::Rename] {
        let desk = Desk::new();
        let path = desk.plan.with_file_name("new.ron");
        let error = save_on(&Broken::at(&[(step, ENOSPC)]), &desk.folders, &path, b"x", Expect::Absent);
        assert!(matches!(error, Err(SaveError::Failed(_))));
        assert_eq!(desk.files_beside(), 0, "{step:?}");
    }
}

#[test]
fn without_a_lock_the_save_goes_on() {
    let desk = Desk::new();
    desk.save(&Broken::at(&[(Step::Lock, 37)])).unwrap();
    assert_eq!(desk.text(), "new!");
}

#[test]
fn a_folder_that_cannot_be_flushed_is_a_notice_and_not_a_failure() {
    let desk = Desk::new();
    let saved = desk.save(&Broken::at(&[(Step::SyncFolder, EIO)])).unwrap();
    let [notice @ Notice::NotConfirmed { .. }] = saved.notices.as_slice() else {
        panic!("{:?}", saved.notices)
    };
    assert!(notice.to_string().contains("could not confirm"));
    assert_eq!(desk.text(), "new!");
}

#[test]
fn a_folder_that_takes_no_files_or_no_rename_leads_to_a_write_in_place() {
    for fault in [(Step::Create, EACCES), (Step::Rename, EACCES), (Step::Rename, EBUSY)] {
        let desk = Desk::new();
        let saved = desk.save(&Broken::at(&[fault])).unwrap();
        assert_eq!(saved.outcome, Outcome::WrittenInPlace);
        assert!(matches!(saved.notices.as_slice(), [Notice::InPlace { .. }]));
        assert_eq!((desk.text().as_str(), desk.files_beside()), ("new!", 0));
        assert_eq!(saved.base, load(&desk.plan).unwrap().base);
    }
}

#[test]
fn a_write_in_place_that_fails_is_taken_back() {
    for step in [Step::CopyAside, Step::WriteInPlace, Step::SyncInPlace] {
        let desk = Desk::new();
        let error =
            desk.save(&Broken::at(&[(Step::Create, EACCES), (step, ENOSPC)])).unwrap_err().to_string();
        assert!(error.contains("unchanged") && error.contains("free some space"), "{error}");
        assert_eq!((desk.text().as_str(), desk.files_beside()), ("old", 0), "{step:?}");
        assert_eq!(interrupted(&desk.folders, &load(&desk.plan).unwrap()), None);
    }
}

#[test]
fn a_write_in_place_that_cannot_be_taken_back_says_where_the_old_content_is() {
    let desk = Desk::new();
    let faults = [(Step::Create, EACCES), (Step::SyncInPlace, EIO), (Step::Restore, EIO)];
    let error = desk.save(&Broken::at(&faults)).unwrap_err();
    let SaveError::Failed(Failure { damaged: Some(copy), .. }) = &error else { panic!("{error}") };
    assert_eq!(fs::read(copy).unwrap(), b"old");
    assert!(error.to_string().contains("may be damaged"), "{error}");
}

#[test]
fn a_write_in_place_cut_by_a_crash_is_found_again() {
    let desk = Desk::new();
    let faults = [(Step::Create, EACCES), (Step::SyncInPlace, EIO), (Step::Restore, EIO)];
    desk.save(&Broken::at(&faults)).unwrap_err();
    fs::write(&desk.plan, "ne").unwrap();
    let torn = load(&desk.plan).unwrap();
    let found = interrupted(&desk.folders, &torn).unwrap();
    assert_eq!((found.old.as_slice(), found.new.as_slice()), (&b"old"[..], &b"new!"[..]));
    desk.save(&Broken::at(&[(Step::Create, EACCES)])).unwrap();
    fs::write(&desk.plan, "something else").unwrap();
    assert_eq!(
        interrupted(&desk.folders, &load(&desk.plan).unwrap()),
        None,
        "a finished save ends the matter"
    );
}

#[test]
fn a_change_that_arrives_while_the_new_file_is_written_is_not_overwritten() {
    for (meddled, refused) in [(Step::SyncFile, None), (Step::CopyAside, Some((Step::Create, EACCES)))] {
        let desk = Desk::new();
        let mut disk = Broken::at(refused.as_slice());
        disk.meddle = Some((meddled, desk.plan.clone()));
        assert!(matches!(desk.save(&disk), Err(SaveError::Changed { .. })), "{meddled:?}");
        assert_eq!((desk.text().as_str(), desk.files_beside()), ("hers", 0));
    }
}

#[test]
fn a_file_that_appears_where_a_new_one_is_being_made_stays() {
    let desk = Desk::new();
    let path = desk.plan.with_file_name("new.ron");
    let mut disk = Broken::at(&[]);
    disk.meddle = Some((Step::Rename, path.clone()));
    assert!(matches!(
        save_on(&disk, &desk.folders, &path, b"x", Expect::Absent),
        Err(SaveError::Exists { .. })
    ));
    assert_eq!((fs::read(&path).unwrap().as_slice(), desk.files_beside()), (&b"hers"[..], 1));
}

#[test]
fn a_held_lock_makes_the_save_wait_and_then_say_busy() {
    let desk = Desk::new();
    let path = desk.plan.canonicalize().unwrap();
    let _held = super::lock::acquire(&super::storage::Disk, &desk.folders, &path);
    assert!(matches!(desk.save(&Broken::at(&[])), Err(SaveError::Busy { .. })));
    assert_eq!((desk.text().as_str(), desk.files_beside()), ("old", 0));
}

#[test]
fn what_takes_the_place_of_a_saved_file_is_not_taken_for_it() {
    let desk = Desk::new();
    let mut disk = Broken::at(&[]);
    disk.meddle = Some((Step::SyncFolder, desk.plan.clone()));
    let saved = desk.save(&disk).unwrap();
    assert_eq!(desk.text(), "hers");
    assert_ne!(
        saved.base.stamp,
        super::Stamp::at(&desk.plan).unwrap(),
        "looking at the file shows that it changed"
    );
}

#[cfg(unix)]
#[test]
fn users_with_other_state_folders_wait_for_each_other() {
    let desk = Desk::new();
    let path = desk.plan.canonicalize().unwrap();
    let other = Folders::under(&desk.root.path().join("other"));
    let held = super::lock::acquire(&super::storage::Disk, &other, &path).ok().flatten();
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| desk.save(&Broken::at(&[])).map(|saved| saved.outcome));
        std::thread::sleep(std::time::Duration::from_millis(100));
        assert_eq!(desk.text(), "old", "it waits");
        drop(held);
        assert!(matches!(saving.join().unwrap(), Ok(super::Outcome::Replaced)));
    });
}
