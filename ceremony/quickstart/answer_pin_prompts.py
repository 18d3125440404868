#!/usr/bin/env python3
"""Runs a command at a terminal of its own and answers each of its PIN prompts from a file, so that no PIN stands on a command line.

usage: answer_pin_prompts.py PIN_FILE... -- COMMAND [ARGUMENT...]
"""
import os
import pty
import re
import sys
import termios
import time


def first_line(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.readline().rstrip(b"\n")


def wait_for_silence(terminal: int) -> None:
    """Until the command has turned the echo off, at most two seconds: some never do."""
    for _ in range(200):
        if not termios.tcgetattr(terminal)[3] & termios.ECHO:
            return
        time.sleep(0.01)


def main() -> int:
    split = sys.argv.index("--")
    answers = [first_line(path) for path in sys.argv[1:split]]
    command = sys.argv[split + 1 :]
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    seen = b""
    while True:
        try:
            part = os.read(terminal, 1024)
        except OSError:  # the child closed its terminal
            break
        if not part:
            break
        sys.stdout.buffer.write(part)
        seen += part
        # One answer to each prompt: what is typed before the echo is off is thrown away.
        if answers and re.search(rb"PIN(?: again| \(again\))?: *$", seen):
            wait_for_silence(terminal)
            os.write(terminal, answers.pop(0) + b"\n")
            seen = b""
    sys.stdout.flush()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
