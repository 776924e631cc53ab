"""An update in a worktree of its own, so that one that fails or is killed never touched yours."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from backend.tests.harness.updates.answers import FILE
from backend.tests.harness.updates.checkout import Checkout
from backend.tests.harness.updates.copier import run_copier
from backend.tests.harness.updates.git import git
from backend.tests.harness.updates.trees import git_path, tree_of_folder
from backend.tests.harness.updates.versions import History, Version

QUIETLY = ("--defaults", "--quiet")


@dataclass(frozen=True)
class Rehearsed:
    """What the update makes of a commit: all files, and for git the sides of each conflict."""

    tree: str
    unmerged: str


def rehearse(checkout: Checkout, commit: str, version: Version, answers: list[str]) -> Rehearsed:
    """Update `commit` to `version`, with `answers` as Copier's --data takes them."""
    root, place = checkout.root, git_path(checkout.root, "testbed-update")
    remove(root, place)
    # Forced twice: git keeps a lock on a worktree whose `add` was killed.
    git(root, "worktree", "add", "-f", "-f", "--quiet", "--detach", str(place), commit)
    try:
        data = [word for answer in answers for word in ("--data", answer)]
        words = ("update", *QUIETLY, "--vcs-ref", version.commit, *data)
        run_copier(*words, where=place / checkout.prefix)
        unmerged = git(place, "ls-files", "--unmerged", "-z")
        # The service's .gitignore does not decide about what the template brings.
        git(place, "add", "--all", "--force")
        return Rehearsed(git(place, "write-tree").strip(), unmerged)
    finally:
        remove(root, place)


def remove(root: Path, place: Path) -> None:
    """Take the worktree away, also one that a killed update left."""
    shutil.rmtree(place, ignore_errors=True)
    git(root, "worktree", "prune")


def pristine(checkout: Checkout, history: History, version: Version, folder: Path) -> str:
    """Render the service as the template had it at `version`; the recorded answers decide."""
    folder.mkdir()
    shutil.copy2(checkout.root / checkout.prefix / FILE, folder / FILE)
    words = ("copy", *QUIETLY, "--overwrite", "--vcs-ref", version.commit)
    run_copier(*words, str(history.clone), ".", where=folder)
    return tree_of_folder(checkout.root, folder)
