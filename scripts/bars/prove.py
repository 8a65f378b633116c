#!/usr/bin/env python3
"""Proves the bar scripts: each must find a saver, or a planb, that is wrong on purpose.

    scripts/bars/prove.py [--planb PLANB]

The savers are those of wrong_saver.py; the planbs are scripts around the real one. Exit code 1 if one was not found out.
"""

import os
import subprocess
import sys
import tempfile

from bar import PLAN, chosen, parser

HERE = os.path.dirname(os.path.abspath(__file__))

# How a planb is wrong, and the script that must say so.
PLANBS = {
    "its journal goes where nobody looks": ('export XDG_STATE_HOME="$HOME/gone-$$"; exec "$REAL" "$@"', ["unsaved.py", "--rounds", "2"]),
    "it finds no unsaved work": ('[ "$1" = recover ] && exit 0; exec "$REAL" "$@"', ["ui_saves.py", "--rounds", "30", "--only", "kills"]),
    "it changes the mode": (
        'for plan; do [ -f "$plan" ] && chmod 600 "$plan"; done; exec "$REAL" "$@"', ["ui_saves.py", "--rounds", "3", "--only", "kills"]),
    "the last writer wins": (
        'if [ "$1" = set ]; then cp "$2" "$2.$$"; "$REAL" set "$2.$$" "$3" "$4"; s=$?; mv "$2.$$" "$2"; exit $s; fi; exec "$REAL" "$@"',
        ["two_people.py", "--rounds", "4"]),
    "it panics": ('[ "$1" = agenda ] && exit 101; exec "$REAL" "$@"', ["manners.py", "--rounds", "1"]),
    "it never ends": ('[ "$1" = check ] && sleep 3; exec "$REAL" "$@"', ["limits.py", "--most", "10"]),
    "it runs a program": ('[ "$1" = summary ] && date >/dev/null; exec "$REAL" "$@"', ["limits.py", "--most", "10"]),
    "it touches what did not change": ('[ "$1" = fmt ] && touch "$2"; exec "$REAL" "$@"', ["quiet.py", "--rounds", "3"]),
    "it leaves a file beside the plan": ('touch .plan.ron.lock; exec "$REAL" "$@"', ["quiet.py", "--rounds", "3"]),
}
SAVERS = {
    "overwrite": ["kill_saves.py", "--calls"],
    "aside": ["kill_saves.py", "--calls"],
    "o_excl": ["kill_saves.py", "--calls"],
    "mode": ["kill_saves.py", "--calls"],
    "swallow": ["fail_saves.py"],
}
if os.geteuid() == 0:
    SAVERS["unflushed"] = ["kill_saves.py", "--power", "5"]


def main():
    arguments = chosen(parser(__doc__))
    missed = 0
    with tempfile.TemporaryDirectory(prefix="planb-wrong-") as folder:
        for how, words in SAVERS.items():
            saver = [sys.executable, os.path.join(HERE, "wrong_saver.py"), how, "{file}", "Winter 8B", "Winter 9B"]
            missed += not found(how, [*words, "--file", PLAN, "--", *saver])
        for how, (script, words) in PLANBS.items():
            wrong = os.path.join(folder, "planb")
            with open(wrong, "w") as file:
                file.write(f'#!/bin/sh\nREAL="{os.path.abspath(arguments.planb)}"\n{script}\n')
            os.chmod(wrong, 0o755)
            missed += not found(how, [*words, "--planb", wrong])
    sys.exit(1 if missed else 0)


def found(how, words):
    """Whether the script says so, by verdicts in capitals; not because it broke."""
    try:
        done = subprocess.run([sys.executable, os.path.join(HERE, words[0]), *words[1:]], capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        print(f"{words[0]}: {how}: NO END")
        return False
    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ") and any(word.isupper() and len(word) > 2 for word in line.split())]
    yes = done.returncode == 1 and lines
    print(f"{words[0]}: {how}: {'found: ' + lines[0] if yes else 'NOT FOUND ' + (done.stdout + done.stderr)[-1500:]}")
    return yes


if __name__ == "__main__":
    main()
