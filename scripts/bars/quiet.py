#!/usr/bin/env python3
"""Saves keep what a file is; what is not changed is not written; nothing of planb's own is left beside a plan; and its speed.

    scripts/bars/quiet.py [--planb PLANB] [--rounds N]

kept: mode, owner and group, extended attributes, links and other names after `planb set`. unchanged: opening, saving and leaving
without a change, `fmt` of laid-out plans, `set` to the value that is there: not a byte and no time changes. beside: N saves leave
nothing beside the plan; 100 saves can be taken back by new processes (undo). speed: N / 10 saves of a plan of 1 MB, 95 % of the
whole commands within half a second. Exit code 1 if anything was wrong.
"""

import collections
import glob
import os
import subprocess
import sys
import time

from bar import ROOT, SAVE, Place, chosen, parser, tally


def kept(place):
    verdicts = collections.Counter()
    for mode in (0o640, 0o600, 0o664, 0o444):
        place.reset()
        os.chmod(place.plan, mode)
        if os.geteuid() == 0:
            os.chown(place.plan, 1234, 2345)
        marked = True
        try:
            os.setxattr(place.plan, "user.reviewed", b"yes")
        except OSError:
            marked = False
        before, old = os.stat(place.plan), place.text()
        done = place.run("set", "plan.ron", "title", "Kept")
        after = os.stat(place.plan)
        same = (before.st_mode, before.st_uid, before.st_gid) == (after.st_mode, after.st_uid, after.st_gid)
        same = same and (not marked or os.getxattr(place.plan, "user.reviewed") == b"yes")
        if mode == 0o444:
            fine = done.returncode == 74 and place.text() == old and b"read-only" in done.stderr
            verdicts["a read-only file refused" if fine else "READ-ONLY FILE WRITTEN"] += 1
        else:
            verdicts["mode, owner, attributes kept" if same and "Kept" in place.text() else f"CHANGED {mode:o}"] += 1
        os.chmod(place.plan, 0o640)
    place.reset()
    other = os.path.join(place.root, "other.ron")
    os.link(place.plan, other)
    place.run("set", "plan.ron", "title", "Two names")
    fine = os.stat(place.plan).st_nlink == 2 and "Two names" in open(other).read()
    verdicts["other name kept" if fine else "OTHER NAME LOST"] += 1
    os.unlink(other)
    target = os.path.join(place.root, "target.ron")
    os.rename(place.plan, target)
    os.symlink("../target.ron", place.plan)
    place.run("set", "plan.ron", "title", "Linked")
    fine = os.path.islink(place.plan) and "Linked" in open(target).read()
    verdicts["link kept" if fine else "LINK LOST"] += 1
    os.unlink(place.plan)
    place.reset()
    return tally("what a file is", verdicts)


def untouched(path):
    found = os.stat(path)
    with open(path, "rb") as file:
        return file.read(), found.st_mtime_ns, found.st_ino, found.st_ctime_ns


def unchanged(place):
    verdicts = collections.Counter()
    for source in sorted(glob.glob(os.path.join(ROOT, "assets/examples/*.ron"))):
        place.source = source
        place.reset()
        before = untouched(place.plan)
        with place.session() as session:
            session.wait("PST", "UTC", "CET", "2027")
            session.press("jk" + SAVE)
            time.sleep(0.2)
            session.press("q")
            if session.ended(5) != 0:
                verdicts["DOES NOT LEAVE"] += 1
        verdicts["opened, saved, left" if untouched(place.plan) == before else "TOUCHED BY THE UI"] += 1
        place.run("fmt", "--check", "plan.ron")
        verdicts["looked at" if untouched(place.plan) == before else "TOUCHED BY --check"] += 1
        place.run("fmt", "plan.ron")
        before = untouched(place.plan)
        place.run("set", "plan.ron", "confidence", "80" if "confidence: 80" in place.text() else "")
        verdicts["set to what it is" if untouched(place.plan) == before else "TOUCHED"] += 1
    for number in range(200):
        # Laid out by planb, it stays as it is; comments and all.
        text = f'(title:"plan {number}",/* {number} */people:[(id:"p{number}",name:"N"),// x\n],notes:"{"n" * number}")'
        with open(place.plan, "w") as file:
            file.write(text)
        place.run("fmt", "plan.ron")
        before = untouched(place.plan)
        fine = place.run("fmt", "--check", "plan.ron").returncode == 0
        place.run("fmt", "plan.ron")
        verdicts["formatted once"] += fine and untouched(place.plan) == before
        verdicts["FORMATTED TWICE"] += not (fine and untouched(place.plan) == before)
    place.source = os.path.join(ROOT, "assets/examples/startup.ron")
    place.reset()
    return tally("nothing changed, nothing written", +verdicts)


def beside(place, rounds):
    verdicts = collections.Counter()
    place.forget()
    for number in range(rounds):
        done = place.run("set", "plan.ron", "title", f"Save {number}")
        verdicts["saved" if done.returncode == 0 else "NOT SAVED"] += 1
        if place.beside():
            verdicts["LEFT BESIDE"] += 1
    ignored = subprocess.run(["git", "check-ignore", "-q", ".plan.ron.planb-0123456789abcdef"], cwd=ROOT)
    verdicts["ignored by git" if ignored.returncode == 0 else "NOT IGNORED"] += 1
    back = min(rounds, 99)
    for number in range(back):
        place.run("undo", "plan.ron")
    wanted = f"Save {rounds - 1 - back}" if rounds > back else 'title: "'
    verdicts[f"{back} saves taken back" if wanted in place.text() else "UNDO LOST ITS WAY"] += 1
    place.reset(), place.forget()
    return tally("beside the plan", verdicts)


def speed(place, rounds):
    with open(place.plan, "w") as file:
        file.write('Plan(\n    title: "Big",\n    people: [\n')
        for number in range(13_000):
            file.write(f'        (id: "p{number}", name: "Somebody {number}", notes: "about them"), // {number}\n')
        file.write("    ],\n)\n")
    size, times = os.path.getsize(place.plan), []
    for number in range(rounds):
        begun = time.monotonic()
        place.run("set", "plan.ron", "title", f"Save {number}")
        times.append(time.monotonic() - begun)
    times.sort()
    late = times[int(len(times) * 0.95)]
    print(f"  {size / 1e6:.1f} MB, whole `planb set` (start, read, save, keep the version): {times[len(times) // 2] * 1e3:.0f} ms median, "
          f"{late * 1e3:.0f} ms 95 %")
    place.reset()
    return tally("speed", collections.Counter(["within half a second" if late < 0.5 else "SLOW"]))


def main():
    arguments = chosen(parser(__doc__, rounds=1000))
    good = True
    with Place(arguments.planb) as place:
        good &= kept(place)
        good &= unchanged(place)
        good &= beside(place, arguments.rounds)
        good &= speed(place, max(10, arguments.rounds // 10))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
