"""What an update makes of every file, told apart by who changed it before."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from backend.tests.harness.updates.answers import FILE
from backend.tests.harness.updates.formatting import only_formatted
from backend.tests.harness.updates.trees import Files, lines_of, text_of

MARKER = "<<<<<<< "


@dataclass(frozen=True)
class Trees:
    """The service as the template made it, as it is, and as the update leaves it."""

    root: Path
    made: Files
    mine: Files
    updated: Files

    def edited(self) -> set[str]:
        """Return what the service changed or added, as far as the update touches it."""
        touched = {path for path in self.mine if self.updated.get(path) != self.mine[path]}
        return {path for path in touched - {FILE} if self.made.get(path) != self.mine[path]}

    def lines(self, files: Files, path: str) -> list[str]:
        return lines_of(self.root, files[path]) if path in files else []


@dataclass(frozen=True)
class Outcome:
    """The paths of an update. What stands under `stranded` and `lost` Copier says nothing about."""

    arrived: list[str]
    merged: list[str]
    reformatted: list[str]
    conflicts: list[str]
    dropped: list[str]
    stranded: list[str]
    lost: list[str]
    # What the template changed where a link, repository or other kind of file of the service lies.
    covered: list[str] = field(default_factory=list)
    # Where the template has moved what is stranded.
    moved: Files = field(default_factory=dict)

    @property
    def python(self) -> list[str]:
        """Return the Python that came, which this service may format in a way of its own."""
        came = [*self.arrived, *self.merged, *self.reformatted]
        return [path for path in came if path.endswith(".py")]

    @property
    def needs_a_person(self) -> bool:
        return bool(self.conflicts or self.stranded or self.lost or self.covered)


def formatted(root: Path, made: Files, mine: Files) -> Files:
    """Return the template's Python that the service only formatted, as the template made it."""
    python = {path for path in made.keys() & mine.keys() if path.endswith(".py")}
    changed = {path for path in python if made[path] != mine[path]}
    return {path: made[path] for path in changed if is_formatted(root, made[path], mine[path])}


def is_formatted(root: Path, made: str, mine: str) -> bool:
    same_mode = made.startswith(mine.partition(",")[0])
    return same_mode and only_formatted(text_of(root, made), text_of(root, mine))


def judge(trees: Trees, unmerged: set[str], formatted: Collection[str]) -> Outcome:
    edited = trees.edited() - {*formatted}
    rejected = {path for path in trees.updated if path.endswith(".rej")} - trees.mine.keys()
    conflicts = unmerged | rejected
    gone = trees.mine.keys() - trees.updated.keys()
    changed = {path for path in trees.updated if trees.mine.get(path) != trees.updated[path]}
    return Outcome(
        arrived=sorted(changed - edited - conflicts - {FILE, *formatted}),
        merged=sorted(edited - gone - conflicts),
        reformatted=sorted(changed & {*formatted}),
        conflicts=[place for path in sorted(conflicts) for place in places(trees, path)],
        dropped=sorted(gone - edited),
        stranded=sorted(gone & edited),
        lost=[line for path in sorted(edited - gone) for line in lost_lines(trees, path)],
    )


def places(trees: Trees, path: str) -> Iterator[str]:
    """Yield each conflict in a file as path:line, or the path where no marker shows it."""
    lines = trees.lines(trees.updated, path)
    numbers = [number for number, line in enumerate(lines, 1) if line.startswith(MARKER)]
    yield from [f"{path}:{number}" for number in numbers] or [path]


def lost_lines(trees: Trees, path: str) -> Iterator[str]:
    """Yield the lines that the service had written into a file and the update took out."""
    made, mine, updated = (
        Counter(trees.lines(files, path)) for files in (trees.made, trees.mine, trees.updated)
    )
    written = mine - made
    yield from (f"{path}: {line.strip()}" for line in written - updated if line.strip())
