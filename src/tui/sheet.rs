//! What a frame writes, kept back until it is whole, so that it reaches the terminal in one piece.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};

/// A writer whose flush does nothing. Copies share what was written.
#[derive(Clone, Default)]
pub struct Sheet(Rc<RefCell<Vec<u8>>>);

impl Sheet {
    /// Writes what was kept back as one frame, in one call where the terminal takes it.
    pub fn hand_over(&self, out: &mut impl Write) -> io::Result<()> {
        let frame = std::mem::take(&mut *self.0.borrow_mut());
        let mut whole = Vec::with_capacity(frame.len() + 16);
        queue!(whole, BeginSynchronizedUpdate)?;
        whole.extend(frame);
        queue!(whole, EndSynchronizedUpdate)?;
        out.write_all(&whole)?;
        out.flush()
    }
}

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Remembers every call.
    #[derive(Default)]
    struct Calls(Vec<String>);

    impl Write for Calls {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_is_one_write_however_often_it_was_flushed() {
        let (sheet, mut calls) = (Sheet::default(), Calls::default());
        let mut backend = sheet.clone();
        for part in ["one ", "two"] {
            backend.write_all(part.as_bytes()).unwrap();
            backend.flush().unwrap();
        }
        sheet.hand_over(&mut calls).unwrap();
        assert_eq!(calls.0, ["\u{1b}[?2026hone two\u{1b}[?2026l"]);
    }
}
