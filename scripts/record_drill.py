#!/usr/bin/env python3
"""Play a drill in a terminal, and draw what is seen: a picture of its board and a short recording.

    cargo build --release
    scripts/record_drill.py                     # assets/drill.png and assets/drill.gif, of the drill missing-env
    scripts/record_drill.py --drill bad-image --size 120x36 --to /tmp

What is typed is what a person types: enter, I, 3, w, and the words of a gate. What is drawn is what was on the screen, with the time that
passed, though no pause is longer than --pause seconds. Needs `pip install pyte pillow` and a DejaVu Sans Mono (Debian: fonts-dejavu-core).
"""
import argparse
import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

import pyte
from PIL import Image, ImageDraw, ImageFont

ROOT = pathlib.Path(__file__).resolve().parent.parent
FONTS = ["/usr/share/fonts/truetype/dejavu/DejaVuSansMono{}.ttf", "/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono{}.ttf",
         "/usr/share/fonts/TTF/DejaVuSansMono{}.ttf", "DejaVuSansMono{}.ttf"]
PAPER, INK = (24, 24, 24), (212, 212, 212)
COLOURS = {
    "black": (0, 0, 0), "red": (205, 49, 49), "green": (13, 188, 121), "brown": (229, 229, 16), "blue": (36, 114, 200),
    "magenta": (188, 63, 188), "cyan": (17, 168, 205), "white": (229, 229, 229), "brightblack": (102, 102, 102),
    "brightred": (241, 76, 76), "brightgreen": (35, 209, 139), "brightbrown": (245, 245, 67), "brightblue": (59, 142, 234),
    "brightmagenta": (214, 112, 214), "bfightmagenta": (214, 112, 214), "brightcyan": (41, 184, 219),
    "brightwhite": (255, 255, 255),
}
# What pyte does not know and xterm takes silently.
UNKNOWN = re.compile(rb"\x1b\[[<>=?][0-9;]*[umc]|\x1bP.*?\x1b\\|\x1b\[\?2026[hl]")


