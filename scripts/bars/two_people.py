#!/usr/bin/env python3
"""Two people on one plan: two terminal UIs, a terminal UI and changes from outside, and eight writers from the command line.

    scripts/bars/two_people.py [--planb PLANB] [--rounds N] [--seed S]

disjoint: N rounds, two UIs change different fields and both save: both edits must be in the file, without a dialog. same: N / 4
rounds, both set the same field: a conflict is shown with both values, and neither is lost. outside: the file is changed in eight
ways while an edit is unsaved; nothing is lost. idle: a change is seen within two seconds. writers: eight at once, 100 edits each.
Exit code 1 if anything was wrong.
"""

import collections
import concurrent.futures
import os
import shutil
import sys
import time

import terminal
from bar import SAVE, Place, chosen, parser, tally

PLAN = """Plan(
    version: 1,
    title: "Plan", // the title
    notes: "",
    people: [
%s    ],
)
"""


def saved(session):
    session.press(SAVE)
    return session.wait("Saved", "! ", "Write it anew?")


def disjoint(place, rounds):
    verdicts, times = collections.Counter(), []
    other = os.path.join(place.root, "other")
    with place.session() as one, place.session(home=other) as two:
        for session in (one, two):
            session.wait("Main block")
        one.press("j")
        for number in range(rounds):
            mark = f"Round {number}"
            # One pins and unpins a window; two gives the plan a title. Both save at the same moment.
            pinned = "pinned: true" in place.text()
            one.press("p")
            two.edit_title(mark)
            one.press(SAVE)
            two.press(SAVE)
            both = lambda: (("pinned: true" in place.text()) != pinned) and mark in place.text()
            try:
                begun = time.monotonic()
                wait_for(both, 10)
                times.append(time.monotonic() - begun)
                verdicts["both edits in the file"] += 1
            except terminal.InVain:
                verdicts["LOST"] += 1
                print(one.screen.text(), two.screen.text(), place.text(), sep="\n")
            for session in (one, two):
                if session.shows("conflict", "Write it anew?", "Choose"):
                    verdicts["DIALOG"] += 1
            # Each sees the other's change.
            one.wait(mark)
            two.gone("* unsaved")
            one.gone("* unsaved")
    place.reset()
    print(f"  both in the file after {sorted(times)[len(times) // 2] * 1000:.0f} ms (median), {max(times) * 1000:.0f} ms (most)")
    return tally("two UIs, disjoint edits", verdicts)


def wait_for(holds, patience=terminal.PATIENCE):
    until = time.monotonic() + patience
    while not holds():
        if time.monotonic() > until:
            raise terminal.InVain("it")
        time.sleep(0.003)


def same_field(place, rounds):
    verdicts = collections.Counter()
    other = os.path.join(place.root, "other")
    for number in range(rounds):
        with place.session(columns=200) as one, place.session(columns=200, home=other) as two:
            for session in (one, two):
                session.wait("Main block")
            one.edit_title(f"Mine {number}")
            two.edit_title(f"Yours {number}")
            saved(one)
            try:
                two.wait("conflict")
                shown = two.screen.text()
                both = f"Mine {number}" in shown and f"Yours {number}" in shown
                verdicts["conflict shown with both values" if both else "ONE VALUE NOT SHOWN"] += 1
            except terminal.InVain:
                verdicts["NO CONFLICT SHOWN"] += 1
            two.press(SAVE)
            two.gone("* unsaved")
            text = place.text()
            kept = f"Mine {number}" in text and f"Yours {number}" in text
            verdicts["(both in the file)" if kept else "LOST"] += 1
            if place.run("check", "plan.ron").returncode == 0:
                verdicts["CHECK PASSES"] += 1
        place.reset(), place.forget()
        shutil.rmtree(other, ignore_errors=True)
    return tally("two UIs, the same field", verdicts)


