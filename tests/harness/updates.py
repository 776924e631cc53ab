"""`make update` as a verb, and what it did to a service."""

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.harness.lives import replace
from tests.harness.repositories import commit, git
from tests.harness.services import Tree, attempt_make, tree

Finished = subprocess.CompletedProcess[str]
REFRESHED = "The environment is refreshed."
NOWHERE = "/nowhere/template.git"


@dataclass(frozen=True)
class Updating:
    """A service before and after `make update`, and what that said and left with."""

    service: Path
    before: Tree
    finished: Finished

    @property
    def said(self) -> str:
        return self.finished.stdout + self.finished.stderr

    def copy(self, destination: Path) -> Path:
        """Return a copy of the updated service, to go on with."""
        return Path(shutil.copytree(self.service, destination))


def make_update(service: Path, words: str = "", *variables: str) -> Finished:
    """Run `make update`; of what follows it, only what takes no time and no network."""
    fast = f"ARGS=--then help {words}"
    return attempt_make(service, f"INSTALL=echo {REFRESHED}", fast, *variables, "update")


def lead_elsewhere(service: Path, template: Path, source: str) -> None:
    """Let the service say that its template lies at `source`."""
    replace(service / ".copier-answers.yml", f"_src_path: {template}", f"_src_path: {source}")
    commit(service, "The template lies elsewhere")


def update_after(life: Callable[[Path], None], service: Path, destination: Path) -> Updating:
    """Copy the service, let `life` happen to the copy, and update it."""
    shutil.copytree(service, destination)
    life(destination)
    before = unignored(destination)
    return Updating(destination, before, make_update(destination))


def lost(made: Tree, mine: Tree, updated: Tree) -> Iterator[str]:
    """Yield what users wrote and an update took: lines, or whole files, or deletions."""
    for path, text in mine.items():
        written = Counter(text.splitlines()) - Counter(made.get(path, b"").splitlines())
        left = written - Counter(updated.get(path, b"").splitlines())
        yield from (f"{path}: {line.decode()}" for line in left if line.strip())
    yield from made.keys() & updated.keys() - mine.keys()


def unignored(service: Path) -> Tree:
    """Return every file that git does not ignore, tracked or not."""
    names = git(service, "ls-files", "-co", "--exclude-standard", "-z").rstrip("\0").split("\0")
    files = tree(service)
    return {name: files[name] for name in names if name in files}
