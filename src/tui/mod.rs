//! The interactive program's shell: it owns the terminal, brings messages to the app, draws, and carries out effects.
//!
//! One thread touches state and screen. It blocks for one message, takes whatever else is waiting, and draws once, so that a
//! burst of keys is one frame and an idle program does nothing at all.

mod background;
mod canvas;
mod effects;
mod events;
mod journal;
mod keep;
mod saver;
mod sheet;
mod terminal;
mod watch;

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant as Moment};

use crossterm::event::{Event, KeyEvent, KeyEventKind};
use crossterm::execute;
use ratatui::Terminal;

use crate::app::actions::recover;
use crate::app::config::ConfigError;
use crate::app::importing::Imported;
use crate::app::keys::Key;
use crate::app::settings::{Background, Settings};
use crate::app::unsaved::{self, Mark};
use crate::app::{App, Effect, Msg, Then, update};
use crate::base::Instant;
use crate::base::words::count;
use crate::files::{self, PlanFile};
use crate::store::{self, Folders};
use crate::ui::Theme;
use background::{Awaited, Taken};
use canvas::Canvas;
use events::Wake;
use journal::Journal;
use saver::{Save, Saver};
use terminal::Modes;
use watch::Watch;

/// What the interactive program starts with.
pub struct Start {
    /// Typed before the first frame.
    pub keys: Vec<Key>,
    pub file: PlanFile,
    pub folders: Folders,
    /// Whether now is the clock's time, or fixed by `--as-of`.
    pub clock_runs: bool,
    /// The theme for some settings, on this terminal, and what is wrong with it.
    pub theme: LoadTheme,
}

/// Gives the theme for some settings, and what is wrong with it.
pub type LoadTheme = Box<dyn Fn(&Settings) -> (Theme, Vec<ConfigError>)>;

/// Exit statuses of a program that a signal or a lost terminal ended: 128 and the signal's number.
const HANG_UP: i32 = 129;

/// How long after the question the first frame still waits for a terminal that says nothing of its background. The question
/// goes out before the plan is analysed, so that most of the time passes with work.
const PATIENCE: Duration = Duration::from_millis(10);

/// How long after the question its answer may come. Who leaves sooner waits for it: it would be typed into the shell.
const ANSWER: Duration = Duration::from_millis(300);

/// A key that is held comes again sooner, also where the system waits long before it repeats the first time.
const HELD: Duration = Duration::from_millis(1000);

/// The terminal, entered for the program and asked what lies behind the text; left when this is dropped.
pub struct Entered {
    modes: Modes,
    awaited: Awaited,
    /// When it was asked.
    asked: Moment,
    wake: Sender<Wake>,
    woken: Receiver<Wake>,
}

/// Enters the terminal. What comes between this and [`run`] must not fail.
///
/// # Errors
/// It could not be entered. It is left as it was found.
pub fn enter(settings: &Settings) -> io::Result<Entered> {
    // From here on the theme alone decides about colour; crossterm's own handling of NO_COLOR would lose bold and reverse.
    crossterm::style::force_color_output(true);
    terminal::hook_panics();
    let (wake, woken) = mpsc::channel();
    events::watch_signals(wake.clone())?;
    let modes = Modes::enter(settings.mouse)?;
    let asked = Moment::now();
    let awaited = match background::is_wanted(settings, |name| std::env::var(name).ok()) {
        true => Awaited::ask()?,
        false => Awaited::default(),
    };
    events::read_terminal(wake.clone());
    events::watch_hang_up(wake.clone());
    Ok(Entered { modes, awaited, asked, wake, woken })
}

