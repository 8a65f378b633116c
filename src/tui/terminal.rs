//! The terminal's modes: entered in one write, left in one write, whatever ends the program.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture,
};
use crossterm::queue;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

/// Whether the modes are on, so that leaving twice writes nothing.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// The modes of the program, left when it is dropped: on return, on `?`, while a panic unwinds.
pub struct Modes {
    mouse: bool,
}

impl Modes {
    pub fn enter(mouse: bool) -> io::Result<Modes> {
        enter(mouse)?;
        Ok(Modes { mouse })
    }

    /// Leaves for a while (suspend, an external editor).
    pub fn pause(&self) {
        leave();
    }

    /// Enters again after [`Modes::pause`], or after somebody else changed the terminal. The screen is empty afterwards.
    ///
    /// Raw mode is left first: crossterm believes that it is still on when another program switched it off.
    pub fn resume(&self) -> io::Result<()> {
        let _ = disable_raw_mode();
        enter(self.mouse)?;
        let mut out = io::stdout();
        queue!(out, Clear(ClearType::All))?;
        out.flush()
    }

    pub fn set_mouse(&mut self, mouse: bool) -> io::Result<()> {
        if self.mouse != mouse {
            self.mouse = mouse;
            let mut out = io::stdout();
            match mouse {
                true => queue!(out, EnableMouseCapture)?,
                false => queue!(out, DisableMouseCapture)?,
            }
            out.flush()?;
        }
        Ok(())
    }
}

impl Drop for Modes {
    fn drop(&mut self) {
        leave();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    queue!(out, EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange, Hide)?;
    if mouse {
        queue!(out, EnableMouseCapture)?;
    }
    out.flush()
}

/// Puts the terminal back. Errors are ignored: the terminal may be gone.
pub fn leave() {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = queue!(
        out,
        DisableFocusChange,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// Forgets the modes without writing: the terminal is gone, and must not be written to again.
pub fn abandon() {
    ENTERED.store(false, Ordering::SeqCst);
}

/// Leaves the terminal before a panic is reported, so that the report can be read. A thread that works in the background
/// tells its own: the program goes on, and so does its screen.
pub fn hook_panics() {
    let report = std::panic::take_hook();
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == main {
            leave();
            report(info);
        }
    }));
}

/// What a panic said.
pub fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("internal error: {}", text.unwrap_or("no reason given"))
}
