#!/usr/bin/env python3
"""Kills the terminal UI while it saves, and makes the system calls of its saves fail.

    scripts/bars/ui_saves.py [--planb PLANB] [--rounds N] [--seed S] [--only kills|calls|faults|disks]

kills: SIGKILL after random delays (N rounds) and right after random file events (N rounds). calls: SIGKILL on entry of each
file-changing system call of a save (strace). faults: each of them fails, in each way it can (strace). disks: a full disk, a
read-only disk, a folder that takes no files (root). A killed save must leave the whole old or the whole new plan with its mode,
the next session must open it, and work that is not in the file must be in the journal. A failed save must be told on the
screen within a second, leave the plan whole, the program alive, and the next save must work. Exit code 1 if anything was wrong.
"""

import collections
import os
import random
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time

import terminal
from bar import SAVE, Place, chosen, parser, tally
from fail_saves import ERRORS, fill, remount
from kill_saves import Events

CHANGING = [
    "openat", "open", "write", "fsync", "fdatasync", "rename", "renameat", "renameat2", "fchmod", "fchown", "flock", "unlink",
    "mkdir", "ftruncate", "listxattr", "getdents64", "close", "readlink", "stat", "statx", "read",
]


def started(place, number):
    """A session with one edit that is in the journal, and the text that a save will write."""
    session = place.session()
    session.wait("Main block")
    mark = f"Mark {number}"
    session.edit_title(mark)
    wait_for(lambda: mark in journal(place), "the journal")
    old = place.text()
    return session, old, re.sub(r'title: "[^"]*"', f'title: "{mark}"', old, count=1), mark


def journal(place):
    text, folder = "", os.path.join(place.home, ".local/state/planb/journal")
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        try:
            with open(os.path.join(folder, name), errors="replace") as file:
                text += file.read()
        except FileNotFoundError:
            pass
    return text


def wait_for(holds, what, patience=terminal.PATIENCE):
    until = time.monotonic() + patience
    while not holds():
        if time.monotonic() > until:
            raise terminal.InVain(what)
        time.sleep(0.003)


def state(place, old, new):
    """Old or new, or in capitals what is wrong."""
    try:
        now = place.text()
    except OSError:
        return "MISSING"
    if now not in (old, new):
        return "EMPTY" if not now else "CUT"
    if stat.S_IMODE(os.stat(place.plan).st_mode) != 0o640:
        return "MODE"
    return "old" if now == old else "new"


def after_kill(place, verdicts, old, new, mark, look_further):
    found = state(place, old, new)
    verdicts[found] += 1
    if len(place.beside()) > 1:
        verdicts["TOO MANY LEFTOVERS"] += 1
    if found == "old" and mark not in place.run("recover", "--print", "plan.ron").stdout.decode():
        verdicts["EDIT LOST"] += 1
    if look_further:
        done = place.run("set", "plan.ron", "notes", "next save")
        if done.returncode != 0 or "next save" not in place.text():
            verdicts["NEXT SAVE BLOCKED"] += 1
        if place.beside():
            verdicts["LEFTOVER STAYS"] += 1
    place.reset()
    place.forget()


def kills(place, rounds):
    good = True
    times = []
    for number in range(5):
        with started(place, number)[0] as session:
            begun = time.monotonic()
            session.press(SAVE)
            session.wait("Saved")
            times.append(time.monotonic() - begun)
        place.reset(), place.forget()
    usual = sorted(times)[2]
    verdicts = collections.Counter()
    for number in range(rounds):
        session, old, new, mark = started(place, number)
        with session:
            session.press(SAVE)
            time.sleep(random.random() * usual * 1.1)
            session.kill()
        after_kill(place, verdicts, old, new, mark, number % 10 == 9)
    good &= tally("UI killed after random delays", verdicts)
    events, verdicts = Events(place.plans), collections.Counter()
    for number in range(rounds):
        session, old, new, mark = started(place, number)
        with session:
            events.drain()
            session.press(SAVE)
            events.wait(random.randint(1, 8), 0.05)
            until = time.perf_counter() + random.random() * 0.0008
            while time.perf_counter() < until:
                pass
            session.kill()
        after_kill(place, verdicts, old, new, mark, number % 10 == 9)
    return tally("UI killed after random events", verdicts) and good


