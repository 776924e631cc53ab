"""Parts of an update: the service, the template's history, and a temporary folder."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import IO

from backend.tests.harness.updates.answers import FILE, clonable, read_origin
from backend.tests.harness.updates.checkout import Checkout, alone
from backend.tests.harness.updates.copier import run_copier
from backend.tests.harness.updates.trees import Files, files_of, tree_of_folder
from backend.tests.harness.updates.versions import History, Version, clone_history

QUIETLY = ("--defaults", "--quiet")
TEMPORARY = "/tmp"  # noqa: S108 - the folder in it is made private, with a random name


@dataclass(frozen=True)
class Workshop:
    """The service, the template's history, and the version of it that the service has."""

    checkout: Checkout
    history: History
    have: Version
    folder: Path
    lock: IO[str]

    def made(self) -> Files:
        return files_of(self.checkout.root, self.made_tree)

    @cached_property
    def made_tree(self) -> str:
        """Render the service as the template made it: the version and the answers recorded."""
        folder = self.folder / "made"
        folder.mkdir()
        shutil.copy2(self.checkout.root / self.checkout.prefix / FILE, folder / FILE)
        words = ("copy", *QUIETLY, "--overwrite", "--vcs-ref", self.have.commit)
        run_copier(*words, str(self.history.clone), ".", where=folder)
        return tree_of_folder(self.checkout.root, folder)


@contextmanager
def workshop(checkout: Checkout, source: str = "") -> Iterator[Workshop]:
    """Clone the template's history, from `source` or from where the service says it came from."""
    origin = read_origin(checkout.root / checkout.prefix)
    private = TemporaryDirectory(prefix="testbed-update-", dir=outside(checkout))
    with alone(checkout) as lock, private as folder:
        history = clone_history(clonable(source or origin.source), Path(folder) / "template.git")
        yield Workshop(checkout, history, history.find(origin.version), Path(folder), lock)


def outside(checkout: Checkout) -> str:
    """Keep off a TMPDIR in the checkout: git would tell what lies there from no work of yours."""
    usual = gettempdir()
    return TEMPORARY if Path(usual).resolve().is_relative_to(checkout.root.resolve()) else usual
