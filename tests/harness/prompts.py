"""Copier's questions as a person meets them: a terminal, keys in, screen out."""

import os
import pty
import select
import subprocess
from pathlib import Path

from tests.harness.commands import PROGRAMS

CLEAR_LINE, ENTER, INTERRUPT = b"\x15", b"\r", b"\x03"
PATIENCE_SECONDS = 30.0


def answer_at_the_prompt(template: Path, destination: Path, answer: str, until: str) -> str:
    """Want a service and call it `answer`; return the screen once it shows `until`."""
    keyboard, terminal = pty.openpty()
    copy = (PROGRAMS / "copier", "copy", "--data", "kind=service", template, destination)
    with subprocess.Popen(copy, stdin=terminal, stdout=terminal, stderr=terminal) as copier:
        os.close(terminal)
        # Keys that come before the line can be edited are lost, so wait for the default answer.
        screen = read(keyboard, "My Service")
        os.write(keyboard, CLEAR_LINE + answer.encode() + ENTER)
        screen += read(keyboard, until)
        os.write(keyboard, INTERRUPT)
        read(keyboard, "stopped by user")
        assert copier.wait() == 1
    os.close(keyboard)
    return screen


def read(terminal: int, until: str) -> str:
    """Return what appears on the terminal up to `until`, or all that comes before patience ends."""
    screen = ""
    while until not in screen and select.select([terminal], [], [], PATIENCE_SECONDS)[0]:
        screen += os.read(terminal, 4096).decode(errors="replace")
    return screen
