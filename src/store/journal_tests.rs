//! A journal gives back what was written to it, and whatever happens to the file, the part before the damage.

use super::journal::*;
use super::{Folders, Hash, Life, Owner};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

const BASE: &[u8] = b"(version: 1,\n title: \"base\")\n1 00000000 not an operation\n";
const OPERATIONS: [&str; 4] = ["move run-7 +2h", "rename \"a\\nb\"\n%0a\t\u{9b}", "", "add block é 日本"];

fn folders() -> (tempfile::TempDir, Folders) {
    let root = tempfile::tempdir().unwrap();
    let folders = Folders::under(root.path());
    (root, folders)
}

fn written(folders: &Folders) -> Journal {
    let mut journal = Journal::create(folders, Path::new("/plans/a b.ron"), BASE).unwrap();
    for (n, operation) in OPERATIONS.iter().enumerate() {
        assert_eq!(journal.append(operation).unwrap(), n as u64 + 1);
    }
    journal.sync().unwrap();
    journal
}

#[test]
fn what_was_written_comes_back() {
    let (_root, folders) = folders();
    let journal = written(&folders);
    let contents = read(journal.path()).unwrap();
    assert_eq!(contents.header.plan, PathBuf::from("/plans/a b.ron"));
    assert_eq!(contents.header.base_hash, Hash::of(BASE));
    assert_eq!(contents.header.owner, Owner::current());
    assert_eq!((contents.base.as_deref(), contents.header_sound), (Some(BASE), true));
    assert_eq!(
        (contents.operations.as_slice(), contents.damaged_at),
        (&OPERATIONS.map(String::from)[..], None)
    );
}

#[test]
fn a_save_begins_the_journal_again_and_finishing_removes_it() {
    let (_root, folders) = folders();
    let mut journal = written(&folders);
    let path = journal.path().to_owned();
    journal.rebase(b"saved").unwrap();
    journal.append("next").unwrap();
    let contents = read(&path).unwrap();
    assert_eq!((contents.base.as_deref(), contents.operations), (Some(&b"saved"[..]), vec!["next".into()]));
    assert_eq!(list(&folders, None).unwrap().len(), 1);
    journal.finish().unwrap();
    assert!(list(&folders, None).unwrap().is_empty());
}

#[test]
fn a_dropped_journal_stays() {
    let (_root, folders) = folders();
    let path = written(&folders).path().to_owned();
    assert_eq!(read(&path).unwrap().operations.len(), OPERATIONS.len());
}

#[test]
fn journals_are_found_by_plan_and_the_living_are_told_from_the_dead() {
    let (_root, folders) = folders();
    let living = written(&folders);
    let _other = Journal::create(&folders, Path::new("/plans/other.ron"), b"").unwrap();
    let found = list(&folders, Some(Path::new("/plans/a b.ron"))).unwrap();
    assert_eq!(
        found.iter().map(|f| (f.path.as_path(), f.life)).collect::<Vec<_>>(),
        [(living.path(), Life::Alive)]
    );
    assert_eq!(list(&folders, None).unwrap().len(), 2);
    assert_eq!(discard(living.path()).unwrap_err().kind(), std::io::ErrorKind::ResourceBusy);
    assert!(living.path().exists());
}

#[cfg(target_os = "linux")]
#[test]
fn the_journal_of_a_process_that_ended_is_dead_and_can_be_discarded() {
    let (_root, folders) = folders();
    let journal = written(&folders);
    let text = fs::read_to_string(journal.path()).unwrap();
    let me = Owner::current();
    let (was, is) = (format!("owner {} {}", me.pid, me.start), format!("owner {} {}", me.pid, me.start + 1));
    let path = journal.path().to_owned();
    drop(journal);
    fs::write(&path, text.replace(&was, &is)).unwrap();
    let found = list(&folders, None).unwrap();
    assert_eq!(found[0].life, Life::Dead);
    let contents = found[0].contents.as_ref().unwrap();
    assert!(!contents.header_sound, "a header that was tampered with is marked");
    assert_eq!(contents.operations.len(), OPERATIONS.len());
    discard(&path).unwrap();
    assert!(list(&folders, None).unwrap().is_empty());
}

#[cfg(unix)]
#[test]
fn others_cannot_read_it() {
    use std::os::unix::fs::MetadataExt;
    let (_root, folders) = folders();
    let journal = written(&folders);
    assert_eq!(fs::metadata(journal.path()).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn a_journal_removed_from_under_us_is_noticed() {
    let (_root, folders) = folders();
    let mut journal = written(&folders);
    fs::remove_dir_all(&folders.state).unwrap();
    journal.append("more").unwrap();
    journal.sync().unwrap_err();
}

#[test]
fn foreign_and_newer_files_are_named_as_such() {
    assert!(matches!(parse(b""), Err(JournalError::NotAJournal)));
    assert!(matches!(parse(b"(version: 1)"), Err(JournalError::NotAJournal)));
    assert!(matches!(parse(b"planb-journal 2\nwhatever"), Err(JournalError::Newer)));
}

fn sample() -> Vec<u8> {
    let (_root, folders) = folders();
    let journal = written(&folders);
    fs::read(journal.path()).unwrap()
}

/// Where the base ends, and where each operation's line ends.
fn ends(bytes: &[u8]) -> (usize, Vec<usize>) {
    let start = bytes.windows(BASE.len()).position(|part| part == BASE).unwrap() + BASE.len() + 1;
    let lines = (start..bytes.len()).filter(|at| bytes[*at] == b'\n').map(|at| at + 1).collect();
    (start, lines)
}

#[test]
fn cut_anywhere_the_whole_operations_before_the_cut_come_back() {
    let bytes = sample();
    let (start, lines) = ends(&bytes);
    for cut in 0..bytes.len() {
        match parse(&bytes[..cut]) {
            Ok(contents) => {
                let whole = lines.iter().filter(|end| **end <= cut).count();
                assert_eq!(contents.operations, OPERATIONS[..whole], "cut at {cut}");
                assert_eq!(contents.base.is_some(), cut >= start - 1, "cut at {cut}");
                assert_eq!(
                    contents.damaged_at.is_none(),
                    cut == start || lines.contains(&cut) || cut < start - 1
                );
            }
            Err(_) => assert!(cut < start - BASE.len(), "cut at {cut}"),
        }
    }
}

#[test]
fn whichever_bit_flips_the_operations_before_it_come_back_and_none_is_invented() {
    let bytes = sample();
    let (start, lines) = ends(&bytes);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            let Ok(contents) = parse(&damaged) else {
                assert!(at < start - BASE.len(), "{at} bit {bit}");
                continue;
            };
            let sound =
                if at < start { OPERATIONS.len() } else { lines.iter().filter(|end| **end <= at).count() };
            assert_eq!(contents.operations, OPERATIONS[..sound], "{at} bit {bit}");
            assert!(contents.base.is_none_or(|base| base == BASE), "{at} bit {bit}");
            if at < start - BASE.len() - 1 {
                assert!(!contents.header_sound, "{at} bit {bit}");
            }
        }
    }
}

proptest! {
    #[test]
    fn anything_at_all_can_be_parsed(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes);
        let mut behind_a_header = sample();
        behind_a_header.truncate(behind_a_header.len() - 30);
        behind_a_header.extend(bytes);
        let contents = parse(&behind_a_header).unwrap();
        prop_assert!(OPERATIONS.starts_with(&contents.operations.iter().map(String::as_str).collect::<Vec<_>>()));
    }
}
