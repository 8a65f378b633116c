#!/usr/bin/env python3
"""git merges two branches of a plan while the merge driver fails in every way: neither side may be hidden.

    scripts/bars/merge_driver.py [--planb PLANB] [--rounds N] [--seed S]

planb is missing, dies of a signal, runs out of memory (ulimit -v in N steps), of file size, of open files, gets corrupt input on
each side, or exits with each status of a failure. Fine are: a merge with both sides; a conflict with both sides in the file; git
saying that the merge failed, with our file as it was. A failure: a merge or conflict in which one side cannot be seen. Needs git.
"""

import collections
import os
import re
import shutil
import subprocess
import sys

from bar import Place, chosen, parser, tally


class Clone:
    """A repository with two branches that changed the plan in different places, or both the title."""

    def __init__(self, place, conflict, spoil=None):
        self.place = place
        self.folder = os.path.join(place.root, "clone")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.tools = os.path.join(place.root, "tools")
        os.makedirs(self.tools, exist_ok=True)
        self.env = {
            **place.env, "PATH": f"{self.tools}:/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "LANG": "C",
            **{f"GIT_{who}_{what}": "bar@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        self.planb(f'exec "{place.planb}" "$@"')
        os.mkdir(self.folder)
        self.git("init", "-q", "-b", "main")
        self.plan = os.path.join(self.folder, "team.plan.ron")
        shutil.copy(place.source, self.plan)
        done = subprocess.run([os.path.join(self.tools, "planb"), "git", "setup", "--apply"], cwd=self.folder, env=self.env,
                              capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"planb git setup: {done.stderr}")
        self.git("add", "-A")
        self.git("commit", "-qm", "base")
        self.git("checkout", "-qb", "theirs")
        self.change("Theirs" if conflict else None, "THEIR WORD", spoil == "theirs")
        self.git("checkout", "-q", "main")
        self.change("Ours" if conflict else None, "OUR WORD", spoil == "ours")

    def planb(self, script):
        path = os.path.join(self.tools, "planb")
        with open(path, "w") as file:
            file.write(f"#!/bin/sh\n{script}\n")
        os.chmod(path, 0o755)

    def git(self, *words, check=True):
        done = subprocess.run(["git", *words], cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=60)
        if check and done.returncode:
            raise SystemExit(f"git {words}: {done.stderr}")
        return done

    def change(self, title, word, spoil):
        with open(self.plan) as file:
            text = file.read()
        if title:
            text = re.sub(r'title: "[^"]*"', f'title: "{title}"', text, count=1)
        name = "Main block" if word == "OUR WORD" else "Serving pool"
        text = text.replace(f'"{name}"', f'"{word}"')
        if spoil:
            text = text.replace("(", "[", 1) + f"\x00{word}"
        with open(self.plan, "w") as file:
            file.write(text)
        self.git("commit", "-qam", word)

    def merge(self):
        """What became of the merge."""
        with open(self.plan) as file:
            ours = file.read()
        done = self.git("merge", "-q", "--no-edit", "theirs", check=False)
        with open(self.plan) as file:
            text = file.read()
        unmerged = bool(self.git("ls-files", "-u").stdout)
        both = "OUR WORD" in text and "THEIR WORD" in text
        if done.returncode == 0:
            return "merged, both sides there" if both else "MERGED WITH ONE SIDE HIDDEN"
        if unmerged and both:
            return "conflict with both sides in the file"
        said = done.stdout + done.stderr
        # "Automatic merge failed" is what git says of every conflict.
        if re.search(r"^(error|fatal): ", said, re.M) and text == ours:
            return "git says that it failed"
        return "CONFLICT WITH ONE SIDE HIDDEN"


def main():
    arguments = chosen(parser(__doc__, rounds=40))
    verdicts = collections.Counter()
    with Place(arguments.planb) as place:
        real = f'exec "{place.planb}" "$@"'
        ways = {"as it is": real, "killed": "kill -9 $$", "crashed": "kill -SEGV $$", "aborted": "kill -ABRT $$"}
        ways.update({f"exits with {status}": f"exit {status}" for status in (2, 3, 64, 74, 75, 100, 101, 126, 127, 128, 129, 255)})
        for step in range(arguments.rounds):
            ways[f"{2048 * (step + 1)} kB of memory"] = f"ulimit -v {2048 * (step + 1)}; {real}"
        ways["16 kB of stack"] = f"ulimit -s 16; {real}"
        ways["files of 1 block"] = f"ulimit -f 1; {real}"
        ways["5 open files"] = f"ulimit -n 5; {real}"
        for conflict in (False, True):
            for way, script in ways.items():
                clone = Clone(place, conflict)
                clone.planb(script)
                judge(verdicts, way, clone)
            clone = Clone(place, conflict)
            os.unlink(os.path.join(clone.tools, "planb"))
            judge(verdicts, "missing", clone)
            for side in ("ours", "theirs"):
                judge(verdicts, f"{side} is corrupt", Clone(place, conflict, spoil=side))
        good = tally("merge driver", verdicts)
        # The bar's own proof: a driver that panics without a wrapper hides their side.
        clone = Clone(place, True)
        clone.git("config", "merge.planb.driver", "exit 101")
        found = clone.merge()
        print(f"a driver that is wrong on purpose: {found}")
        good &= found.isupper()
    sys.exit(0 if good else 1)


def judge(verdicts, way, clone):
    found = clone.merge()
    verdicts[found] += 1
    if found.isupper():
        print(f"  {way}: {found}")


if __name__ == "__main__":
    main()
