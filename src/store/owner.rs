//! Which process wrote something, and whether it still lives.

use super::text::{escape, unescape};
use std::fs::File;

/// A process, told apart from others on other machines, from earlier boots and from later ones with the same number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    pub host: String,
    /// Differs after every boot; empty where the system has none.
    pub boot: String,
    pub pid: u32,
    /// When the process began, in clock ticks since the boot; 0 where the system does not say.
    pub start: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Still running: what it holds is not ours to take.
    Alive,
    /// Ended, or from before the last boot.
    Dead,
    /// Perhaps another machine's on a shared disk.
    Unknown,
}

impl Owner {
    /// This process.
    pub fn current() -> Owner {
        let pid = std::process::id();
        Owner { host: host(), boot: boot(), pid, start: start_of(pid).unwrap_or(0) }
    }

    /// Whether this process lives, by the lock it keeps on `held` and by the system's process table.
    pub(super) fn life(&self, held: &File) -> Life {
        #[cfg(unix)]
        if matches!(held.try_lock_shared(), Err(std::fs::TryLockError::WouldBlock)) {
            return Life::Alive;
        }
        #[cfg(not(unix))]
        let _ = held;
        let here = Owner::current();
        match (self.boot == here.boot && !here.boot.is_empty(), self.host == here.host) {
            (true, _) if self.start != 0 && start_of(self.pid) == Some(self.start) => Life::Alive,
            // One kernel, two host names: a container, whose process numbers mean nothing here. The lock would tell.
            (true, _) => Life::Dead,
            (false, true) if !here.boot.is_empty() && !self.boot.is_empty() => Life::Dead,
            // Without boot ids the lock alone tells, and it is free.
            (false, true) if cfg!(unix) => Life::Dead,
            _ => Life::Unknown,
        }
    }

    pub(super) fn to_line(&self) -> String {
        let word =
            |text: &str| if text.is_empty() { "-".to_owned() } else { escape(text).replace(' ', "%20") };
        format!("{} {} {} {}", self.pid, self.start, word(&self.boot), word(&self.host))
    }

    pub(super) fn from_line(line: &str) -> Option<Owner> {
        let mut words = line.split(' ');
        let (pid, start) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let mut word = || match words.next()? {
            "-" => Some(String::new()),
            word => String::from_utf8(unescape(word)?).ok(),
        };
        Some(Owner { pid, start, boot: word()?, host: word()? })
    }
}

fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = name.or_else(|| std::env::var("HOSTNAME").or_else(|_| std::env::var("COMPUTERNAME")).ok());
    name.unwrap_or_default().trim().to_owned()
}

fn boot() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}

/// Field 22 of `/proc/PID/stat`. The command in field 2 may hold anything, so fields count from its last bracket.
fn start_of(pid: u32) -> Option<u64> {
    let stat = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    stat.rsplit_once(')')?.1.split_ascii_whitespace().nth(19)?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_start_and_boot_and_not_by_its_number_alone() {
        let held = tempfile::tempfile().unwrap();
        let me = Owner::current();
        assert_eq!(me.life(&held), Life::Alive);
        assert_eq!(Owner { start: me.start + 1, ..me.clone() }.life(&held), Life::Dead);
        assert_eq!(Owner { boot: "an earlier one".into(), ..me.clone() }.life(&held), Life::Dead);
        let elsewhere = Owner { boot: "another".into(), host: "another".into(), ..me.clone() };
        assert_eq!(elsewhere.life(&held), Life::Unknown);
        assert_eq!(Owner::from_line(&me.to_line()), Some(me));
    }

    #[test]
    fn a_lock_on_the_file_is_proof_of_life() {
        let folder = tempfile::tempdir().unwrap();
        let held = File::create(folder.path().join("held")).unwrap();
        held.lock().unwrap();
        let looked_at = File::open(folder.path().join("held")).unwrap();
        assert_eq!(Owner::default().life(&looked_at), Life::Alive);
    }
}