def ways(place):
    """[(name, how the file becomes what somebody else wrote)]; the new text has the length of the old."""

    def older(text):
        write(place.plan, text)
        os.utime(place.plan, (10**9, 10**9))

    def same_time(text):
        known = os.stat(place.plan)
        write(place.plan, text)
        os.utime(place.plan, ns=(known.st_atime_ns, known.st_mtime_ns))

    def renamed(text):
        write(place.plan + ".tmp", text)
        os.rename(place.plan + ".tmp", place.plan)

    def linked(text):
        target = os.path.join(place.root, "elsewhere.ron")
        write(target, text)
        os.unlink(place.plan)
        os.symlink(target, place.plan)

    return [
        ("written over", lambda text: write(place.plan, text)),
        ("renamed over", renamed),
        ("an older time", older),
        ("same size and time", same_time),
        ("replaced by a link", linked),
    ]


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def outside(place, rounds):
    verdicts = collections.Counter()
    for number in range(rounds):
        for way, change in ways(place):
            with place.session() as session:
                session.wait("Main block")
                session.press("jp")
                session.wait("* unsaved")
                change(place.text().replace("Main block", "Mein block"))
                if number % 2:
                    time.sleep(0.3)
                saved(session)
                session.gone("* unsaved")
                text = place.text()
                fine = "pinned: true" in text and "Mein block" in text
                verdicts["both kept" if fine else f"LOST: {way}".upper()] += 1
                if way == "replaced by a link" and not os.path.islink(place.plan):
                    verdicts["LINK REPLACED"] += 1
            if os.path.islink(place.plan):
                os.unlink(place.plan)
            place.reset(), place.forget()
        for way, spoil, told in [
            ("deleted", lambda: os.unlink(place.plan), "deleted or moved away"),
            ("a folder", lambda: (os.unlink(place.plan), os.mkdir(place.plan)), "is a folder"),
            ("no plan", lambda: write(place.plan, "<<<<<<< ours\n"), "no plan now"),
        ]:
            with place.session(columns=200) as session:
                session.wait("Main block")
                session.press("jp")
                session.wait("* unsaved")
                spoil()
                session.wait(told)
                session.press(SAVE)
                session.wait("Write it anew?", "nothing was written", "not saved")
                there = os.path.isfile(place.plan) and "pinned" in place.text()
                session.kill()
                found = place.run("recover", "--list").stdout.decode()
                verdicts[f"OVERWRITTEN: {way}" if there else "told, nothing written"] += 1
                if not found.strip():
                    verdicts[f"LOST: {way}".upper()] += 1
            place.reset(), place.forget()
    return tally("outside changes", verdicts)


def idle(place, rounds):
    verdicts, slowest = collections.Counter(), 0
    with place.session() as session:
        session.wait("Main block")
        for number in range(rounds):
            mark = f"Outside {number}"
            begun = time.monotonic()
            place.run("set", "plan.ron", "title", mark)
            session.wait(mark, patience=10)
            took = time.monotonic() - begun
            slowest = max(slowest, took)
            verdicts["seen within two seconds" if took <= 2 else "SEEN LATE"] += 1
    place.reset()
    print(f"  slowest: {slowest:.2f} s")
    return tally("noticed while idle", verdicts)


def writers(place, edits):
    count, verdicts = 8, collections.Counter()
    place.forget()
    people = "".join(f'        (id: "p{n}", name: "0"), // person {n}\n' for n in range(count))
    write(place.plan, PLAN % people)

    def one(writer):
        found = collections.Counter()
        for number in range(1, edits + 1):
            done = place.run("set", "plan.ron", f"people.p{writer}.name", str(number), patience=60)
            if done.returncode == 75:
                found["busy (75)"] += 1
            elif done.returncode != 0:
                found["ERROR"] += 1
                print(done)
            elif f'id: "p{writer}", name: "{number}"' not in place.text():
                found["LOST"] += 1
            else:
                found["there"] += 1
        return found

    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        for found in pool.map(one, range(count)):
            verdicts += found
    print(f"  {time.monotonic() - begun:.1f} s")
    listed = place.run("undo", "--list", "plan.ron").stdout.decode()
    if "outside planb" in listed:
        verdicts["SAVE TAKEN FOR AN OUTSIDE CHANGE"] += 1
    if place.text().count("// person") != count:
        verdicts["COMMENT LOST"] += 1
    if place.beside():
        verdicts["LEFTOVER"] += 1
    place.reset()
    return tally(f"{count} writers", verdicts)


def main():
    arguments = chosen(parser(__doc__, rounds=200))
    good = True
    with Place(arguments.planb) as place:
        good &= disjoint(place, arguments.rounds)
        good &= same_field(place, max(1, arguments.rounds // 4))
        good &= outside(place, max(1, arguments.rounds // 50))
        good &= idle(place, max(1, arguments.rounds // 20))
        good &= writers(place, max(1, arguments.rounds // 2))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
