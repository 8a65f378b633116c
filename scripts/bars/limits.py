#!/usr/bin/env python3
"""Bombs, huge plans and absurd values: a clear answer within limits of time and memory; and no side effects of reading.

    scripts/bars/limits.py [--planb PLANB] [--most RUNS]

bombs: deep nesting, long strings, a million fields, pipes, devices, folders: exit 2 or 74 with a message within 2 seconds and 1 GiB.
scale: plans of 1,000 runs, doubled up to RUNS: time and memory, and that twice the plan takes at most 2.5 times as long. values:
extreme numbers and dates: refused or computed, never a panic, NaN or inf. effects: strace of reading commands on a hostile plan: no
program is run, no connection made, no file written outside the plan's and planb's own folders. Exit code 1 if anything was wrong.
"""

import collections
import os
import re
import resource
import subprocess
import sys
import time

from bar import Place, chosen, parser, tally

GIB = 1 << 30


def measured(place, *words, patience=60):
    """(exit code, seconds, seconds of a processor, peak bytes, output, errors); the address space is limited to 4 GiB."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (4 * GIB, 4 * GIB))
    begun = time.monotonic()
    out = open(os.path.join(place.root, "out"), "w+b")
    err = open(os.path.join(place.root, "err"), "w+b")
    with out, err:
        process = subprocess.Popen([place.planb, *words], cwd=place.plans, env=place.env, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=err, preexec_fn=limit)
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - begun > patience:
                process.kill()
            time.sleep(0.002)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        took, busy = time.monotonic() - begun, usage.ru_utime + usage.ru_stime
        said = err.read().decode(errors="replace")
        return process.returncode, took, busy, usage.ru_maxrss * 1024, out.read(), said


def bombs(place):
    head, tail = 'Plan(\n    title: "t",\n', ")\n"
    # Made when needed: what this script holds would count as the program's memory.
    texts = {
        "100,000 brackets": lambda: head + "    x: " + "[" * 100_000,
        "100,000 closed brackets": lambda: head + "    x: " + "[" * 100_000 + "]" * 100_000 + ",\n" + tail,
        "100,000 nested comments": lambda: head + "/*" * 100_000 + "*/" * 100_000 + tail,
        "1,000 levels in a plan": lambda: head + "    x: " + "(a: " * 1000 + "1" + ")" * 1000 + ",\n" + tail,
        "1,000,000 unknown fields": lambda: head + "".join(f"    f{n}: {n},\n" for n in range(1_000_000)) + tail,
        "100,000 faults": lambda: head + "    runs: [" + "(nodes: x)," * 100_000 + "],\n" + tail,
        "a string of 100 MB": lambda: head + '    notes: "' + "x" * 100_000_000 + '",\n' + tail,
        "an open string of 100 MB": lambda: head + '    notes: "' + "x" * 100_000_000,
        "1,000,000 people": lambda: head + "    people: [\n" + "".join(f'(id:"p{n}"),\n' for n in range(1_000_000)) + "],\n" + tail,
    }
    verdicts = collections.Counter()
    for name, text in texts.items():
        with open(place.plan, "w") as file:
            file.write(text())
        # A million items is a plan, not a bomb.
        judge(verdicts, place, name, "check", "plan.ron", patience=15 if "people" in name else 2)
    with open(place.plan, "w") as file:
        file.truncate(300 << 20)
    judge(verdicts, place, "300 MB", "check", "plan.ron")
    os.unlink(place.plan)
    for name, make in {
        "a pipe": lambda: os.mkfifo(place.plan),
        "/dev/zero": lambda: os.symlink("/dev/zero", place.plan),
        "a folder": lambda: os.mkdir(place.plan),
        "a link to itself": lambda: os.symlink("plan.ron", place.plan),
        "a link to nothing": lambda: os.symlink("nothing", place.plan),
    }.items():
        make()
        judge(verdicts, place, name, "check", "plan.ron")
        (os.rmdir if os.path.isdir(place.plan) and not os.path.islink(place.plan) else os.unlink)(place.plan)
    place.reset()
    return tally("bombs", verdicts)


def judge(verdicts, place, name, *words, patience=2):
    code, took, _, peak, out, err = measured(place, *words)
    said = (err or out.decode(errors="replace")).strip().splitlines()
    print(f"  {name}: exit {code}, {took:.2f} s, {peak >> 20} MiB: {said[0][:100] if said else ''}")
    wrong = []
    if code not in (0, 1, 2, 74):
        wrong.append(f"EXIT {code}")
    if took > patience:
        wrong.append("SLOW")
    if peak > GIB:
        wrong.append("MEMORY")
    if code and not said:
        wrong.append("MUTE")
    verdicts[" ".join(wrong) or "an answer"] += 1


def scale(place, most):
    verdicts, count, before = collections.Counter(), 1000, None
    while count <= most:
        with open(place.plan, "w") as file:
            file.write('Plan(\n    title: "Big",\n    zones: ["UTC"],\n    blocks: [\n        (id: "b", machine: "aws.p5", nodes: 64, '
                       'start: "2027-01-11T11:30Z", end: "2027-02-11T11:30Z", product: "contract", status: Scheduled),\n    ],\n    runs: [\n')
            for number in range(count):
                day, hour = 12 + number // 24 % 18, number % 24
                file.write(f'        (\n            id: "r{number}", // run {number}\n            need: (nodes: 1, hours: "1h"),\n'
                           f'            windows: [\n                (id: "w1", block: "b", nodes: 1, start: "2027-01-{day:02}T{hour:02}:00Z", '
                           f'end: "2027-01-{day:02}T{hour:02}:30Z"),\n            ],\n        ),\n')
            file.write("    ],\n)\n")
        size = os.path.getsize(place.plan)
        times = {}
        for words in (["fmt", "--check", "plan.ron"], ["summary", "plan.ron"], ["set", "plan.ron", "runs.r7.need.hours", "2h"]):
            code, took, busy, peak, _, err = measured(place, *words, patience=120)
            # What a busy machine does not stretch.
            times[words[0]] = busy
            if code not in (0, 1):
                verdicts[f"{words[0].upper()} EXIT {code}"] += 1
                print(err[:200])
            if peak > 2 * size + 200 * 2**20:
                verdicts[f"{words[0].upper()} MEMORY {peak >> 20} MiB"] += 1
        print(f"  {count} runs, {size / 1e6:.1f} MB: " + ", ".join(f"{name} {took:.2f} s of a processor" for name, took in times.items()))
        for name, took in times.items():
            slow = before and before[name] > 0.1 and took / before[name] > 2.5
            verdicts[f"{name.upper()} GROWS {took / before[name]:.1f} TIMES" if slow else "in proportion"] += 1
        before, count = times, count * 2
    place.reset()
    return tally("scale", verdicts)


VALUES = {
    "blocks.cb-jan.nodes": ["0", "1", "4294967295", "4294967296", "18446744073709551615", "18446744073709551616", "-0", "-1", "1e999", "NaN"],
    "blocks.cb-jan.price.upfront": ["0", "-0", "1e999", "NaN", "inf", "99999999999999999999", "0.000000001", "9223372036854775807"],
    "blocks.cb-jan.price.per_node_hour": ["0", "9223372036854775807", "99999999999", "1e400"],
    "blocks.cb-jan.start": ["0000-01-01T00:00Z", "9999-12-31T23:59Z", "10000-01-01T00:00Z", "2028-02-29T00:00Z", "2027-02-29T00:00Z",
                            "2027-03-28T02:30[Europe/Berlin]", "2027-10-31T02:30[Europe/Berlin]", "2027-01-01T24:00Z", "2027-01-01T23:59:60Z"],
    "blocks.cb-jan.end": ["2000-01-01T00:00Z", "9999-12-31T23:59Z", "0000-01-01T00:00Z"],
    "runs.base-8b.need.hours": ["0h", "-1h", "999999999999h", "1e9h", "9223372036854775807h", "18446744073709551616h"],
    "runs.base-8b.deadline": ["0000-01-01T00:00Z", "9999-12-31T23:59Z"],
    "monthly_budget": ["0", "-1", "9223372036854775807", "NaN"],
    "confidence": ["0", "100", "101", "-1", "NaN", "1e300"],
}


def values(place):
    verdicts = collections.Counter()
    for path, texts in VALUES.items():
        for text in texts:
            place.reset()
            done = place.run("set", "plan.ron", path, text)
            if done.returncode == 2:
                verdicts["refused"] += 1
                continue
            found = "computed" if done.returncode == 0 else f"SET EXIT {done.returncode}"
            for words in (["check"], ["summary"], ["agenda"], ["now"], ["drill", "--all"], ["summary", "--json"]):
                done = place.run(*words[:1], "plan.ron", *words[1:])
                said = (done.stdout + done.stderr).decode(errors="replace")
                if done.returncode not in (0, 1, 2) or "panicked" in said:
                    found = f"EXIT {done.returncode}"
                elif re.search(r"\b(NaN|inf|-?Infinity)\b", said):
                    found = "PRINTS NAN OR INF"
                if found.isupper():
                    print(f"  {path} {text}: {words}: {found}: {said[:300]}")
                    break
            verdicts[found] += 1
    place.reset()
    return tally("extreme values", verdicts)


HOSTILE = """Plan(
    title: "$(touch /tmp/owned); `touch owned` | sh \\u{1b}]52;c;eA==\\u{7}",
    notes: "file:///etc/passwd https://example.org/x ../../../etc/passwd",
    blocks: [(id: "b", machine: "aws.p5", nodes: 1, start: "2027-01-11T11:30Z", end: "2027-01-12T11:30Z", name: "'; rm -rf ~; '")],
)
"""


def effects(place):
    verdicts = collections.Counter()
    log = os.path.join(place.root, "strace.log")
    with open(place.plan, "w") as file:
        file.write(HOSTILE)
    for words in (["check"], ["summary"], ["agenda"], ["now"], ["drill", "--all"], ["fmt", "--check"], ["diff", "plan.ron"], ["textconv"],
                  ["--print"]):
        place.run(words[0], "plan.ron", *words[1:], before=["strace", "-f", "-qq", "-o", log, "-e",
                  "trace=execve,connect,socket,bind,open,openat,creat,mkdir,rename,renameat,renameat2,unlink,symlink,link,fork,vfork"])
        with open(log, errors="replace") as file:
            lines = file.readlines()
        wrong = []
        for line in lines:
            call = re.match(r"\d+\s+(\w+)\(", line)
            if not call or " = -1 " in line:
                continue
            name, inside = call[1], place.root in line
            if name == "execve" and f'"{place.planb}"' in line:
                continue
            if name in ("open", "openat") and not re.search(r"O_(WRONLY|RDWR|CREAT)", line):
                continue
            # A pair of sockets within the process is no connection.
            if not inside:
                wrong.append(line.strip())
        verdicts["no effect" if not wrong else "EFFECT"] += 1
        for line in wrong:
            print(f"  {words}: {line}")
        if place.beside():
            verdicts["FILE BESIDE THE PLAN"] += 1
    place.reset()
    return tally("side effects of reading", verdicts)


def main():
    made = parser(__doc__)
    made.add_argument("--most", type=int, default=64_000, metavar="RUNS")
    arguments = chosen(made)
    with Place(arguments.planb) as place:
        good = values(place)
        good &= effects(place)
        good &= bombs(place)
        good &= scale(place, arguments.most)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
