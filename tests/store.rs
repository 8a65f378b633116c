//! Loading and saving real files: what a person sees on disk afterwards.

use planb::store::{Expect, Folders, LoadError, Loaded, Notice, Outcome, SaveError, load, save};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with a plan in it, and folders of planb's own elsewhere.
struct Desk {
    root: tempfile::TempDir,
    plan: PathBuf,
    folders: Folders,
}

fn desk(text: &str) -> Desk {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().canonicalize().unwrap().join("plans");
    fs::create_dir(&folder).unwrap();
    let plan = folder.join("plan.ron");
    fs::write(&plan, text).unwrap();
    let folders = Folders::under(&root.path().join("own"));
    Desk { root, plan, folders }
}

impl Desk {
    fn save(&self, text: &str, loaded: &Loaded) -> Result<planb::store::Saved, SaveError> {
        save(&self.folders, &self.plan, text.as_bytes(), Expect::Base(&loaded.base))
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.plan).unwrap()
    }

    /// Names in the plan's folder: nothing of planb's own may stay there.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.plan.parent().unwrap()).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn a_save_replaces_the_file_and_gives_the_base_of_the_next() {
    let desk = desk("one");
    let saved = desk.save("two", &load(&desk.plan).unwrap()).unwrap();
    assert_eq!((saved.outcome, saved.notices.as_slice()), (Outcome::Replaced, &[][..]));
    assert_eq!(saved.base, load(&desk.plan).unwrap().base);
    save(&desk.folders, &desk.plan, b"three", Expect::Base(&saved.base)).unwrap();
    assert_eq!((desk.text().as_str(), desk.names()), ("three", vec!["plan.ron".to_owned()]));
}

#[test]
fn saving_the_same_bytes_touches_nothing() {
    let desk = desk("one");
    let loaded = load(&desk.plan).unwrap();
    let saved = desk.save("one", &loaded).unwrap();
    assert_eq!((saved.outcome, saved.base), (Outcome::Unchanged, loaded.base));
}

#[test]
fn another_content_of_the_same_size_and_time_is_noticed_and_kept() {
    let desk = desk("ours");
    let loaded = load(&desk.plan).unwrap();
    fs::write(&desk.plan, "hers").unwrap();
    let file = fs::File::options().write(true).open(&desk.plan).unwrap();
    file.set_modified(loaded.base.stamp.modified.unwrap()).unwrap();
    let SaveError::Changed { disk } = desk.save("mine", &loaded).unwrap_err() else { panic!("not noticed") };
    assert_eq!((disk.bytes.as_slice(), desk.text().as_str()), (&b"hers"[..], "hers"));
    desk.save("both", &disk).unwrap();
    assert_eq!(desk.text(), "both");
}

#[test]
fn the_same_change_made_by_somebody_else_needs_no_merge() {
    let desk = desk("one");
    let loaded = load(&desk.plan).unwrap();
    fs::write(&desk.plan, "two").unwrap();
    assert_eq!(desk.save("two", &loaded).unwrap().outcome, Outcome::Unchanged);
}

#[test]
fn a_file_that_is_gone_is_not_made_again_unasked() {
    let desk = desk("one");
    let loaded = load(&desk.plan).unwrap();
    fs::remove_file(&desk.plan).unwrap();
    assert!(matches!(desk.save("two", &loaded), Err(SaveError::Gone { .. })));
    assert_eq!(desk.names(), [""; 0]);
    assert_eq!(save(&desk.folders, &desk.plan, b"two", Expect::Absent).unwrap().outcome, Outcome::Created);
    assert_eq!(desk.text(), "two");
    fs::remove_dir_all(desk.plan.parent().unwrap()).unwrap();
    assert!(matches!(desk.save("three", &loaded), Err(SaveError::Gone { .. })));
    let error = save(&desk.folders, &desk.plan, b"two", Expect::Absent).unwrap_err().to_string();
    assert!(error.contains("nothing was written: make the folder, or save as a file elsewhere"), "{error}");
}

