"""The report of an update, for people."""

import sys
from collections.abc import Iterable
from pathlib import Path

from backend.tests.harness.updates.git import git
from backend.tests.harness.updates.outcome import Outcome
from backend.tests.harness.updates.trees import Files, tree_with
from backend.tests.harness.updates.versions import Version

HEADINGS = {
    "arrived": "Brought by the template, where you had changed nothing",
    "merged": "Merged with your changes",
    "reformatted": "Formatted by you, changed by the template, and formatted anew",
    "dropped": "Dropped by the template",
    "stranded": "Dropped or moved by the template, but changed by you: kept, decide about each",
    "covered": "Changed by the template where a link, folder or non-UTF-8 file of yours stays",
    "lost": "Lines of yours that the update took out: `git diff HEAD` shows where they were",
    "conflicts": "Conflicts, each with the line to look at",
}
MANY = 20
# A diff of git's, whatever it is configured to look like.
AS_EVER = (
    "-r",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--unified=3",
    "--diff-algorithm=myers",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)


def say(*lines: str) -> None:
    """Print lines; what the output's encoding does not have is escaped: it may be of any file."""
    encoding = sys.stdout.encoding or "utf-8"
    text = "".join(f"{line}\n" for line in lines)
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def say_list(heading: str, items: Iterable[str]) -> None:
    lines = [f"  {item}" for item in items]
    if lines:
        say("", f"{heading} ({len(lines)}):", *lines)


def say_versions(have: Version, get: Version, told: list[str]) -> None:
    if have.commit == get.commit:
        say(f"You have {have.name} and keep it, with other answers.")
    else:
        say(f"From {have.name} to {get.name}. The changelog says since:", "", *told)
    say("", "Updating a copy of your files first; until that has worked, yours stay as they are.")


def say_outcome(outcome: Outcome, before: str) -> None:
    """List everything that concerns a person, and of what does not the beginning."""
    for name, heading in HEADINGS.items():
        items = [with_its_place(outcome, item) for item in getattr(outcome, name)]
        rest = len(items) - MANY if name == "arrived" else 0
        shown = items if rest <= 0 else [*items[:MANY], f"and {rest} more: git diff --stat HEAD"]
        say_list(heading, shown)
    say("", "See all of it: git diff HEAD. Take it back: make update-undo")
    say(f"(where make is broken: git reset --hard {before[:10]} && git clean -fd)")


def with_its_place(outcome: Outcome, item: str) -> str:
    place = outcome.moved.get(item)
    return f"{item}, which is {place} now" if place else item


def say_conclusion(outcome: Outcome, tasks: list[str], then: list[str], broken: str) -> int:
    """End with what is left to do, below all that tests print; return what to leave with."""
    again = " ".join(("make", *then))
    left = [
        (outcome.conflicts, f"resolve the conflicts that are listed above, then: {again}"),
        (outcome.stranded, "decide about the files above that you changed and the template left"),
        (outcome.covered, "decide about the template's files above that yours lie in the way of"),
        (outcome.lost, "look for the lines above that are gone"),
        (broken, f"mend what `make {broken}` finds"),
        (tasks, "do what the changelog says you must:"),
    ]
    sentences = [sentence for concerns, sentence in left if concerns]
    if sentences:
        say("", "The update is in your files, and needs you:")
        say(*(f"- {sentence}" for sentence in sentences), *(f"  {task}" for task in tasks))
    else:
        say("", "The update is in your files and nothing is left to do: commit it.")
    return 1 if sentences else 0


def say_drift(root: Path, have: Version, made: Files, mine: Files) -> None:
    """Show which of the template's files differ here, and end with what that comes to."""
    differ = sorted(path for path in made if mine.get(path) != made[path])
    deleted = [path for path in differ if path not in mine]
    sorts = f"{len(differ) - len(deleted)} edited, {len(deleted)} deleted"
    say(f"Of {len(made)} files of the template, as {have.name} made them: {len(differ)} differ.")
    if not differ:
        say("No difference. The next update has nothing of yours to merge in them.")
        return
    say_list(sorts, [f"{'D' if path in deleted else 'M'} {path}" for path in differ])
    trees = (tree_with(root, "", {p: fs[p] for p in differ if p in fs}) for fs in (made, mine))
    say("", git(root, "diff-tree", "-p", *AS_EVER, *trees))
    say(f"You changed {len(differ)} of the template's files; the next update merges into them.")


def say_meeting(outcome: Outcome, get: Version) -> None:
    """Show what an update would meet of what was changed."""
    say_list(f"Would conflict with {get.name}", outcome.conflicts)
    stranded = [with_its_place(outcome, path) for path in outcome.stranded]
    say_list(f"Changed here, dropped or moved in {get.name}", stranded)
    say_list(f"Changed in {get.name} where something else of yours lies", outcome.covered)
    needs = "needs" if outcome.needs_a_person else "does not need"
    say("", f"An update to {get.name} {needs} a person.")