def threads(session):
    """In the order in which they were started, which is the same each time."""
    return sorted(int(number) for number in os.listdir(f"/proc/{session.process.pid}/task"))


class Traced:
    """strace, attached to all threads of a session or to the one at `place`; it counts calls from now on."""

    def __init__(self, session, *words, place=None):
        self.log = tempfile.NamedTemporaryFile(prefix="planb-strace-")
        whom = ["-f", "-p", str(session.process.pid)] if place is None else ["-p", str(threads(session)[place])]
        command = ["strace", *whom, "-o", self.log.name, *words]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = b""
        while b"attached" not in said and self.process.poll() is None:
            said += os.read(self.process.stderr.fileno(), 4096)

    def let_go(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stderr.close()
        with open(self.log.name, errors="replace") as file:
            lines = file.readlines()
        self.log.close()
        return lines


def save_calls(place):
    """Which thread saves, and its calls from the order to the answer: [(name, which one of that name)]."""
    session, *_ = started(place, 0)
    with session:
        all_threads = threads(session)
        traced = Traced(session)
        session.press(SAVE)
        session.wait("Saved")
        lines = traced.let_go()
    place.reset(), place.forget()
    saver = next(line.split()[0] for line in lines if " rename(" in line and "/plan.ron" in line.split(",")[-1])
    counts, found = collections.Counter(), []
    for line in lines:
        match = re.match(r"(\d+)\s+(\w+)\(", line)
        if match and match[1] == saver:
            counts[match[2]] += 1
            if match[2] in CHANGING:
                found.append((match[2], counts[match[2]]))
    return all_threads.index(int(saver)), found


def at_calls(place):
    verdicts = collections.Counter()
    saver, all_calls = save_calls(place)
    for name, number in all_calls:
        session, old, new, mark = started(place, number)
        with session:
            traced = Traced(session, "-e", f"trace={name}", "-e", f"inject={name}:signal=KILL:when={number}", place=saver)
            session.press(SAVE)
            until = time.monotonic() + 3
            while session.process.poll() is None and not session.shows("Saved") and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(0.02)
            verdicts["(killed)" if session.process.poll() is not None else "(finished before)"] += 1
            session.kill()
            traced.let_go()
        after_kill(place, verdicts, old, new, mark, True)
    return tally("UI killed at each system call of a save", verdicts)


def answer(session, patience):
    """What the last line says about a save that was just ordered."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        line = session.screen.text().splitlines()[-1].strip()
        if line.startswith(("Saved", "! ")) or "Write it anew?" in line:
            return line
        time.sleep(0.003)
    raise terminal.InVain("an answer to the save")


def save_again(session, place, verdicts):
    if "no longer there" in session.screen.text():
        session.wait("y  write it anew")
        session.press("\x1b")
        session.gone("y  write it anew")
    session.edit_title("After all")
    session.press(SAVE)
    try:
        wait_for(lambda: '"After all"' in place.text(), "the next save", 5)
        verdicts["(saved afterwards)"] += 1
        return True
    except (terminal.InVain, OSError):
        verdicts["NO SAVE AFTERWARDS"] += 1
        print(session.screen.text())
        return False


def faults(place):
    verdicts = collections.Counter()
    saver, all_calls = save_calls(place)
    for name, number in all_calls:
        for error in ERRORS.get(name, []):
            session, old, new, mark = started(place, number)
            with session:
                fault = f"inject={name}:error={error}:when={number}"
                traced = Traced(session, "-e", f"trace={name}", "-e", fault, place=saver)
                session.press(SAVE)
                begun = time.monotonic()
                verdict = None
                try:
                    shown = answer(session, 5)
                    found = state(place, old, new)
                    if found.isupper():
                        verdict = "CORRUPT " + found
                    elif shown.startswith("Saved") and found == "old":
                        verdict = "SILENT"
                    elif time.monotonic() - begun > (3 if name == "close" else 1):
                        # strace does not close the file then, so a lock stays and is waited for.
                        verdict = "TOLD LATE"
                    else:
                        verdict = "saved all the same" if found == "new" else "refused with a message"
                except terminal.InVain:
                    verdict, shown = "MUTE", session.screen.text()
                if session.process.poll() is not None:
                    verdict = "DEAD"
                traced.let_go()
                if verdict.isupper():
                    print(f"  {name} {number} {error}: {verdict}: {shown}")
                verdicts[verdict] += 1
                if session.process.poll() is None:
                    if not save_again(session, place, verdicts):
                        print(f"  after {name} {number} {error}")
                    if place.beside():
                        verdicts["LEFTOVER"] += 1
                        print(f"  {name} {number} {error}: LEFTOVER {place.beside()}")
            for leftover in place.beside():
                os.unlink(os.path.join(place.plans, leftover))
            place.reset(), place.forget()
    return tally("UI, each system call of a save fails", verdicts)


def disks(planb):
    """The plan on a small disk of its own that becomes unfit, and the home on another."""
    verdicts = collections.Counter()

    def immutable(yes):
        def change(disk, place):
            subprocess.run(["chattr", "+i" if yes else "-i", place.plans], check=True)
        return change

    emptied = lambda disk, place: os.unlink(os.path.join(disk, "filler"))
    ways = {
        "full": ("tmpfs", lambda disk, place: fill(disk), emptied),
        "read-only": ("tmpfs", lambda disk, place: remount("ro")(disk), lambda disk, place: remount("rw")(disk)),
        "a folder that takes no files": ("ext4", immutable(True), immutable(False)),
        "a folder that is gone": (
            "tmpfs",
            lambda disk, place: os.rename(place.plans, place.plans + "-away"),
            lambda disk, place: os.rename(place.plans + "-away", place.plans),
        ),
    }
    for way, (system, spoil, mend) in ways.items():
        with tempfile.TemporaryDirectory(prefix="planb-disk-") as folder:
            disk = os.path.join(folder, "disk")
            os.mkdir(disk)
            if system == "tmpfs":
                subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", disk], check=True)
            else:
                image = os.path.join(folder, "image")
                subprocess.run(["truncate", "-s", "16M", image], check=True)
                subprocess.run(["mkfs.ext4", "-q", image], check=True)
                subprocess.run(["mount", "-o", "loop", image, disk], check=True)
            try:
                with Place(planb, under=disk) as place, tempfile.TemporaryDirectory() as home:
                    place.home = home
                    place.env["HOME"] = home
                    session, old, new, mark = started(place, 1)
                    with session:
                        spoil(disk, place)
                        session.press(SAVE)
                        begun = time.monotonic()
                        try:
                            said = answer(session, 1)
                            verdicts["(told within a second)"] += 1
                            print(f"  {way}: {time.monotonic() - begun:.3f} s: {said}")
                        except terminal.InVain:
                            verdicts["NOT TOLD"] += 1
                        if session.process.poll() is not None:
                            verdicts["DEAD"] += 1
                        mend(disk, place)
                        found = state(place, old, new)
                        verdicts["CORRUPT " + found if found.isupper() else found] += 1
                        save_again(session, place, verdicts)
            finally:
                subprocess.run(["umount", disk], check=True)
    return tally("UI on unfit disks", verdicts)


def main():
    made = parser(__doc__, rounds=500)
    made.add_argument("--only", choices=["kills", "calls", "faults", "disks"])
    arguments = chosen(made)
    random.seed(arguments.seed)
    good = True
    with Place(arguments.planb) as place:
        if arguments.only in (None, "kills"):
            good &= kills(place, arguments.rounds)
        if arguments.only in (None, "calls"):
            good &= at_calls(place)
        if arguments.only in (None, "faults"):
            good &= faults(place)
    if arguments.only in (None, "disks"):
        good &= disks(arguments.planb)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
