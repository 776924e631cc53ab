"""The service's own repository: where it is, whether it is clean, what it was before an update."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from backend.tests.harness.updates.git import attempt, git, succeeds
from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.trees import (
    Files,
    become,
    files_of,
    git_path,
    tree_of_checkout,
    tree_with,
)

# Refs of their own: no branch, no tag, nothing that `git push` takes along.
BEFORE, UNDONE = "refs/testbed/before-update", "refs/testbed/undone"


@dataclass(frozen=True)
class Checkout:
    """A repository and the folder of the service in it, which usually is all of it."""

    root: Path
    prefix: str

    def part(self, tree: str) -> str:
        """Return what git calls the part of a tree that is the service."""
        return f"{tree}:{self.prefix}"

    def service_in(self, tree: str) -> Files:
        return files_of(self.root, self.part(tree))

    def inside(self, listed: str) -> set[str]:
        """Return the service's paths in a list of git's, whose entries end in a tab and a path."""
        paths = (line.split("\t", 1)[1] for line in listed.split("\0") if line)
        return {path.removeprefix(self.prefix) for path in paths}

    def tree_with(self, tree: str, files: Files) -> str:
        """Return a tree in which some of the service's files are others."""
        return tree_with(self.root, tree, {self.prefix + path: files[path] for path in files})

    def commit_with(self, commit: str, files: Files) -> str:
        return commit_of(self, self.tree_with(commit, files), "With other files", commit)


def find_checkout() -> Checkout:
    service = Path.cwd()
    if not succeeds(service, "rev-parse", "--verify", "HEAD"):
        raise RefusalError("An update needs git to merge with: `git init`, and commit everything.")
    top = git(service, "rev-parse", "--show-toplevel").rstrip("\n")
    return Checkout(Path(top), git(service, "rev-parse", "--show-prefix").rstrip("\n"))


@contextmanager
def alone(checkout: Checkout) -> Iterator[IO[str]]:
    """Be the only one who updates; whoever inherits what is yielded holds the lock as well."""
    with git_path(checkout.root, "testbed-update.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusalError(
                "Nothing was done: another update of this repository is at work. Wait for its end."
            ) from None
        yield lock


def refuse_if_dirty(checkout: Checkout) -> None:
    changed = git(checkout.root, "status", "--porcelain").splitlines()
    if changed:
        raise RefusalError(
            f"Commit or stash first, so that the update can be told from your work and undone:"
            f" {len(changed)} file(s) have changes, {changed[0][3:]} for one."
        )


def commit_of(checkout: Checkout, tree: str, message: str, *parents: str) -> str:
    words = [word for parent in parents for word in ("-p", parent)]
    return git(checkout.root, "commit-tree", tree, *words, "-m", message).strip()


def remember(checkout: Checkout, commit: str) -> None:
    """Keep what is there now for `take_back`; a branch that moved meanwhile stops it."""
    if known(checkout, "HEAD") != commit:
        raise RefusalError("Nothing was changed: you committed during the update. Run it again.")
    git(checkout.root, "update-ref", BEFORE, commit)


def take_back(checkout: Checkout) -> str:
    """Make the tree what it was before the last update, and return what to say about it."""
    root, before = checkout.root, known(checkout, BEFORE)
    if not before:
        raise RefusalError("There is no update to undo.")
    if before not in {known(checkout, "HEAD"), known(checkout, "HEAD^")}:
        raise RefusalError(
            "You committed more than the update since, and undoing would take that back too:"
            f" `git revert` the update's commit, or look at what was before it: {before[:10]}."
        )
    keep_what_is_undone(checkout)
    become(root, git(root, "rev-parse", before + "^{tree}").strip())
    git(root, "update-ref", "-d", BEFORE)
    return f"Everything is as it was before the update. What was undone is kept in {UNDONE}."


def keep_what_is_undone(checkout: Checkout) -> None:
    parents = [known(checkout, "HEAD"), known(checkout, UNDONE)]
    tree = tree_of_checkout(checkout.root)
    undone = commit_of(checkout, tree, "Undone update", *filter(None, parents))
    git(checkout.root, "update-ref", UNDONE, undone)


def known(checkout: Checkout, revision: str) -> str:
    """Return the commit of this name, or nothing."""
    words = ("rev-parse", "--quiet", "--verify", revision + "^{commit}")
    return attempt(checkout.root, *words).stdout.strip()