#[test]
fn a_new_file_never_lands_on_an_existing_one() {
    let desk = desk("precious");
    assert!(matches!(save(&desk.folders, &desk.plan, b"x", Expect::Absent), Err(SaveError::Exists { .. })));
    assert_eq!(desk.text(), "precious");
    save(&desk.folders, &desk.plan, b"x", Expect::Anything).unwrap();
    assert_eq!(desk.text(), "x");
}

#[test]
fn a_plan_replaced_by_a_folder_is_named_as_one() {
    let desk = desk("one");
    let loaded = load(&desk.plan).unwrap();
    fs::remove_file(&desk.plan).unwrap();
    fs::create_dir(&desk.plan).unwrap();
    let error = desk.save("two", &loaded).unwrap_err().to_string();
    assert!(error.contains("is a folder") && error.contains("nothing was written"), "{error}");
}

#[test]
fn what_is_not_a_file_is_refused_and_what_is_missing_is_told_apart() {
    let desk = desk("one");
    assert!(matches!(load(desk.root.path()), Err(LoadError::NotAFile { what: "a folder", .. })));
    assert!(matches!(load(Path::new("no/such/plan.ron")), Err(LoadError::NotFound { .. })));
}

#[test]
fn nothing_of_planbs_own_lies_beside_the_plan_when_a_save_is_refused() {
    let desk = desk("one");
    let loaded = load(&desk.plan).unwrap();
    fs::write(&desk.plan, "hers").unwrap();
    desk.save("mine", &loaded).unwrap_err();
    assert_eq!(desk.names(), ["plan.ron"]);
}

