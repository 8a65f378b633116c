"""planb in a terminal of its own, for the bar scripts: keys in, a screen out, signals, a tty that closes.

Nothing but the standard library. The screen understands what planb writes: cursor moves, clearing, text, private modes.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
import unicodedata

PATIENCE = 30  # seconds until a wait counts as in vain
PIECE = re.compile(
    r"\x1b\[([0-?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_^X][^\x1b]*\x1b\\|\x1b[()#][0-9A-Za-z]|\x1b(?![\[\]P_^X()#])[0-~]"
    r"|[\x00-\x1a\x1c-\x1f]|[^\x00-\x1f]+"
)


class InVain(Exception):
    """What was waited for did not come."""


class Screen:
    def __init__(self, rows, columns):
        self.size(rows, columns)
        self.decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.rest = ""
        self.modes = {}  # private modes: the last word on each

    def size(self, rows, columns):
        self.rows, self.columns = max(rows, 1), max(columns, 1)
        self.row = self.column = 0
        self.cells = [[" "] * self.columns for _ in range(self.rows)]

    def feed(self, data):
        text = self.rest + self.decode(data)
        at = 0
        while at < len(text):
            piece = PIECE.match(text, at)
            if not piece:  # an escape sequence that goes on in what comes next
                break
            at = piece.end()
            if piece[2]:
                self.sequence(piece[1], piece[2])
            elif piece[0][0] >= " ":
                self.put(piece[0])
            elif piece[0] == "\r":
                self.column = 0
            elif piece[0] == "\n":
                self.row = min(self.row + 1, self.rows - 1)
        self.rest = text[at:]

    def put(self, text):
        for letter in text:
            if unicodedata.combining(letter):
                continue
            if self.column < self.columns and self.row < self.rows:
                self.cells[self.row][self.column] = letter
            wide = unicodedata.east_asian_width(letter) in "WF"
            if wide and self.column + 1 < self.columns:
                self.cells[self.row][self.column + 1] = ""
            self.column += 2 if wide else 1

    def sequence(self, given, final):
        if given.startswith("?") and final in "hl":
            for mode in given[1:].split(";"):
                self.modes[mode] = final
            return
        numbers = [int(number) if number.isdigit() else 0 for number in given.split(";")]
        first = numbers[0] or 1
        last_row, last_column = self.rows - 1, self.columns - 1
        if final in "Hf":
            self.row = min(first - 1, last_row)
            self.column = min((numbers[1] if len(numbers) > 1 else 1) or 1, self.columns) - 1
        elif final == "A":
            self.row = max(self.row - first, 0)
        elif final == "B":
            self.row = min(self.row + first, last_row)
        elif final == "C":
            self.column = min(self.column + first, last_column)
        elif final == "D":
            self.column = max(self.column - first, 0)
        elif final == "G":
            self.column = min(first - 1, last_column)
        elif final == "d":
            self.row = min(first - 1, last_row)
        elif final == "J":
            if numbers[0] in (2, 3):
                self.cells = [[" "] * self.columns for _ in range(self.rows)]
            else:
                self.cells[self.row][self.column:] = [" "] * (self.columns - self.column)
                self.cells[self.row + 1:] = [[" "] * self.columns for _ in range(self.rows - self.row - 1)]
        elif final == "K":
            self.cells[self.row][self.column:] = [" "] * (self.columns - self.column)

    def text(self):
        return "\n".join("".join(row).rstrip() for row in self.cells)


class Session:
    """A program in a pseudo-terminal. Use it in a `with`: it is killed at the end."""

    def __init__(self, words, env, rows=24, columns=140, ignore=(), folder=None):
        self.master, slave = pty.openpty()
        self.resize(rows, columns, fresh=True)
        self.before = termios.tcgetattr(slave)
        self.slave_name = os.ttyname(slave)

        def own_terminal():
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            for number in ignore:
                signal.signal(number, signal.SIG_IGN)

        env = {"TERM": "xterm-256color", "LANG": "C.UTF-8", **env}
        self.process = subprocess.Popen(
            words, env=env, cwd=folder, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, preexec_fn=own_terminal
        )
        # Kept open, so that the terminal's settings can be looked at when the program has ended.
        self.slave = slave
        self.raw = bytearray()
        self.deaf = threading.Event()
        self.news = threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        while not self.deaf.is_set():
            try:
                if not select.select([self.master], [], [], 0.05)[0]:
                    continue
                data = os.read(self.master, 65536)
            except OSError:
                return
            with self.news:
                self.raw += data
                self.screen.feed(data)
                self.news.notify_all()

    def resize(self, rows, columns, fresh=False):
        if fresh:
            self.screen = Screen(rows, columns)
        else:
            with self.news:
                self.screen.size(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys):
        data = keys if isinstance(keys, bytes) else keys.encode()
        while data:
            data = data[os.write(self.master, data):]

    def shows(self, *texts):
        """The first of the texts that the screen shows."""
        with self.news:
            shown = self.screen.text()
        return next((text for text in texts if text in shown), None)

    def wait(self, *texts, patience=PATIENCE):
        """Waits until the screen shows one of the texts, and gives it."""
        until = time.monotonic() + patience
        with self.news:
            while True:
                shown = self.screen.text()
                found = next((text for text in texts if text in shown), None)
                if found:
                    return found
                left = until - time.monotonic()
                if left <= 0 or not self.reader.is_alive():
                    raise InVain(f"{texts} did not come; the screen:\n{shown}")
                self.news.wait(min(left, 0.2))

    def gone(self, text, patience=PATIENCE):
        """Waits until the screen does not show the text."""
        until = time.monotonic() + patience
        while self.shows(text):
            if time.monotonic() > until:
                raise InVain(f"{text} stays; the screen:\n{self.screen.text()}")
            time.sleep(0.002)

    def edit_title(self, title):
        """Gives the plan another title, in its form. Escape is pressed alone: with what follows it would be Alt."""
        self.press(f":edit-plan\rj\r\x15{title}\r")
        self.wait("─ plan plan ─")
        self.wait(title)
        self.press("\x1b")
        self.gone("─ plan plan ─")

    def signal(self, number):
        os.kill(self.process.pid, number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ended(self, patience=PATIENCE):
        """The exit code, negative for a signal; none if the program still runs."""
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            return None

    def hang_up(self):
        """The terminal goes away."""
        self.deaf.set()
        self.reader.join()
        os.close(self.slave)
        os.close(self.master)
        self.slave = self.master = None

    def cpu(self):
        """Seconds of processor time that the program has used."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def not_restored(self):
        """What of the terminal is not as it was before the program."""
        time.sleep(0.05)
        wrong = [] if termios.tcgetattr(self.slave) == self.before else ["line settings"]
        usual = {"1049": "l", "25": "h", "1000": "l", "1002": "l", "1003": "l", "1004": "l", "1006": "l", "2004": "l", "2026": "l"}
        with self.news:
            return wrong + [mode for mode, last in self.screen.modes.items() if usual.get(mode, last) != last]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
        self.deaf.set()
        self.reader.join()
        for end in (self.slave, self.master):
            if end is not None:
                os.close(end)
