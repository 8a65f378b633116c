#!/usr/bin/env python3
"""Makes each system call of a save fail in turn: the plan stays whole, and the program says what went wrong.

    scripts/bars/fail_saves.py [--planb PLANB] [--file PLAN] [--form symlink] [--full] [-- COMMAND...]

The edit is `planb set`, or a COMMAND that edits the plan `{file}` and exits. Needs strace. `--full` adds a full disk, a read-only disk and a limit on file sizes
(needs root, for mounting). Exit code 1 if anything was wrong: silent (exit 0 with the old plan), corrupt, panic, mute (no
message that names the plan), hang, leftover.
"""

import collections
import os
import resource
import subprocess
import sys
import tempfile

from bar import Desk, calls, chosen as choose, saves, tally

WRITING = ["EIO", "ENOSPC", "EDQUOT", "EINTR"]
NAMING = ["EIO", "EACCES", "EROFS", "ENOSPC", "EINTR"]
ERRORS = {
    **dict.fromkeys(["read", "pread64", "lseek"], ["EIO", "EINTR"]),
    **dict.fromkeys(["write", "pwrite64", "writev", "ftruncate", "fallocate", "copy_file_range"], WRITING),
    **dict.fromkeys(["fsync", "fdatasync", "sync_file_range"], ["EIO", "ENOSPC", "EINVAL", "EOPNOTSUPP"]),
    **dict.fromkeys(["open", "openat", "mkdir", "mkdirat"], [*NAMING, "EMFILE"]),
    **dict.fromkeys(["rename", "renameat", "renameat2", "link", "linkat"], [*NAMING, "EXDEV", "EBUSY"]),
    **dict.fromkeys(["unlink", "unlinkat", "readlink", "readlinkat", "getdents64"], ["EIO", "EACCES"]),
    **dict.fromkeys(["stat", "lstat", "fstat", "newfstatat", "statx", "access", "faccessat", "faccessat2"], ["EIO", "EACCES"]),
    **dict.fromkeys(["chmod", "fchmod", "chown", "fchown", "fchownat"], ["EPERM", "EIO", "EROFS"]),
    **dict.fromkeys(["listxattr", "getxattr", "fsetxattr", "setxattr", "flistxattr", "fgetxattr"], ["EOPNOTSUPP", "EIO"]),
    "flock": ["ENOLCK", "EINTR"],
    "fcntl": ["ENOLCK"],
    "close": ["EIO", "EINTR"],
}


def verdict(desk, done, fault=""):
    state, said = desk.state(), done.stdout.decode(errors="replace")
    if state.isupper():
        return "CORRUPT " + state
    if done.returncode == 101 or "panicked" in said:
        return "PANIC"
    if done.returncode < 0 or done.returncode > 128:
        return "CRASH"
    if done.returncode == 0 and state == "old":
        return "SILENT"
    if desk.leftovers() and fault not in ("unlink", "unlinkat"):
        return "LEFTOVER"
    if done.returncode == 0:
        return "saved all the same"
    if "plan.ron" not in said and "link.ron" not in said and fault != "write":
        return "MUTE"
    return "refused with a message" if state == "old" else "saved, then complained"


def at_calls(desk):
    verdicts = collections.Counter()
    for name, number in calls(desk):
        for error in ERRORS.get(name, []):
            inject = f"inject={name}:error={error}:when={number}"
            try:
                done = desk.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e", inject])
                found = verdict(desk, done, name)
            except subprocess.TimeoutExpired:
                found, done = "HANG", None
            verdicts[found] += 1
            if found.isupper():
                said = done.stdout.decode(errors="replace").strip()[:300] if done else ""
                print(f"  {name} {number} {error}: {found} {said}")
            for leftover in desk.leftovers():
                os.unlink(os.path.join(desk.plans, leftover))
            desk.reset()
    return verdicts


def size_limits(desk):
    verdicts = collections.Counter()
    for limit in range(0, len(desk.new), max(1, len(desk.new) // 20)):
        limits = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        # Output goes through a pipe, which the limit does not concern.
        verdicts[verdict(desk, desk.run(preexec_fn=limits))] += 1
        desk.reset()
    return verdicts


def mounted(chosen, spoil, mend):
    """The verdict of one save on a small disk of its own that `spoil` has made unfit, and of one after `mend`."""
    verdicts = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="planb-full-") as disk:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", disk], check=True)
        try:
            desk = Desk(chosen.file, chosen.edit, chosen.form, under=disk)
            spoil(disk)
            done = desk.run()
            verdicts[verdict(desk, done)] += 1
            print("  " + done.stdout.decode().strip())
            mend(disk)
            if desk.run().returncode != 0 or desk.read() != desk.new:
                verdicts["NO SAVE AFTERWARDS"] += 1
        finally:
            subprocess.run(["umount", disk], check=True)
    return verdicts


def fill(disk):
    with open(os.path.join(disk, "filler"), "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def remount(how):
    return lambda disk: subprocess.run(["mount", "-o", f"remount,{how}", disk], check=True)


def main():
    parser = saves(__doc__)
    parser.add_argument("--full", action="store_true")
    chosen = choose(parser)
    desk, good = Desk(chosen.file, chosen.edit, chosen.form), True
    try:
        good &= tally("each system call fails", at_calls(desk))
        if chosen.full:
            good &= tally("file size limits", size_limits(desk))
            good &= tally("full disk", mounted(chosen, fill, lambda disk: os.unlink(os.path.join(disk, "filler"))))
            good &= tally("read-only disk", mounted(chosen, remount("ro"), remount("rw")))
    finally:
        desk.remove()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
