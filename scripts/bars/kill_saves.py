#!/usr/bin/env python3
"""Kills saves, and looks at the plan: it must be the whole old one or the whole new one, and the next save must work.

    scripts/bars/kill_saves.py [--planb PLANB] [--file PLAN] [--form symlink] [--calls] [--delays N] [--events N] [--power N] [-- COMMAND...]

The edit is `planb set`, or a COMMAND that edits the plan `{file}` and exits. `--calls` kills on entry of every system call (needs strace); `--delays` after
random times; `--events` right after random file events in the plan's folder; `--power` copies a mounted ext4 image at a
random time and looks at the copy, which is what a power cut leaves (needs root). Exit code 1 if anything was wrong.
"""

import collections
import ctypes
import os
import random
import select
import subprocess
import sys
import tempfile
import time

from bar import Desk, calls, chosen as choose, saves, tally


def after_kill(desk, verdicts, check_next, kills=1):
    """`kills`: how many there were since the last save that went through; each may leave one temporary file."""
    state = desk.state()
    verdicts[state] += 1
    if len(desk.leftovers()) > kills:
        verdicts["TOO MANY LEFTOVERS"] += 1
    trouble = desk.next_save() if check_next else None
    if trouble:
        verdicts[trouble] += 1
    desk.reset()
    return state if state.isupper() else trouble


def at_calls(desk):
    verdicts = collections.Counter()
    for name, number in calls(desk):
        inject = f"inject={name}:signal=KILL:when={number}"
        done = desk.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e", inject])
        if done.returncode == 0:
            verdicts["(finished before)"] += 1
        trouble = after_kill(desk, verdicts, True)
        if trouble:
            print(f"  {name} {number}: {trouble}")
    return verdicts


def usual_time(desk):
    begun = time.monotonic()
    for _ in range(10):
        desk.run()
        desk.reset()
    return (time.monotonic() - begun) / 10


def after_delays(desk, count):
    usual, verdicts = usual_time(desk), collections.Counter()
    for number in range(count):
        running = desk.start()
        time.sleep(random.random() * usual * 1.1)
        running.kill()
        running.wait()
        after_kill(desk, verdicts, number % 10 == 9, number % 10 + 1)
    return verdicts


class Events:
    """inotify on one folder."""

    libc = ctypes.CDLL(None, use_errno=True)

    def __init__(self, folder):
        self.fd = self.libc.inotify_init1(os.O_NONBLOCK)
        self.libc.inotify_add_watch(self.fd, folder.encode(), 0x3CE)  # all but plain reading

    def drain(self):
        while select.select([self.fd], [], [], 0)[0]:
            os.read(self.fd, 65536)

    def wait(self, number, patience):
        """Returns after that many events, or in time."""
        while number > 0 and select.select([self.fd], [], [], patience)[0]:
            data = os.read(self.fd, 65536)
            while data and number > 0:
                number -= 1
                data = data[16 + int.from_bytes(data[12:16], sys.byteorder):]


def after_events(desk, count):
    events, verdicts = Events(desk.plans), collections.Counter()
    for number in range(count):
        events.drain()
        running = desk.start()
        events.wait(random.randint(1, 10), 0.2)
        until = time.perf_counter() + random.random() * 0.0008
        while time.perf_counter() < until:
            pass
        running.kill()
        running.wait()
        after_kill(desk, verdicts, number % 10 == 9, number % 10 + 1)
    return verdicts


def written(device):
    """Sectors written to a block device so far."""
    with open(f"/sys/block/{os.path.basename(device)}/stat") as file:
        return file.read().split()[6]


def power_cuts(arguments, count, options):
    """Old or new; and once the command has exited with 0, new.

    Half of the cuts fall into the save, half into the two seconds after it, when the file system's journal is committed.
    """
    verdicts, run = collections.Counter(), lambda *words: subprocess.run(words, check=True, capture_output=True)
    with tempfile.TemporaryDirectory(prefix="planb-power-") as folder:
        image, copy = os.path.join(folder, "disk"), os.path.join(folder, "copy")
        disk, looked = os.path.join(folder, "mounted"), os.path.join(folder, "looked")
        os.mkdir(disk), os.mkdir(looked)
        run("truncate", "-s", "24M", image)
        run("mkfs.ext4", "-q", image)
        run("mount", "-o", f"loop,commit=1,{options}", image, disk)
        try:
            listed = run("losetup", "-n", "-O", "NAME", "-j", image)
            device = listed.stdout.decode().strip()
            desk = Desk(arguments.file, arguments.edit, under=disk)
            usual = usual_time(desk)
            while sum(verdicts.values()) < count:
                desk.reset()
                os.sync()
                running = desk.start()
                time.sleep(random.random() * usual * 1.1 if random.random() < 0.5 else usual + random.random() * 2)
                acknowledged, before = running.poll() == 0, written(device)
                run("cp", "--sparse=always", image, copy)
                after = written(device)
                running.wait()
                if before != after:
                    continue  # a copy of no single moment
                run("mount", "-o", "loop", copy, looked)
                try:
                    with open(os.path.join(looked, os.path.relpath(desk.plan, disk)), "rb") as file:
                        content = file.read()
                except OSError:
                    content = None
                run("umount", looked)
                if content == desk.new:
                    verdicts["new"] += 1
                elif content == desk.old:
                    verdicts["ACKNOWLEDGED SAVE LOST" if acknowledged else "old"] += 1
                else:
                    verdicts["MISSING" if content is None else "TORN"] += 1
        finally:
            run("umount", disk)
    return verdicts


def main():
    parser = saves(__doc__)
    parser.add_argument("--calls", action="store_true")
    parser.add_argument("--delays", type=int, default=0, metavar="N")
    parser.add_argument("--events", type=int, default=0, metavar="N")
    parser.add_argument("--power", type=int, default=0, metavar="N")
    chosen = choose(parser)
    random.seed(chosen.seed)
    desk, good = Desk(chosen.file, chosen.edit, chosen.form), True
    try:
        if chosen.calls:
            good &= tally("killed at each system call", at_calls(desk))
        if chosen.delays:
            good &= tally("killed after random delays", after_delays(desk, chosen.delays))
        if chosen.events:
            good &= tally("killed after random events", after_events(desk, chosen.events))
        if chosen.power:
            for options in ["noauto_da_alloc", "auto_da_alloc"]:
                good &= tally(f"power cuts, ext4 {options}", power_cuts(chosen, chosen.power, options))
    finally:
        desk.remove()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
