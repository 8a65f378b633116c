#!/usr/bin/env python3
"""Ends the terminal UI in every way while work is unsaved: the work must be recoverable and the terminal as it was.

    scripts/bars/unsaved.py [--planb PLANB] [--rounds N] [--seed S]

Kills: N rounds of edits, SIGKILL 1.5 s after the last key; `planb recover --print` must hold every edit. Then every other end:
TERM, HUP, INT, QUIT, the terminal closed (also with SIGHUP ignored), stop and go on, quitting by key. Exit code 1 if an edit was
lost, the terminal was left changed, an exit took over a second (two without a terminal), or the program span.
"""

import collections
import os
import random
import signal
import sys
import time

import terminal
from bar import SAVE, Place, chosen, parser, tally


def recovered(place, mark):
    return mark in place.run("recover", "--print", "plan.ron").stdout.decode()


def kills(place, rounds):
    verdicts = collections.Counter()
    for number in range(rounds):
        with place.session() as session:
            session.wait("Main block")
            for step in range(random.randint(1, 4)):
                mark = f"Mark {number}.{step}"
                session.edit_title(mark)
            time.sleep(1.5)
            session.kill()
        verdicts["recovered" if recovered(place, mark) else "LOST"] += 1
        if "Mark" in place.text():
            verdicts["WRITTEN WITHOUT A SAVE"] += 1
        if number % 10 == 9:
            verdicts["(offered at the next start)" if offered(place, mark) else "NOT OFFERED"] += 1
        place.forget()
    return tally("killed 1.5 s after the last key", verdicts)


def offered(place, mark):
    with place.session() as session:
        session.wait("recover them")
        session.press("r")
        session.wait("Recovered")
        session.press(SAVE)
        session.wait("Saved")
        whole = mark in place.text()
    place.reset()
    return whole


def ends(place, rounds):
    """Signals and a lost terminal, each a few times: [(way, what ends it, exit codes that are right)]."""
    ways = [(signal.Signals(number).name, number, 128 + number) for number in (15, 1, 2, 3)]
    verdicts = collections.Counter()

    def judge(way, session, code, wanted, begun, patience, mark):
        wrong = []
        took = time.monotonic() - begun
        if code is None:
            wrong.append("HANGS")
        elif code not in wanted:
            wrong.append(f"EXIT {code}")
        elif took > patience:
            wrong.append(f"SLOW {took:.1f} s")
        if session.slave is not None and session.not_restored():
            wrong.append(f"TERMINAL {session.not_restored()}")
        if not recovered(place, mark):
            wrong.append("LOST")
        verdicts[" ".join([way, *wrong]).upper() if wrong else "fine"] += 1
        place.forget()

    for number in range(rounds):
        mark = f"Mark {number}"
        for way, end, wanted in ways:
            with place.session() as session:
                session.wait("Main block")
                session.edit_title(mark)
                begun = time.monotonic()
                session.signal(end)
                code = session.ended(5)
                # Killed by the signal, or an exit code that says so.
                judge(way, session, code, [wanted, -end], begun, 1, mark)
        for ignored in ((), (signal.SIGHUP,)):
            with place.session(ignore=ignored) as session:
                session.wait("Main block")
                session.edit_title(mark)
                before = session.cpu()
                begun = time.monotonic()
                session.hang_up()
                code = session.ended(4)
                way = "tty closed" + (", SIGHUP ignored" if ignored else "")
                if code is None:
                    verdicts["SPINS" if session.cpu() - before > 0.5 else "STAYS"] += 1
                judge(way, session, code, [0, 1, 74, 129, -1], begun, 2, mark)
        with place.session() as session:
            session.wait("Main block")
            session.edit_title(mark)
            session.press("\x1a")
            terminal_state(session, "T")
            time.sleep(0.1)
            if session.not_restored():
                verdicts["TERMINAL WHILE STOPPED"] += 1
            session.signal(signal.SIGCONT)
            # Before the terminal is raw again, it would take Ctrl-S for "stop writing".
            until = time.monotonic() + 5
            while session.screen.modes.get("1049") != "h" and time.monotonic() < until:
                time.sleep(0.01)
            session.press(SAVE)
            session.wait("Saved")
            verdicts["stopped and went on" if mark in place.text() else "LOST BY STOPPING"] += 1
        place.reset(), place.forget()
        with place.session() as session:
            session.wait("Main block")
            session.edit_title("Other " + mark)
            session.press("q")
            asked = session.wait("Quit", "unsaved", "save")
            verdicts["quitting asks" if session.ended(0.2) is None and asked else "QUITS SILENTLY"] += 1
            session.kill()
        place.reset(), place.forget()
    return tally("other ends", verdicts)


def terminal_state(session, letters, patience=5):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with open(f"/proc/{session.process.pid}/stat") as file:
            if file.read().rsplit(")", 1)[1].split()[0] in letters:
                return
        time.sleep(0.01)
    raise terminal.InVain(f"process state {letters}")


def main():
    arguments = chosen(parser(__doc__, rounds=100))
    random.seed(arguments.seed)
    with Place(arguments.planb) as place:
        good = kills(place, arguments.rounds)
        good &= ends(place, max(1, arguments.rounds // 10))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