#[test]
fn eight_writers_who_merge_when_told_lose_no_line() {
    let desk = desk("");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let desk = &desk;
            scope.spawn(move || {
                for line in 0..10 {
                    let mut disk = load(&desk.plan).unwrap();
                    loop {
                        let mut text = disk.bytes.clone();
                        text.extend_from_slice(format!("{writer}.{line}\n").as_bytes());
                        match save(&desk.folders, &desk.plan, &text, Expect::Base(&disk.base)) {
                            Ok(_) => break,
                            Err(SaveError::Changed { disk: now }) => disk = *now,
                            Err(SaveError::Busy { .. }) => {}
                            Err(other) => panic!("{other}"),
                        }
                    }
                }
            });
        }
    });
    assert_eq!(desk.text().lines().collect::<std::collections::BTreeSet<_>>().len(), 80);
    assert_eq!(desk.names(), ["plan.ron"]);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_symbolic_link_stays_one_and_its_target_is_written() {
        let desk = desk("one");
        let (link, chain) = (desk.root.path().join("link.ron"), desk.root.path().join("chain.ron"));
        symlink(&desk.plan, &link).unwrap();
        symlink("link.ron", &chain).unwrap();
        let loaded = load(&chain).unwrap();
        assert_eq!(loaded.base.target, desk.plan);
        save(&desk.folders, &chain, b"two", Expect::Base(&loaded.base)).unwrap();
        assert!(link.is_symlink() && chain.is_symlink() && !desk.plan.is_symlink());
        assert_eq!(desk.text(), "two");
    }

    #[test]
    fn a_new_file_behind_a_dangling_link_is_made_where_the_link_points() {
        let desk = desk("one");
        let link = desk.root.path().join("link.ron");
        symlink("plans/new.ron", &link).unwrap();
        save(&desk.folders, &link, b"two", Expect::Absent).unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(desk.plan.with_file_name("new.ron")).unwrap(), b"two");
    }

    #[test]
    fn links_in_a_circle_are_an_error() {
        let desk = desk("one");
        let (a, b) = (desk.root.path().join("a"), desk.root.path().join("b"));
        symlink(&a, &b).unwrap();
        symlink(&b, &a).unwrap();
        assert!(matches!(load(&a), Err(LoadError::Failed { .. })));
        assert!(matches!(save(&desk.folders, &a, b"x", Expect::Absent), Err(SaveError::Failed(_))));
    }

    #[test]
    fn the_mode_is_kept() {
        for bits in [0o640, 0o600, 0o664, 0o755] {
            let desk = desk("one");
            set_mode(&desk.plan, bits);
            let saved = desk.save("two", &load(&desk.plan).unwrap()).unwrap();
            assert_eq!((mode(&desk.plan), saved.notices.len()), (bits, 0));
        }
    }

    #[test]
    fn extended_attributes_are_kept() {
        use rustix::fs::{XattrFlags, getxattr, setxattr};
        let desk = desk("one");
        if setxattr(&desk.plan, "user.team", b"infra", XattrFlags::empty()).is_err() {
            return; // this file system has none
        }
        desk.save("two", &load(&desk.plan).unwrap()).unwrap();
        let mut value = [0; 16];
        let len = getxattr(&desk.plan, "user.team", &mut value).unwrap();
        assert_eq!(&value[..len], b"infra");
    }

    #[test]
    fn hard_links_stay_together_and_the_user_is_told() {
        let desk = desk("one, and a longer old content");
        let other = desk.root.path().join("other.ron");
        fs::hard_link(&desk.plan, &other).unwrap();
        let loaded = load(&desk.plan).unwrap();
        let saved = desk.save("two", &loaded).unwrap();
        assert!(matches!(saved.notices.as_slice(), [Notice::InPlace { .. }]));
        assert_eq!((desk.text(), fs::read(&other).unwrap()), ("two".into(), b"two".to_vec()));
        assert_eq!(fs::metadata(&other).unwrap().ino(), loaded.base.stamp.ino);
        let aside = fs::read_dir(desk.folders.state.join("in-place")).unwrap();
        assert_eq!(aside.count(), 0, "copies of a finished save are removed");
    }

    #[test]
    fn a_read_only_file_is_refused_with_advice() {
        let desk = desk("one");
        set_mode(&desk.plan, 0o444);
        let error = desk.save("two", &load(&desk.plan).unwrap()).unwrap_err();
        assert!(matches!(error, SaveError::ReadOnly { .. }));
        let text = error.to_string();
        assert!(text.contains("unchanged") && text.contains("chmod u+w"), "{text}");
        assert_eq!((desk.text().as_str(), desk.names()), ("one", vec!["plan.ron".to_owned()]));
    }

    #[test]
    fn pipes_and_devices_are_refused_without_hanging() {
        let desk = desk("one");
        let pipe = desk.root.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(matches!(load(&pipe), Err(LoadError::NotAFile { what: "a named pipe", .. })));
        assert!(matches!(load(Path::new("/dev/zero")), Err(LoadError::NotAFile { what: "a device", .. })));
    }

    #[test]
    fn what_a_killed_save_left_behind_is_removed_by_the_next_one_and_nothing_else() {
        let desk = desk("one");
        let beside = |name: &str| desk.plan.with_file_name(name);
        fs::write(beside(".plan.ron.planb-0123456789abcdef"), "half").unwrap();
        fs::write(beside(".plan.ron.planb-notes"), "mine").unwrap();
        fs::write(beside(".other.ron.planb-0123456789abcdef"), "half").unwrap();
        let held = beside(".plan.ron.planb-fedcba9876543210");
        let alive = fs::File::create(&held).unwrap();
        alive.lock().unwrap();
        desk.save("two", &load(&desk.plan).unwrap()).unwrap();
        assert_eq!(
            desk.names(),
            [
                ".other.ron.planb-0123456789abcdef",
                ".plan.ron.planb-fedcba9876543210",
                ".plan.ron.planb-notes",
                "plan.ron"
            ]
        );
    }

    #[test]
    fn no_lock_and_no_state_folder_do_not_stop_a_save() {
        let mut desk = desk("one");
        desk.folders.state = PathBuf::from("/dev/null/nowhere");
        desk.save("two", &load(&desk.plan).unwrap()).unwrap();
        assert_eq!(desk.text(), "two");
    }

    #[test]
    fn a_name_as_long_as_names_get_can_be_saved() {
        let desk = desk("one");
        let long = desk.plan.with_file_name(format!("{}.ron", "n".repeat(251)));
        save(&desk.folders, &long, b"new", Expect::Absent).unwrap();
        let loaded = load(&long).unwrap();
        save(&desk.folders, &long, b"newer", Expect::Base(&loaded.base)).unwrap();
        assert_eq!(fs::read(&long).unwrap(), b"newer");
    }
}