/// Runs until somebody leaves. Gives the exit status.
///
/// # Errors
/// The terminal could not be written to. It is left as it was found.
pub fn run(entered: Entered, mut app: App, start: Start) -> io::Result<i32> {
    let Entered { modes, awaited, asked, wake, woken } = entered;
    let screen = Terminal::new(Canvas::new())?;
    let found = files::recover::offer(&start.folders, &start.file);
    if let Some(remark) = found.remarks.into_iter().next() {
        app.complain(remark);
    }
    app.unsaved = found.unsaved;
    recover::offer(&mut app);
    let journal = Journal::start(start.folders.clone(), &start.file, wake.clone());
    let watch = Watch::start(start.file.path.as_deref(), wake.clone());
    let saver = Saver::start(start.folders.clone(), start.file, wake.clone());
    let looks = Look {
        theme: (start.theme)(&app.settings).0,
        settings: app.settings.clone(),
        background: Background::Auto,
        load: start.theme,
    };
    let mut program = Program {
        mark: Mark::of(&app.doc),
        saved_steps: 0,
        app,
        modes,
        screen,
        looks,
        awaited,
        journal,
        saver,
        watch,
        folders: start.folders,
        clock_runs: start.clock_runs,
        typed: asked,
        wake,
    };
    let size = program.screen.size()?;
    program.tell(Msg::Resize(size.width, size.height));
    for key in start.keys {
        program.tell(Msg::Key(key));
    }
    let ended = match program.await_background(&woken, asked + PATIENCE) {
        Ok(Flow::On) => program.turn(&woken),
        Ok(Flow::Leave(status)) => Ok(status),
        Err(error) => Err(error),
    };
    let ended = match ended {
        // Found out by writing to it, before anybody told.
        Err(_) if events::is_hung_up() => Ok(program.hang_up()),
        ended => ended,
    };
    if matches!(ended, Ok(status) if status != HANG_UP) {
        program.hear_out(&woken, asked + ANSWER);
    } else {
        // The terminal takes nothing any more. The work comes first; and the screen must not try to say goodbye, because it
        // would complain to standard error, which may be the same terminal.
        program.keep_work();
        let Program { screen, .. } = program;
        std::mem::forget(screen);
    }
    ended
}

struct Program {
    app: App,
    modes: Modes,
    screen: Terminal<Canvas>,
    looks: Look,
    /// What the terminal is asked for.
    awaited: Awaited,
    journal: Journal,
    saver: Saver,
    watch: Watch,
    folders: Folders,
    clock_runs: bool,
    /// The state of the document that the journal knows.
    mark: Mark,
    /// How many steps of the history the file holds.
    saved_steps: usize,
    /// When the last key came.
    typed: Moment,
    /// For threads that answer; keeps the channel open for as long as the loop runs.
    wake: Sender<Wake>,
}

/// The theme, and the settings that it was made for.
struct Look {
    theme: Theme,
    settings: Settings,
    /// What the terminal said of its background; `Auto` where it said nothing.
    background: Background,
    load: LoadTheme,
}

impl Look {
    /// Brings the theme up to the settings. Gives what is wrong with a theme that was chosen just now.
    fn refresh(&mut self, settings: &Settings) -> Option<String> {
        if self.settings == *settings {
            return None;
        }
        let chosen = self.settings.theme != settings.theme;
        self.settings = settings.clone();
        let errors = self.load();
        errors.into_iter().next().filter(|_| chosen).map(|error| error.message)
    }

    fn upon(&mut self, background: Background) {
        self.background = background;
        self.load();
    }

    fn load(&mut self) -> Vec<ConfigError> {
        let mut settings = self.settings.clone();
        if settings.background == Background::Auto {
            settings.background = self.background;
        }
        let (theme, errors) = (self.load)(&settings);
        self.theme = theme;
        errors
    }
}

/// What a message means for the loop.
enum Flow {
    On,
    Leave(i32),
}

impl Program {
    fn turn(&mut self, woken: &Receiver<Wake>) -> io::Result<i32> {
        loop {
            self.draw()?;
            let mut next = self.wait(woken);
            while let Some(message) = next {
                if let Flow::Leave(status) = self.handle(message)? {
                    return Ok(status);
                }
                next = woken.try_recv().ok();
            }
        }
    }

    /// Blocks for a message, or until the picture changes by itself because time passes.
    fn wait(&mut self, woken: &Receiver<Wake>) -> Option<Wake> {
        let received = match self.next_tick() {
            None => woken.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(pause) => woken.recv_timeout(pause),
        };
        match received {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => Some(Wake::App(Box::new(Msg::Tick(clock())))),
            Err(RecvTimeoutError::Disconnected) => Some(Wake::HangUp),
        }
    }

    /// How long the picture stays as it is: until the now line moves by a part of a cell, a minute at least.
    fn next_tick(&self) -> Option<Duration> {
        let part = self.app.view.viewport.seconds_per_cell() / 8;
        self.clock_runs.then(|| Duration::from_secs(u64::try_from(part).unwrap_or(0).clamp(60, 3600)))
    }

