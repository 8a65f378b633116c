//! Notices that the plan's file may have changed, on a thread of its own: by what the system tells about its folder. Disks that
//! others can write to without the system telling are looked at every two seconds.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use super::events::Wake;
use crate::store::Stamp;

/// The longest time until a change is noticed where the system does not tell of each.
const PATIENCE: Duration = Duration::from_secs(2);

/// Watches one file.
pub struct Watch {
    wake: Sender<Wake>,
    /// The thread that watches ends after this was dropped, when next something happens.
    alive: Option<Sender<()>>,
}

impl Watch {
    pub fn start(file: Option<&Path>, wake: Sender<Wake>) -> Watch {
        let mut watch = Watch { wake, alive: None };
        if let Some(file) = file {
            watch.over(file.to_owned());
        }
        watch
    }

    /// Watches this file from now on.
    pub fn over(&mut self, file: PathBuf) {
        let (alive, ended) = mpsc::channel();
        self.alive = Some(alive);
        let wake = self.wake.clone();
        std::thread::spawn(move || watch_file(&file, &ended, &wake));
    }
}

fn watch_file(file: &Path, ended: &Receiver<()>, wake: &Sender<Wake>) {
    // Nothing is known at first: the file may have changed since it was read.
    let mut known = None;
    loop {
        let folder = Folder::watch(file);
        loop {
            let now = Stamp::at(file).ok();
            if now != known {
                known = now;
                if wake.send(Wake::FileChanged).is_err() {
                    return;
                }
                // The folder itself may be another one now.
                break;
            }
            folder.wait();
            if ended.try_recv() == Err(mpsc::TryRecvError::Disconnected) {
                return;
            }
        }
    }
}

#[cfg(target_os = "linux")]
use linux::Folder;

#[cfg(target_os = "linux")]
mod linux {
    use std::ffi::OsString;
    use std::mem::MaybeUninit;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt as _;
    use std::path::Path;
    use std::time::{Duration, Instant};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init};
    use rustix::fs::statfs;

    use super::PATIENCE;

    /// Writers often do several things to a file, one after the other: a change is looked at when this long nothing followed.
    const CALM: Duration = Duration::from_millis(100);

    /// File systems that only this machine writes to, by the magic numbers of statfs(2): ext4, xfs, btrfs, tmpfs, overlay, f2fs,
    /// zfs, bcachefs.
    const LOCAL: [u64; 8] =
        [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x794c_7630, 0xf2f5_2010, 0x2fc1_2fc1, 0xca45_1a4e];
    /// Where the system tells of each change, nobody needs to look.
    const UNTIL_TOLD: Duration = Duration::from_secs(3600);

    /// The folder that a file is in, and the one that its link leads to.
    pub struct Folder {
        events: Option<OwnedFd>,
        /// How long to wait at most.
        patience: Duration,
        /// What the file is called in them.
        names: Vec<OsString>,
    }

    impl Folder {
        pub fn watch(file: &Path) -> Folder {
            let events = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok();
            let what = WatchFlags::CLOSE_WRITE
                | WatchFlags::MODIFY
                | WatchFlags::MOVE
                | WatchFlags::CREATE
                | WatchFlags::DELETE
                | WatchFlags::ATTRIB
                | WatchFlags::DELETE_SELF
                | WatchFlags::MOVE_SELF;
            let target = file.canonicalize().unwrap_or_else(|_| file.to_owned());
            let (mut names, mut told) = (Vec::new(), true);
            for path in [file, &target] {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or(Path::new("."));
                if let Some(events) = &events {
                    told &= add_watch(events, folder, what).is_ok();
                }
                told &= statfs(folder).is_ok_and(|system| LOCAL.contains(&(system.f_type as u64)));
                names.extend(path.file_name().map(OsString::from));
            }
            let patience = if told && events.is_some() { UNTIL_TOLD } else { PATIENCE };
            Folder { events, patience, names }
        }

        /// Returns when something happened to the file and it is calm again, or in time.
        pub fn wait(&self) {
            let Some(events) = &self.events else { return std::thread::sleep(self.patience) };
            let until = Instant::now() + self.patience;
            let mut touched = false;
            loop {
                let left = until.saturating_duration_since(Instant::now());
                let pause = if touched { CALM.min(left) } else { left };
                if !has_news(events, pause) {
                    return;
                }
                touched |= self.concerns_us(events);
            }
        }

        /// Takes what happened; whether any of it was about the file, or about the folder itself.
        fn concerns_us(&self, events: &OwnedFd) -> bool {
            let mut buffer = [MaybeUninit::uninit(); 4096];
            let mut reader = Reader::new(events, &mut buffer);
            let mut ours = false;
            while let Ok(event) = reader.next() {
                ours |= event
                    .file_name()
                    .is_none_or(|name| self.names.iter().any(|known| known.as_bytes() == name.to_bytes()));
            }
            ours
        }
    }

    fn has_news(events: &OwnedFd, pause: Duration) -> bool {
        let mut watched = [PollFd::new(events, PollFlags::IN)];
        let pause = Timespec { tv_sec: pause.as_secs() as i64, tv_nsec: i64::from(pause.subsec_nanos()) };
        poll(&mut watched, Some(&pause)).is_ok_and(|ready| ready > 0)
    }
}

/// Where the system tells nothing that is understood here, looking must do.
#[cfg(not(target_os = "linux"))]
struct Folder;

#[cfg(not(target_os = "linux"))]
impl Folder {
    fn watch(_: &Path) -> Folder {
        Folder
    }
    fn wait(&self) {
        std::thread::sleep(PATIENCE / 2);
    }
}