class Terminal:
    """A program in a terminal, and what it has drawn."""

    def __init__(self, command, columns, rows):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            for variable in [name for name in os.environ if name.startswith("STANCH_")] + ["NO_COLOR"]:
                os.environ.pop(variable, None)
            os.environ.update({"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"})
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.over = False

    def read(self, seconds):
        """Takes in what is drawn within so many seconds."""
        end = time.monotonic() + seconds
        while not self.over and (left := end - time.monotonic()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                return
            try:
                drawn = os.read(self.fd, 65536)
            except OSError:
                drawn = b""
            self.over = not drawn
            self.stream.feed(UNKNOWN.sub(b"", drawn))

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def text(self):
        return "\n".join(self.screen.display)

    def end(self):
        if not self.over:
            os.kill(self.pid, signal.SIGTERM)
            self.read(5)
        os.waitpid(self.pid, 0)


class Pen:
    """Draws a screen."""

    def __init__(self, size):
        self.plain, self.bold = (self.font(end, size) for end in ("", "-Bold"))
        self.width, self.height = round(self.plain.getlength("M")), size + 4

    @staticmethod
    def font(end, size):
        for path in FONTS:
            try:
                return ImageFont.truetype(path.format(end), size)
            except OSError:
                continue
        sys.exit("no DejaVu Sans Mono: install fonts-dejavu-core")

    def draw(self, screen):
        image = Image.new("RGB", (screen.columns * self.width, screen.lines * self.height), PAPER)
        draw = ImageDraw.Draw(image)
        for y in range(screen.lines):
            for x in range(screen.columns):
                cell = screen.buffer[y][x]
                ink, paper = COLOURS.get(cell.fg, INK), COLOURS.get(cell.bg, PAPER)
                if cell.reverse:
                    ink, paper = paper, ink
                left, top = x * self.width, y * self.height
                if paper != PAPER:
                    draw.rectangle((left, top, left + self.width - 1, top + self.height - 1), fill=paper)
                if cell.data.strip():
                    draw.text((left, top + 1), cell.data, font=self.bold if cell.bold else self.plain, fill=ink)
                if cell.underscore:
                    draw.line((left, top + self.height - 2, left + self.width - 1, top + self.height - 2), fill=ink)
        return image


class Recording:
    """What was seen, and for how long."""

    def __init__(self, terminal, pen, pause):
        self.terminal, self.pen, self.pause = terminal, pen, pause
        self.frames, self.seen, self.since = [], None, time.monotonic()

    def look(self):
        """One more frame, if there is something else to see than before."""
        shown = [[(c.data, c.fg, c.bg, c.bold, c.reverse) for c in map(row.__getitem__, range(self.terminal.screen.columns))]
                 for row in map(self.terminal.screen.buffer.__getitem__, range(self.terminal.screen.lines))]
        # The second line holds a clock: a second that passes is nothing to see.
        still = shown[:1] + shown[2:]
        if still == self.seen:
            return
        now = time.monotonic()
        self.close(now)
        self.seen, self.since = still, now
        self.frames.append([self.pen.draw(self.terminal.screen), 0])

    def close(self, now):
        if self.frames:
            self.frames[-1][1] = max(40, min(round(1000 * (now - self.since)), round(1000 * self.pause)))

    def until(self, text, patience):
        """Looks until this is on the screen."""
        end = time.monotonic() + patience
        while not re.search(text, self.terminal.text()):
            if time.monotonic() > end or self.terminal.over:
                self.terminal.end()
                sys.exit(f"{text!r} never came:\n{self.terminal.text()}")
            self.terminal.read(0.1)
            self.look()

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.terminal.read(0.1)
            self.look()

    def types(self, keys):
        for key in keys:
            self.terminal.type(key)
            self.wait(0.05)

    def write(self, path):
        self.close(time.monotonic())
        # One palette for all, so that a frame holds no more than what is different in it.
        sheet = Image.new("RGB", (self.frames[0][0].width, 8 * self.frames[0][0].height))
        for at in range(8):
            sheet.paste(self.frames[at * len(self.frames) // 8][0], (0, at * self.frames[0][0].height))
        palette = sheet.quantize(colors=24, dither=Image.Dither.NONE)
        images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image, _ in self.frames]
        times = [time for _, time in self.frames]
        times[-1] = 4000
        images[0].save(path, save_all=True, append_images=images[1:], duration=times, loop=0, optimize=True, disposal=1)


# What is waited for, for how many seconds at most, how long somebody reads it, and what is typed then.
PLAY = [
    ("X FAIL", 60, 3, "picture"),
    ("X FAIL", 1, 0.1, "\r"),
    (r"\[2 Inspect\]", 10, 3, "I"),
    ("OPEN AN INCIDENT", 10, 1, "\r"),
    ("E5 of INC-1|analysed", 60, 1, "3"),
    (r"\[3 Analyze\]", 10, 4, "w"),
    ("WALK ", 10, 1.5, "\r"),
    ("START application_recovery", 10, 0.5, "j\r"),
    (": hold", 10, 0.5, "\x1520s\r"),
    ("hold = 20s", 10, 1, "\r"),
    ("AT A GATE", 90, 1, "\r"),
    ("Walk > Gate", 10, 2.5, "  "),
    ("", 1, 1, "  "),
    ("approves and runs nothing", 10, 1, "A"),
    ("type [a-z-]+ to approve", 10, 1, "TARGET\r"),
    ("APPROVED 1 of 1", 20, 1.5, "X"),
    ("reason:", 20, 0.5, "the new revision cannot start\r"),
    ("not done: X runs it", 20, 1, "X"),
    ("type [a-z-]+ to do it", 10, 1, "TARGET\r"),
    ("RECOVERED after", 180, 2, ""),
    ("recovered at|Recovered +recovered|v +15 end|v recovered", 240, 2, "1"),
    (r"\[1 Board\]", 10, 3, "q"),
    ("THE DRILL ENDS", 10, 4, ""),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drill", default="missing-env")
    parser.add_argument("--target", default="checkout", help="what is broken in it: the name that its gate asks for")
    parser.add_argument("--size", default="100x30", metavar="COLUMNSxROWS")
    parser.add_argument("--stanch", default=ROOT / "target" / "release" / "stanch", type=pathlib.Path)
    parser.add_argument("--to", default=ROOT / "assets", type=pathlib.Path)
    parser.add_argument("--pause", default=2.5, type=float)
    given = parser.parse_args()
    columns, rows = map(int, given.size.split("x"))
    terminal = Terminal([str(given.stanch), "drill", given.drill], columns, rows)
    recording = Recording(terminal, Pen(13), given.pause)
    for text, patience, reads, keys in PLAY:
        recording.until(text, patience)
        recording.wait(reads)
        if keys == "picture":
            Pen(15).draw(terminal.screen).save(given.to / "drill.png", optimize=True)
        else:
            recording.types(keys.replace("TARGET", given.target))
    recording.wait(1)
    terminal.end()
    recording.write(given.to / "drill.gif")
    for name in ("drill.png", "drill.gif"):
        print(f"{given.to / name}: {(given.to / name).stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
