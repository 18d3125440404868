#!/usr/bin/env python3
"""Runs a command at a terminal of its own and plays the holders of shares who sit down there: writes down on cards what they are
shown, types it back unseen, and types from the cards what is asked for. Says in a line each what else the command says at the
terminal: of a ceremony its steps, and whatever begins with "pyx: ".

usage: holders.py CARDS [HOLDER|CARD...] -- COMMAND [ARGUMENT...]
  CARDS   a folder; a card is a file in it, named HOLDER-KIND-NUMBER: bob-share-1, bob-so-pin-2
  HOLDER  who comes when anybody may come, in this order, with his newest card; CARD: with this one
"""
import codecs
import os
import pty
import re
import select
import sys
import termios
import time
from pathlib import Path

PATIENCE_S = 120
MOST_COMINGS = 40
WORD = re.compile(r"\d+ ([a-z]{4,8})\b")
SITS = re.compile(r"(\S+): when nobody but you sees the screen, press Enter; q gives up $")
WRITES = re.compile(r"write all of it down, then press Enter: the screen is cleared $")
CALLED = re.compile(r"^(\S+): type (?:back what you wrote down|the \d+ words of your share)", re.M)
MISSING = re.compile(r"^(the SO PIN of token .*)?still missing: .*$", re.M)
TYPES = re.compile(r"words from 1 on, unseen: *$")
WRONG = re.compile(r"Enter: type again; .*$|words from (?!1 on)\d+ on, unseen: *$|these words are no share")
CLEARS = re.compile(r"\x1b\[[0-9?;]*[A-Za-z]")
TOLD = re.compile(r", step (\d+ of \d+)\n  \[.*\n  step    (.+)\n  who     (.+)\n|^(pyx: .+|  step .+ failed: .+)\n", re.M)


class Holders:
    def __init__(self, cards: Path, coming: list):
        self.cards, self.coming, self.came, self.sitting = cards, coming, 0, None

    def newest(self, holder: str, kind: str) -> Path:
        if (self.cards / holder).exists():  # a card by its own name
            return self.cards / holder
        fitting = [card for card in self.cards.iterdir() if re.fullmatch(rf"{re.escape(holder)}-{kind}-\d+", card.name)]
        if not fitting:
            raise LookupError(f"{holder} has no card with a {kind}")
        return max(fitting, key=lambda card: int(card.name.rpartition("-")[2]))

    def write_down(self, page: str) -> None:
        holder = re.search(r"held by (\S+)", page).group(1)
        kind = "so-pin" if re.search(r"^SO PIN ", page, re.M) else "share"
        words = WORD.findall(page[page.index("check\n"):])
        number = 1 + sum(card.name.startswith(f"{holder}-{kind}-") for card in self.cards.iterdir())
        descriptor = os.open(self.cards / f"{holder}-{kind}-{number}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as card:
            card.write(" ".join(words) + "\n")
        self.sitting = (holder, kind)

    def words(self, seen: str) -> str:
        called = CALLED.findall(seen)
        if called:
            kind = self.sitting[1] if self.sitting and self.sitting[0] == called[-1] else "share"
            return self.newest(called[-1], kind).read_text()
        kind = "so-pin" if MISSING.findall(seen)[-1] else "share"
        holder = self.coming[self.came % len(self.coming)]
        self.came += 1
        if self.came > MOST_COMINGS:
            raise LookupError("those who may come have come again and again")
        return self.newest(holder, kind).read_text()

    def answer(self, seen: str):
        """What is typed now; None while there is more to be seen."""
        if SITS.search(seen):
            return "\n"
        if WRITES.search(seen):
            self.write_down(seen)
            return "\n"
        if TYPES.search(seen):
            return self.words(seen)
        if WRONG.search(seen):
            raise LookupError("a card did not hold what was asked for")
        return None


def wait_for_silence(terminal: int) -> None:
    """What is typed before the echo is off is thrown away, and shown."""
    for _ in range(5000):
        if not termios.tcgetattr(terminal)[3] & termios.ECHO:
            return
        time.sleep(0.002)
    raise LookupError("the terminal would have shown what is typed")


def pieces(terminal: int):
    """What is seen, until the command has closed its terminal."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while select.select([terminal], [], [], PATIENCE_S)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            return
        if not piece:
            return
        yield decoder.decode(piece).replace("\r", "")
    raise LookupError("nothing happens at the terminal any more")


def play(holders: Holders, terminal: int) -> None:
    seen, told = "", 0
    for piece in pieces(terminal):
        seen = CLEARS.sub("", seen + piece)
        for line in TOLD.finditer(seen, told):
            number, title, who, words = line.groups()
            print(words or f"   {number:>8}  {title} ({who})", file=sys.stderr, flush=True)
            told = line.end()
        typed = holders.answer(seen)
        if typed is None:
            continue
        if TYPES.search(seen):
            wait_for_silence(terminal)
            holders.sitting = None
        os.write(terminal, typed.encode())
        seen, told = "", 0


def main() -> int:
    split = sys.argv.index("--")
    cards, coming, command = Path(sys.argv[1]), sys.argv[2:split], sys.argv[split + 1:]
    cards.mkdir(mode=0o700, exist_ok=True)
    out = os.dup(1)
    child, terminal = pty.fork()
    if child == 0:
        os.dup2(out, 1)
        os.execvpe(command[0], command, os.environ | {"NO_COLOR": "1"})
    try:
        play(Holders(cards, coming), terminal)
    except LookupError as why:
        print(f"holders.py: {why}", file=sys.stderr)
        os.close(terminal)  # ends the command
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
