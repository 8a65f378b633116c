"""What the bar scripts share: a desk with one plan on it, one edit of that plan, and a verdict about what is left.

The edit is any command line that changes the plan and exits; `{file}` in it stands for the plan. It runs with a home folder
of its own. Everything happens in a temporary folder that is removed at the end.
"""

import argparse
import collections
import os
import re
import shutil
import stat
import subprocess
import tempfile

import terminal

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PLAN = os.path.join(ROOT, "assets/examples/startup.ron")
PATIENCE = 15  # seconds until a run counts as hanging


class Desk:
    """A folder `plans` with the plan, and a home folder beside it."""

    def __init__(self, source, edit, form="plain", under=None):
        self.root = tempfile.mkdtemp(prefix="planb-bar-", dir=under)
        self.plans = os.path.join(self.root, "plans")
        os.mkdir(self.plans)
        self.plan = os.path.join(self.plans, "plan.ron")
        self.form = form
        self.named = self.plan
        with open(source, "rb") as file:
            self.old = file.read()
        self.write(self.old)
        os.chmod(self.plan, 0o640)
        if form == "symlink":
            self.named = os.path.join(self.root, "link.ron")
            os.symlink(self.plan, self.named)
        if form == "hardlink":
            os.link(self.plan, os.path.join(self.root, "other.ron"))
        self.edit = [word.replace("{file}", self.named) for word in edit]
        home = os.path.join(self.root, "home")
        os.mkdir(home)
        self.env = {**{k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "PLANB_"))}, "HOME": home}
        done = self.run()
        self.new = self.read()
        if done.returncode != 0 or self.new in (None, self.old):
            raise SystemExit(f"the edit does not work here: exit {done.returncode}, {done.stdout.decode()!r}")
        self.reset()

    def write(self, content):
        """Puts content into the plan without changing what file it is."""
        with open(self.plan, "wb" if not os.path.exists(self.plan) else "r+b") as file:
            file.write(content)
            file.truncate(len(content))

    def reset(self):
        if os.path.isdir(self.plan):
            shutil.rmtree(self.plan)
        self.write(self.old)
        os.chmod(self.plan, 0o640)

    def read(self):
        try:
            with open(self.plan, "rb") as file:
                return file.read()
        except OSError:
            return None

    def run(self, before=(), **more):
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "timeout": PATIENCE, **more}
        return subprocess.run([*before, *self.edit], env=self.env, stdin=subprocess.DEVNULL, **more)

    def start(self):
        quiet = subprocess.DEVNULL
        return subprocess.Popen(self.edit, env=self.env, stdin=quiet, stdout=quiet, stderr=quiet)

    def leftovers(self):
        return [name for name in os.listdir(self.plans) if name != "plan.ron"]

    def state(self):
        """"old" or "new" when all is well, else what is wrong."""
        content = self.read()
        if content is None:
            return "MISSING"
        if content not in (self.old, self.new):
            return "EMPTY" if not content else "CUT"
        found = os.lstat(self.plan)
        if not stat.S_ISREG(found.st_mode) or stat.S_IMODE(found.st_mode) != 0o640:
            return "ATTRIBUTES"
        if self.form == "symlink" and not os.path.islink(self.named):
            return "LINK LOST"
        if self.form == "hardlink" and found.st_nlink != 2:
            return "LINK LOST"
        return "old" if content == self.old else "new"

    def next_save(self):
        """After a kill: an ordinary save from the old content must work, and clear up."""
        self.reset()
        try:
            done = self.run()
        except subprocess.TimeoutExpired:
            return "NEXT SAVE HANGS"
        if done.returncode != 0 or self.read() != self.new:
            return "NEXT SAVE BLOCKED"
        return "LEFTOVER STAYS" if self.leftovers() else None

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)


class Place:
    """A folder with a plan of one's own and a home folder, for scripts that call planb in several ways."""

    def __init__(self, planb, source=None, under=None):
        self.planb = os.path.abspath(planb)
        self.root = tempfile.mkdtemp(prefix="planb-bar-", dir=under)
        self.plans = os.path.join(self.root, "plans")
        self.home = os.path.join(self.root, "home")
        os.mkdir(self.plans), os.mkdir(self.home)
        self.plan = os.path.join(self.plans, "plan.ron")
        self.source = source or PLAN
        self.env = {"HOME": self.home, "PATH": os.environ["PATH"]}
        self.reset()

    def reset(self):
        """The plan as it was at first."""
        if os.path.isdir(self.plan) and not os.path.islink(self.plan):
            shutil.rmtree(self.plan)
        shutil.copyfile(self.source, self.plan)
        os.chmod(self.plan, 0o640)

    def forget(self):
        """The state folder as it was at first."""
        shutil.rmtree(self.home)
        os.mkdir(self.home)

    def run(self, *words, before=(), patience=PATIENCE, **more):
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, "env": self.env, **more}
        return subprocess.run([*before, self.planb, *words], cwd=self.plans, timeout=patience, **more)

    def session(self, rows=24, columns=140, ignore=(), home=None, words=None):
        words = words or ["--as-of", "2027-01-06T09:00Z", self.plan]
        env = {"HOME": home or self.home}
        return terminal.Session([self.planb, *words], env, rows, columns, ignore, self.plans)

    def text(self):
        with open(self.plan, encoding="utf-8") as file:
            return file.read()

    def beside(self):
        return [name for name in os.listdir(self.plans) if name != "plan.ron"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)


SAVE = "\x13"


def calls(desk):
    """The system calls of one edit from the first that names the plan on: [(name, which one of that name)]."""
    log = os.path.join(desk.root, "strace.log")
    desk.reset()
    desk.run(["strace", "-f", "-qq", "-o", log])
    desk.reset()
    counts, found, begun = collections.Counter(), [], False
    with open(log, errors="replace") as lines:
        for line in lines:
            match = re.match(r"\d+\s+(\w+)\(", line)
            if not match:
                continue
            name = match[1]
            counts[name] += 1
            begun = begun or (name != "execve" and os.path.basename(desk.named) in line)
            if begun and not name.startswith("exit"):
                found.append((name, counts[name]))
    return found


def tally(title, verdicts):
    """Prints the counts; true when nothing is wrong. Verdicts in capitals are failures."""
    print(f"{title}: " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())))
    return not any(verdict.isupper() for verdict in verdicts)


def parser(text, rounds=None):
    """The arguments that all bar scripts take."""
    made = argparse.ArgumentParser(description=text.splitlines()[0])
    made.add_argument("--planb", default=os.path.join(ROOT, "target/release/planb"), help="the program")
    made.add_argument("--seed", type=int, default=1)
    if rounds is not None:
        made.add_argument("--rounds", type=int, default=rounds, metavar="N")
    return made


def saves(text):
    """The arguments of the scripts that watch one edit from the command line."""
    made = parser(text)
    made.add_argument("--file", default=PLAN, help="the plan to start from; it is copied, never touched")
    made.add_argument("--form", default="plain", choices=["plain", "symlink", "hardlink"])
    made.add_argument("edit", nargs="*", help="another command that edits {file}; as a rule planb set")
    return made


def chosen(made):
    """The arguments as given, with the edit that is watched if none is named."""
    arguments = made.parse_args()
    if not os.path.exists(arguments.planb):
        made.error(f"{arguments.planb} is not there: cargo build --release, or name it with --planb")
    if getattr(arguments, "edit", None) == []:
        arguments.edit = [os.path.abspath(arguments.planb), "set", "{file}", "title", "Set by a bar"]
    return arguments