    fn draw(&mut self) -> io::Result<()> {
        if let Some(error) = self.looks.refresh(&self.app.settings) {
            self.app.complain(error);
        }
        let (app, theme) = (&self.app, &self.looks.theme);
        self.screen.draw(|frame| {
            if let Some(cursor) = crate::ui::draw(app, theme, frame.buffer_mut()) {
                frame.set_cursor_position(cursor);
            }
        })?;
        self.screen.backend().hand_over(&mut io::stdout())
    }

    fn handle(&mut self, message: Wake) -> io::Result<Flow> {
        match message {
            Wake::Terminal(event) => match event {
                Event::Key(key) if key.kind == KeyEventKind::Release => Ok(Flow::On),
                Event::Key(key) => self.key(key),
                Event::Mouse(mouse) => self.tell_and_do(Msg::Mouse(mouse)),
                Event::Paste(text) => self.tell_and_do(Msg::Paste(text)),
                Event::Resize(columns, rows) => self.tell_and_do(Msg::Resize(columns, rows)),
                Event::FocusGained => {
                    self.saver.look();
                    self.tell_and_do(Msg::Focus(true))
                }
                Event::FocusLost => self.tell_and_do(Msg::Focus(false)),
            },
            Wake::App(message) => self.tell_and_do(*message),
            Wake::FileChanged => {
                self.saver.look();
                Ok(Flow::On)
            }
            Wake::HangUp => Ok(Flow::Leave(self.hang_up())),
            Wake::Signal(signal) => self.signal(signal),
        }
    }

    fn key(&mut self, key: KeyEvent) -> io::Result<Flow> {
        let typed = match self.awaited.take(key) {
            Taken::Keys(typed) => typed,
            Taken::Answer(background) => {
                self.looks.upon(background.unwrap_or(Background::Auto));
                return Ok(Flow::On);
            }
        };
        if self.typed.elapsed() > HELD {
            self.tell(Msg::Rested);
        }
        self.typed = Moment::now();
        for key in typed {
            panic_if_asked(key.code);
            if let Flow::Leave(status) = self.tell_and_do(Msg::Key(key.into()))? {
                return Ok(Flow::Leave(status));
            }
        }
        Ok(Flow::On)
    }

    /// Gives the terminal a moment to say what its background is, so that the first frame has the right colours. An answer
    /// that comes later still counts.
    fn await_background(&mut self, woken: &Receiver<Wake>, until: Moment) -> io::Result<Flow> {
        while self.awaited.is_open() {
            let Ok(message) = woken.recv_timeout(until.saturating_duration_since(Moment::now())) else {
                break;
            };
            if let Flow::Leave(status) = self.handle(message)? {
                return Ok(Flow::Leave(status));
            }
        }
        Ok(Flow::On)
    }

