#!/usr/bin/env python3
"""How long a key waits for its picture while a large plan is saved and its journal written, beside the same without.

    scripts/bars/typing.py [--planb PLANB] [--rounds N] [--runs RUNS]

A plan of RUNS runs is open. N times: keys alone; then a change, which is written to the journal, and keys; then a save, and keys. The
slowest key of each kind is told. A save or a journal write must not make a key wait over 16 ms longer than keys alone (the middle of
the slowest of each round; other programs disturb single ones).
"""

import collections
import statistics
import sys
import time

import terminal
from bar import SAVE, Place, chosen, parser, tally


def slowest(session, keys):
    """The longest wait from a key to the first byte of what it changes, in ms."""
    worst = 0.0
    for key in keys:
        before = len(session.raw)
        begun = time.perf_counter()
        session.press(key)
        with session.news:
            while len(session.raw) == before and time.perf_counter() - begun < 5:
                session.news.wait(0.2)
        worst = max(worst, (time.perf_counter() - begun) * 1e3)
        time.sleep(0.005)
    return worst


def main():
    made = parser(__doc__, rounds=10)
    made.add_argument("--runs", type=int, default=44_000)
    arguments = chosen(made)
    with Place(arguments.planb) as place:
        with open(place.plan, "w") as file:
            file.write('Plan(\n    title: "Big",\n    zones: ["UTC"],\n    people: [\n')
            for number in range(arguments.runs):
                file.write(f'        (\n            id: "p{number}",\n            name: "Somebody number {number}",\n            notes: "{"about them, at some length; " * 5}",\n        ),\n')
            file.write('    ],\n    blocks: [\n        (id: "b", machine: "aws.p5", nodes: 4, start: "2027-01-11T11:30Z", end: "2027-01-21T11:30Z"),\n'
                       '        (id: "c", machine: "aws.p5", nodes: 4, start: "2027-01-11T11:30Z", end: "2027-01-21T11:30Z"),\n    ],\n)\n')
        size = len(place.text())
        found = collections.defaultdict(list)
        keys = ["j", "k"] * 20
        with place.session() as session:
            session.wait("aws.p5", patience=60)
            time.sleep(1)
            for number in range(arguments.rounds):
                found["keys alone"].append(slowest(session, keys))
                session.edit_title(f"Mark {number}")
                found["while the journal is written"].append(slowest(session, keys))
                time.sleep(1)
                session.press(SAVE)
                found["while it is saved"].append(slowest(session, keys))
                session.gone("* unsaved")
                time.sleep(1)
    print(f"  {size / 1e6:.1f} MB; the slowest of {len(keys)} keys, in ms, the middle and the worst of {arguments.rounds} rounds:")
    verdicts = collections.Counter()
    alone = statistics.median(found["keys alone"])
    for what, times in found.items():
        print(f"  {what}: {statistics.median(times):.1f}, {max(times):.1f}")
        verdicts["not blocked" if statistics.median(times) <= alone + 16 else "BLOCKED"] += 1
    sys.exit(0 if tally("typing", verdicts) else 1)


if __name__ == "__main__":
    main()
