"""What people read about an update."""

import sys
from collections.abc import Iterable

from backend.tests.harness.updates.outcome import Outcome

HEADINGS = {
    "arrived": "Brought by the template, where you had changed nothing",
    "merged": "Merged with your changes",
    "dropped": "Dropped by the template",
    "stranded": "Dropped or moved by the template, but changed by you: kept, decide about each",
    "lost": "Lines of yours that the update took out: `git diff HEAD` shows where they were",
    "conflicts": "Conflicts, each with the line to look at",
}
MANY = 20


def say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def say_list(heading: str, items: Iterable[str]) -> None:
    lines = [f"  {item}" for item in items]
    if lines:
        say("", f"{heading} ({len(lines)}):", *lines)


def say_outcome(outcome: Outcome) -> None:
    """List everything that concerns a person, and of what does not the beginning."""
    for name, heading in HEADINGS.items():
        items: list[str] = getattr(outcome, name)
        rest = len(items) - MANY if name == "arrived" else 0
        shown = items if rest <= 0 else [*items[:MANY], f"and {rest} more: git diff --stat HEAD"]
        say_list(heading, shown)
