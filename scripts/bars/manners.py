#!/usr/bin/env python3
"""The terminal UI under random keys, resizes, a slow terminal and odd ones; the command line in pipes that end or are full.

    scripts/bars/manners.py [--planb PLANB] [--rounds N] [--seed S]

monkey: N sessions of 500 random keys, pastes, mouse events and resizes (1x1 to 500x200), killed at the end; no panic, no hang, the
plan still loads, and what was typed can be recovered. storm: 200 resizes at once, 0x0, a terminal that nobody reads for five
seconds, TERM=dumb. pipes: every command into `head -1`, /dev/full, closed stdout and stderr. codes: a table of exit codes.
"""

import collections
import os
import random
import subprocess
import sys
import time

import terminal
from bar import SAVE, Place, chosen, parser, tally

KEYS = list("hjklHJKLmpwWabiouUrRdDeEgGsSvxXyzZtTfcn/?:;,.<>[]{}+-=0123456789 ") + [
    "\r", "\x1b", "\t", "\x7f", "\x01", "\x05", "\x15", "\x17", "\x0c", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[5~", "\x1b[6~",
    "\x1b[H", "\x1b[F", "\x1b[Z", "\x1b[3~", "\x1bOP", "\x1b[15~",
]


def noise():
    kind = random.random()
    if kind < 0.05:
        text = "".join(chr(random.choice([random.randint(32, 126), random.randint(0xA0, 0x2FFF), 0x202E, 0x1F600])) for _ in range(20))
        return f"\x1b[200~{text}\x1b[201~"
    if kind < 0.10:
        return f"\x1b[<{random.choice([0, 2, 32, 64, 65])};{random.randint(1, 250)};{random.randint(1, 80)}{random.choice('Mm')}"
    return random.choice(KEYS)


def monkey(place, rounds):
    verdicts, keys = collections.Counter(), 0
    for _ in range(rounds):
        with place.session(rows=random.randint(5, 60), columns=random.randint(20, 200)) as session:
            time.sleep(0.2)
            slow = 0.0
            for step in range(500):
                if random.random() < 0.05:
                    session.resize(random.randint(1, 200), random.randint(1, 500))
                else:
                    session.press(noise())
                    keys += 1
                if step % 100 == 99 and session.process.poll() is None:
                    begun, before = time.monotonic(), len(session.raw)
                    # A resize is always drawn.
                    session.resize(random.randint(10, 40), random.randint(60, 160))
                    while len(session.raw) == before and time.monotonic() - begun < 5:
                        time.sleep(0.002)
                    slow = max(slow, time.monotonic() - begun)
            code = session.process.poll()
            raw = bytes(session.raw)
        if b"panicked" in raw or code in (101, -6):
            verdicts["PANIC"] += 1
        elif slow > 1:
            verdicts[f"HANGS {slow:.1f} s"] += 1
        elif place.run("check", "plan.ron").returncode not in (0, 1):
            verdicts["PLAN DOES NOT LOAD"] += 1
        elif place.run("recover", "--list").returncode != 0:
            verdicts["JOURNAL DOES NOT LOAD"] += 1
        else:
            verdicts["left by a key" if code is not None else "killed, all well"] += 1
        place.reset(), place.forget()
        for name in place.beside():
            os.unlink(os.path.join(place.plans, name))
    print(f"  {keys} keys")
    return tally("monkey", verdicts)


def storm(place):
    verdicts = collections.Counter()

    def alive(session, way):
        session.resize(24, 140)
        session.edit_title(way)
        session.press(SAVE)
        session.gone("* unsaved")
        verdicts["fine" if way in place.text() else f"LOST: {way}".upper()] += 1

    with place.session() as session:
        session.wait("Main block")
        for _ in range(200):
            session.resize(random.randint(1, 200), random.randint(1, 500))
        alive(session, "after a storm")
        session.resize(0, 0)
        time.sleep(0.2)
        alive(session, "after 0 x 0")
    with place.session() as session:
        session.wait("Main block")
        session.deaf.set()
        session.reader.join()
        begun = time.monotonic()
        while time.monotonic() - begun < 5:
            session.resize(random.randint(20, 60), random.randint(80, 200))
            time.sleep(0.05)
        session.deaf.clear()
        session.reader = terminal.threading.Thread(target=session.read, daemon=True)
        session.reader.start()
        alive(session, "after a slow terminal")
    environment = {"HOME": place.home, "TERM": "dumb"}
    with terminal.Session([place.planb, "--as-of", "2027-01-06T09:00Z", place.plan], environment) as session:
        told = session.wait("cannot show the timeline")
        verdicts["fine" if told and session.ended(2) == 2 else "A DUMB TERMINAL"] += 1
    place.reset()
    return tally("storm", verdicts)


COMMANDS = [
    ["summary", "plan.ron"], ["check", "plan.ron"], ["agenda", "plan.ron"], ["now", "plan.ron"], ["drill", "--all", "plan.ron"],
    ["diff", "plan.ron", "plan.ron"], ["demo"], ["schema"], ["rules"], ["man"], ["completions", "bash"], ["--help"], ["--version"],
    ["undo", "--list", "plan.ron"], ["recover", "--list"], ["summary", "--json", "plan.ron"], ["set", "plan.ron", "title", "x"],
]


def pipes(place):
    verdicts = collections.Counter()
    for words in COMMANDS:
        name = " ".join(words)
        usual = place.run(*words)
        told = len(usual.stdout)
        ways = {
            "head": dict(before=["sh", "-c", '"$@" | head -1; exit 0', "sh"]),
            "full": dict(stdout=open("/dev/full", "wb")),
            "closed out": dict(before=["sh", "-c", 'exec "$@" >&-', "sh"]),
            "closed err": dict(before=["sh", "-c", 'exec "$@" 2>&-', "sh"]),
            "full err": dict(stderr=open("/dev/full", "wb")),
        }
        for way, more in ways.items():
            done = place.run(*words, **more)
            said = (done.stderr or b"").decode(errors="replace")
            if "panicked" in said or done.returncode in (101, 134, -6):
                verdicts["PANIC"] += 1
                print(f"  {name}, {way}: panic: {said[:200]}")
            elif way == "full" and told and (done.returncode == 0 or not said):
                verdicts["FULL DISK NOT TOLD"] += 1
                print(f"  {name}, {way}: exit {done.returncode}, {said!r}")
            else:
                verdicts["fine"] += 1
    place.reset()
    return tally("pipes", verdicts)


def codes(place):
    broken, locked = os.path.join(place.plans, "broken.ron"), os.path.join(place.plans, "missing.ron")
    with open(broken, "w") as file:
        file.write("Plan(\n    title: 3,\n    runs: [(id: \"a\" nodes: )],\n)\n")
    verdicts = collections.Counter()
    reading = ["summary", "check", "agenda", "now", "fmt"]
    table = [(0, [word, "plan.ron"]) for word in ("summary", "agenda", "now")]
    table += [(2, [word, "broken.ron"]) for word in reading]
    table += [(74, [word, "missing.ron"]) for word in reading]
    table += [(2, [word, "--no-such-option"]) for word in [*reading, "set", "undo", "merge", "recover", "drill", "textconv"]]
    table += [
        (2, ["no-such-command", "x"]), (0, ["--version"]), (0, ["--help"]), (0, ["diff", "plan.ron", "plan.ron"]),
        (2, ["set", "plan.ron", "title"]), (2, ["set", "plan.ron", "no.such.path", "1"]), (74, ["set", "missing.ron", "title", "x"]),
        (0, ["set", "--dry-run", "plan.ron", "title", "x"]), (2, ["undo", "--to", "99", "plan.ron"]), (0, ["undo", "--list", "plan.ron"]),
        (74, ["diff", "plan.ron", "missing.ron"]), (2, ["diff", "plan.ron", "broken.ron"]), (0, ["recover", "--list"]),
        (1, ["fmt", "--check", "odd.ron"]), (2, ["merge", "plan.ron", "plan.ron"]), (2, ["why", "plan.ron"]), (2, ["drill", "plan.ron"]), (2, ["undo", "plan.ron"]),
        (74, ["undo", "--list", "missing.ron"]), (74, ["textconv", "missing.ron"]), (0, ["man"]), (0, ["completions", "bash"]),
        (2, ["explain", "NO1"]), (0, ["demo", "--print", "100x30"]), (2, ["--as-of", "soon", "plan.ron"]), (0, ["schema"]), (0, ["rules"]),
    ]
    with open(os.path.join(place.plans, "odd.ron"), "w") as file:
        file.write('(title:"x")')
    for wanted, words in table:
        done = place.run(*words)
        said = done.stderr.decode(errors="replace")
        if done.returncode != wanted:
            verdicts["WRONG CODE"] += 1
            print(f"  {' '.join(words)}: exit {done.returncode}, not {wanted}: {said[:120]!r}")
        elif wanted >= 2 and not said:
            verdicts["MUTE"] += 1
        elif "broken.ron" in words and "broken.ron:2:" not in said:
            verdicts["NO PLACE"] += 1
            print(f"  {' '.join(words)}: {said[:120]!r}")
        else:
            verdicts["as documented"] += 1
    for name in place.beside():
        os.unlink(os.path.join(place.plans, name))
    place.reset()
    return tally(f"exit codes, {len(table)} cases", verdicts)


def main():
    arguments = chosen(parser(__doc__, rounds=20))
    random.seed(arguments.seed)
    with Place(arguments.planb) as place:
        good = codes(place)
        good &= pipes(place)
        good &= storm(place)
        good &= monkey(place, arguments.rounds)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
