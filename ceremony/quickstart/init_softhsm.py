#!/usr/bin/env python3
"""Initialises a SoftHSM2 token at softhsm2-util's own prompts, so that no PIN stands on a command line.

usage: init_softhsm.py LABEL SO_PIN_FILE PIN_FILE      (SOFTHSM2_CONF says where)
"""
import os
import pty
import re
import sys


def main() -> int:
    label, so_pin_file, pin_file = sys.argv[1:]
    with open(so_pin_file, encoding="ascii") as file:
        so_pin = file.readline().rstrip("\n")
    with open(pin_file, encoding="ascii") as file:
        pin = file.readline().rstrip("\n")
    child, terminal = pty.fork()
    if child == 0:
        os.execvp("softhsm2-util", ["softhsm2-util", "--init-token", "--free", "--label", label])
    seen = b""
    answers = [so_pin, so_pin, pin, pin]
    while True:
        try:
            part = os.read(terminal, 1024)
        except OSError:  # the child closed its terminal
            break
        if not part:
            break
        seen += part
        # One answer to each prompt: what is typed before it is thrown away.
        if answers and re.search(rb"(enter|reenter) \w+ PIN: *$", seen):
            os.write(terminal, answers.pop(0).encode("ascii") + b"\n")
            seen = b""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
