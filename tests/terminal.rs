//! The program in a real pseudo-terminal: start, resize, suspend, signals, a lost terminal, a panic, leaving with unsaved work.
#![cfg(unix)]

#[path = "common/pty.rs"]
mod pty;

use std::sync::atomic::Ordering;
use std::time::Duration;

use portable_pty::PtySize;
use pty::Session;
use rustix::process::Signal;

#[test]
fn it_starts_and_leaves_the_terminal_as_it_was() {
    let mut session = Session::start(24, 80);
    session.wait_for("cb-jan");
    session.press("q");
    assert_eq!(session.exit_code(), 0);
    session.assert_restored();
}

#[test]
fn a_resize_is_drawn_at_the_new_size() {
    let session = Session::start(24, 80);
    let size = PtySize { rows: 40, cols: 132, pixel_width: 0, pixel_height: 0 };
    session.seen.lock().unwrap().1.screen_mut().set_size(40, 132);
    session.master.as_ref().unwrap().resize(size).unwrap();
    session.wait_until("a footer in the new last row", |session| {
        let seen = session.seen.lock().unwrap();
        let last = seen.1.screen().contents_between(39, 0, 39, 131);
        !last.trim().is_empty()
    });
    for (rows, columns) in [(1, 1), (3, 300), (2, 5), (24, 80)] {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        session.seen.lock().unwrap().1.screen_mut().set_size(rows, columns);
        session.master.as_ref().unwrap().resize(size).unwrap();
        std::thread::sleep(Duration::from_millis(30));
    }
    session.wait_for("cb-jan");
}

#[test]
fn control_z_stops_it_and_it_comes_back() {
    let mut session = Session::start(24, 80);
    session.press("\u{1a}");
    session.wait_until("the process to stop", |session| session.state() == Some('T'));
    session.assert_restored();
    session.signal(Signal::CONT);
    session.wait_until("the alternate screen", |session| session.last_mode("1049") == Some('h'));
    session.wait_for("cb-jan");
    session.press("q");
    assert_eq!(session.exit_code(), 0);
}

#[test]
fn sigterm_keeps_the_work() {
    let mut session = Session::start(24, 80);
    session.edit();
    session.signal(Signal::TERM);
    assert_eq!(session.exit_code(), 143);
    session.assert_restored();
    assert_eq!(session.journals(), 1);
}

#[test]
fn sighup_keeps_the_work() {
    let mut session = Session::start(24, 80);
    session.edit();
    session.signal(Signal::HUP);
    assert_eq!(session.exit_code(), 129);
    assert_eq!(session.journals(), 1);
}

#[test]
fn a_lost_terminal_ends_it_and_keeps_the_work() {
    let mut session = Session::start(24, 80);
    session.edit();
    session.deaf.store(true, Ordering::SeqCst);
    // What this key makes the program draw lets the reader notice that it is over.
    session.press("k");
    session.keys = None;
    session.master = None;
    assert_eq!(session.exit_code(), 129);
    assert_eq!(session.journals(), 1);
}

#[test]
fn a_panic_restores_the_terminal_and_keeps_the_work() {
    let mut session = Session::start_with(24, 80, &[("PLANB_TEST_PANIC", "1")]);
    session.edit();
    // F12, which panics in builds for tests only.
    session.press("\u{1b}[24~");
    assert_eq!(session.exit_code(), 101);
    session.assert_restored();
    session.wait_until("the report", |session| String::from_utf8_lossy(&session.raw()).contains("panic"));
    assert_eq!(session.journals(), 1);
}

#[test]
fn leaving_with_unsaved_work_asks_first() {
    let mut session = Session::start(24, 80);
    session.edit();
    session.press("q");
    session.wait_for("Save");
    session.press("y");
    assert_eq!(session.exit_code(), 0);
    session.assert_restored();
    let text = std::fs::read_to_string(session.home.path().join("plan.ron")).unwrap();
    assert!(text.contains("pinned: true"), "{text}");
    assert_eq!(session.journals(), 0);
}

#[test]
fn the_terminals_background_decides_the_theme() {
    let mut session = Session::start_with(24, 80, &[("COLORTERM", "truecolor")]);
    assert!(String::from_utf8_lossy(&session.raw()).contains("\u{1b}]11;?"), "nobody asked");
    // The answer comes late, between keys that somebody types: they open the palette and search in it.
    session.press(":wh\u{1b}]11;rgb:ffff/ffff/ffff\u{1b}\\y");
    let dark_text = "38;2;32;36;44";
    session
        .wait_until("the light theme", |session| String::from_utf8_lossy(&session.raw()).contains(dark_text));
    session.wait_for("/ why");
    session.press("\u{1b}");
    session.wait_until("the palette to go", |session| !session.screen().contains("/ why"));
    session.press("q");
    assert_eq!(session.exit_code(), 0);
}

#[test]
fn a_theme_that_nobody_made_is_refused_by_name() {
    let mut session = Session::start(24, 80);
    session.press(":set theme drak\r");
    session.wait_for("no theme is called drak: did you mean dark?");
    session.press("q");
    assert_eq!(session.exit_code(), 0);
}

#[test]
fn no_color_means_no_colour() {
    let mut session = Session::start_with(24, 80, &[("NO_COLOR", "1")]);
    session.press("jj");
    session.press("q");
    session.exit_code();
    let raw = String::from_utf8_lossy(&session.raw()).into_owned();
    let sets_colour = |code: &str| {
        let parts: Vec<&str> = code.split(';').collect();
        parts.iter().any(|part| matches!(part.parse::<u32>(), Ok(30..=38 | 40..=48 | 90..=97 | 100..=107)))
    };
    for code in raw.split("\u{1b}[").skip(1) {
        let end = code.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
        if code[end..].starts_with('m') {
            assert!(!sets_colour(&code[..end]), "a colour is set: {code:?}");
        }
    }
    assert!(
        raw.contains("\u{1b}[7m") || raw.contains(";7m") || raw.contains("\u{1b}[1m"),
        "nothing stands out"
    );
}

#[test]
fn settings_that_are_kept_go_into_the_persons_own_file_around_what_stands_there() {
    let home = std::sync::Arc::new(tempfile::tempdir().unwrap());
    let config = home.path().join("planb-config");
    std::fs::create_dir(&config).unwrap();
    let file = config.join("settings.ron");
    std::fs::write(&file, "(\n    theme: \"dark\", // at night\n)\n").unwrap();
    let plan = pty::plan_in(home.path());
    let folder = config.to_str().unwrap().to_string();
    let mut session = Session::open(24, 100, &[("PLANB_CONFIG_DIR", &folder)], home, &plan);
    session.wait_for("cb-jan");
    session.press(":settings\r");
    session.wait_for("Settings");
    session.press("snap\r");
    session.wait_for("off *");
    session.press("\u{15}keep\r");
    session.wait_for("Wrote snap: false,");
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        "(\n    theme: \"dark\", // at night\n    snap: false,\n)\n"
    );
    // A file with a mistake is left alone, and the line to write is told.
    std::fs::write(&file, "(theme: ").unwrap();
    session.press(":set mouse off\r");
    session.wait_for("mouse: off");
    session.press(":keep-settings\r");
    session.wait_for("Write mouse: false, yourself: the file has a mistake");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "(theme: ");
    session.press("q");
    assert_eq!(session.exit_code(), 0);
}
