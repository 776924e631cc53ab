"""Measures what updates from earlier versions come to: `python -m tests.harness.measure [10]`.

Every tenth version since first light is generated, lived in and updated to the newest commit, and
the table in docs/updates.md written; versions in a row with the same figures are one line of it.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.tests.harness.updates.checkout import find_checkout
from backend.tests.harness.updates.outcome import Outcome
from backend.tests.harness.updates.rehearsal import rehearse
from backend.tests.harness.updates.replacing import become
from backend.tests.harness.updates.workshop import workshop
from tests.harness import services
from tests.harness.lives import lead_a_life
from tests.harness.ownership import is_users
from tests.harness.paths import ROOT
from tests.harness.questions import ORDINARY
from tests.harness.repositories import git, repository
from tests.harness.services import Tree
from tests.harness.updates import lost, unignored

# The commit that first light, a service whose own tests pass, was declared reached with.
FIRST_LIGHT = "2982002"
PAGE = ROOT / "docs/updates.md"
TABLE = re.compile(r"(\| from \|.*\n\|---.*\n)(?:\|.*\n)*")


@dataclass(frozen=True)
class Figures:
    conflicts: int
    lost: int
    different: int


def versions(every: int) -> list[str]:
    """Return the first and the newest commit since first light, and some between."""
    since = f"{FIRST_LIGHT}^..HEAD"
    listed = git(ROOT, "rev-list", "--first-parent", "--reverse", "--abbrev-commit", since)
    *earlier, newest = listed.split()
    return [*earlier[::every], newest]


def measure(version: str, new: Tree, service: Path) -> Figures:
    """Live in a service of this version, update it, and compare it with before and a new one."""
    repository(services.generate(ROOT, service, ORDINARY, version))
    made = unignored(service)
    lead_a_life(service)
    mine = unignored(service)
    outcome = update(service)
    updated = unignored(service)
    untouched = [path for path in new if made.get(path) == mine.get(path) and not is_users(path)]
    gone = [
        line for line in lost(made, mine, updated) if not line.startswith((*outcome.reformatted,))
    ]
    different = [path for path in untouched if updated.get(path) != new[path]]
    return Figures(len(outcome.conflicts), len(gone) + len(outcome.lost), len(different))


def update(service: Path) -> Outcome:
    """Update with this tree's `make update`, which early versions did not have; run no verbs."""
    with chdir(service), workshop(find_checkout()) as shop:
        rehearsed = rehearse(shop, "HEAD", shop.history.find("HEAD"), [])
        become(service, rehearsed.tree, rehearsed.unmerged)
        return rehearsed.outcome


def rows(measured: list[tuple[str, Figures]]) -> Iterator[str]:
    for figures, group in groupby(measured, key=lambda pair: pair[1]):
        names = [f"`{name}`" for name, _ in group]
        span = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
        cells = (span, len(names), figures.conflicts, figures.lost, figures.different)
        yield f"| {' | '.join(map(str, cells))} |\n"


def main(every: int) -> None:
    measured: list[tuple[str, Figures]] = []
    with TemporaryDirectory() as folder:
        new = services.tree(services.generate(ROOT, Path(folder) / "new", ORDINARY, "HEAD"))
        for version in versions(every):
            measured.append((version, measure(version, new, Path(folder) / version)))
            sys.stdout.write(f"{version}: {measured[-1][1]}\n")
            sys.stdout.flush()
    text = "".join(rows(measured))
    page = TABLE.sub(lambda found: found[1] + text, PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(int([*sys.argv, "10"][1]))