    /// Takes what the terminal still says of its background, until a moment. Nothing else is listened to any more.
    fn hear_out(&mut self, woken: &Receiver<Wake>, until: Moment) {
        while self.awaited.is_open() {
            match woken.recv_timeout(until.saturating_duration_since(Moment::now())) {
                Ok(Wake::Terminal(Event::Key(key))) => _ = self.awaited.take(key),
                Ok(Wake::HangUp) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    #[cfg(unix)]
    fn signal(&mut self, signal: i32) -> io::Result<Flow> {
        use signal_hook::consts::{SIGCONT, SIGTSTP};
        match signal {
            SIGTSTP => self.suspend()?,
            SIGCONT => self.come_back()?,
            signal => {
                self.keep_work();
                return Ok(Flow::Leave(128 + signal));
            }
        }
        Ok(Flow::On)
    }

    #[cfg(not(unix))]
    fn signal(&mut self, signal: i32) -> io::Result<Flow> {
        self.keep_work();
        Ok(Flow::Leave(128 + signal))
    }

    /// The terminal is gone. Gives the exit status.
    fn hang_up(&mut self) -> i32 {
        terminal::abandon();
        self.keep_work();
        HANG_UP
    }

    /// Everything that is not saved is in the journal before the program ends.
    fn keep_work(&mut self) {
        self.saver.finish();
        self.close_journal();
    }

    fn close_journal(&mut self) {
        self.journal.flush();
        if !self.app.doc.is_modified() {
            self.journal.finish();
        }
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.modes.pause();
        events::stop_self();
        // Execution goes on here after somebody continues us.
        self.come_back()
    }

    /// The terminal may hold anything now: enter again and draw everything.
    fn come_back(&mut self) -> io::Result<()> {
        self.modes.resume()?;
        self.screen.autoresize()?;
        // Compared with an empty screen, the next frame is written whole, without asking the terminal anything.
        self.screen.backend_mut().now_blank();
        self.screen.swap_buffers();
        let size = self.screen.size()?;
        self.tell(Msg::Resize(size.width, size.height));
        Ok(())
    }

    fn tell(&mut self, message: Msg) -> Vec<Effect> {
        let saved = matches!(message, Msg::Saved(Ok(_)));
        let effects = update(&mut self.app, message);
        self.note_changes(saved);
        effects
    }

    fn tell_and_do(&mut self, message: Msg) -> io::Result<Flow> {
        for effect in self.tell(message) {
            if let Flow::Leave(status) = self.carry_out(effect)? {
                return Ok(Flow::Leave(status));
            }
        }
        self.modes.set_mouse(self.app.settings.mouse)?;
        Ok(Flow::On)
    }

    /// Hands what is new to the journal's thread; `saved`: the file's content is known anew by a save of ours.
    fn note_changes(&mut self, saved: bool) {
        let doc = &self.app.doc;
        for noted in unsaved::since(doc, &self.mark) {
            self.journal.note(noted);
        }
        let mark = Mark::of(doc);
        if mark.file_revision != self.mark.file_revision {
            self.saved_steps = doc.history().done().len();
            if let Some(path) = &doc.path {
                self.watch.over(path.clone());
                let target = store::resolve(path).unwrap_or_else(|_| path.clone());
                self.journal.based(saved, target, doc.saved().clone(), doc.text.clone());
            }
        }
        self.mark = mark;
    }

    fn save(&self, path: Option<PathBuf>, then: Then, anew: bool) {
        let doc = &self.app.doc;
        let done = doc.history().done();
        let new = done.get(self.saved_steps..).filter(|new| !new.is_empty());
        let label = match new {
            None => "Undo".to_string(),
            Some([one]) => one.label.clone(),
            Some([first, rest @ ..]) => {
                format!("{}, and {}", first.label, count(rest.len(), "more change", "more changes"))
            }
            Some([]) => String::new(),
        };
        let (base, plan) = (doc.saved().clone(), doc.plan().clone());
        self.saver.save(Save { base, plan, path, label, then, anew });
    }

    fn carry_out(&mut self, effect: Effect) -> io::Result<Flow> {
        match effect {
            Effect::Save { path, then } => self.save(path, then, false),
            Effect::SaveAnew { then } => self.save(None, then, true),
            Effect::Compare(name) => self.compare(name),
            Effect::Forget(journal) => self.journal.forget(journal),
            Effect::Copy(text) => {
                execute!(io::stdout(), crossterm::clipboard::CopyToClipboard::to_clipboard_from(text))?;
            }
            Effect::KeepSettings(fields) => self.keep_settings(&fields),
            Effect::Export { path } => self.export(&path),
            Effect::Import { path } => {
                let name = path.display().to_string();
                let loaded = store::load(&path).map_err(|error| error.to_string());
                let written = loaded.as_ref().ok().and_then(|loaded| loaded.base.written());
                let text = loaded.and_then(|loaded| {
                    String::from_utf8(loaded.bytes).map_err(|error| {
                        format!("{name}: byte {} is not UTF-8", error.utf8_error().valid_up_to())
                    })
                });
                return self.tell_and_do(Msg::Imported(Imported { name, text, written }));
            }
            Effect::Suspend => self.suspend()?,
            Effect::Quit => {
                self.close_journal();
                return Ok(Flow::Leave(0));
            }
        }
        Ok(Flow::On)
    }
}

/// A test of how a panic leaves the terminal needs one. Never in a release.
fn panic_if_asked(key: crossterm::event::KeyCode) {
    let asked = cfg!(debug_assertions) && key == crossterm::event::KeyCode::F(12);
    assert!(!asked || std::env::var_os("PLANB_TEST_PANIC").is_none(), "asked for by a test");
}

fn clock() -> Instant {
    Instant::from_seconds(chrono::Utc::now().timestamp())
}
