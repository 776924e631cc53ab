"""The service's own repository: where it is, whether it is clean, what it was before an update."""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from backend.tests.harness.updates.git import attempt, git, reason, succeeds
from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.replacing import (
    FOLDER,
    blocking,
    exchange,
    lying_at,
    only,
    refuse_to_lose,
)
from backend.tests.harness.updates.trees import Files, changed, files_of, git_path, tree_with

# Refs of their own: no branch, no tag, nothing that `git push` takes along.
# Those under refs/worktree/ are each worktree's own.
BEFORE, UPDATED = "refs/worktree/testbed/before-update", "refs/worktree/testbed/updated"
# Version 1.1.0 and older ones kept it for all worktrees together.
SHARED_BEFORE = "refs/testbed/before-update"
UNDONE = "refs/testbed/undone"
# What differs from HEAD, or will, whatever is configured to be shown.
STATUS = ("--untracked-files=all", "--ignore-submodules=dirty", "--no-renames")
# Written by uv whenever it installs, and the user's.
LOCK = "uv.lock"


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

    def lying(self, expected: Files) -> Files:
        """Return what lies at these paths of the service."""
        files = {self.prefix + path: entry for path, entry in expected.items()}
        found = lying_at(self.root, files.keys(), files)
        entries = ((path, entry) for path, entry in found.items() if entry != FOLDER)
        return {path.removeprefix(self.prefix): entry for path, entry in entries}

    def tree_with(self, tree: str, files: Files, gone: Iterable[str] = ()) -> str:
        """Return a tree in which some of the service's files are others, and some are gone."""
        entries = {self.prefix + path: files[path] for path in files}
        return tree_with(self.root, tree, entries, [self.prefix + path for path in gone])

    def commit_with(self, commit: str, files: Files, gone: Iterable[str] = ()) -> str:
        return commit_of(self, self.tree_with(commit, files, gone), "With other files")


def find_checkout() -> Checkout:
    service = Path.cwd()
    found = attempt(service, "rev-parse", "--show-toplevel")
    if found.returncode:
        first = "An update needs git to merge with: `git init`, and commit everything."
        raise RefusalError(reason(found.stderr) or first)
    if not succeeds(service, "rev-parse", "--verify", "HEAD"):
        raise RefusalError("An update needs a commit to merge with: commit everything.")
    top = Path(found.stdout.rstrip("\n"))
    return Checkout(top, git(service, "rev-parse", "--show-prefix").rstrip("\n"))


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
    words = ("status", "--porcelain=v1", "-z", *STATUS)
    entries = git(checkout.root, *words).split("\0")
    folder = Path(checkout.prefix)
    # That of a uv workspace lies at its root.
    locks = {str(place / LOCK) for place in (folder, *folder.parents)}
    changes = [entry[3:] for entry in entries if entry and entry[3:] not in locks]
    if changes:
        raise RefusalError(
            f"Commit or stash first, so that the update can be told from your work and undone:"
            f" {len(changes)} file(s) have changes, {changes[0]} for one."
        )


def commit_of(checkout: Checkout, tree: str, message: str, *parents: str) -> str:
    words = [word for parent in parents for word in ("-p", parent)]
    return git(checkout.root, "commit-tree", tree, *words, "-m", message).strip()


def remember(checkout: Checkout, commit: str, tree: str) -> None:
    """Keep for `take_back` what is there now, and the tree that will be.

    Raises RefusalError where the branch has moved meanwhile.
    """
    if known(checkout, "HEAD") != commit:
        raise RefusalError("Nothing was changed: you committed during the update. Run it again.")
    updated = commit_of(checkout, tree, "Updated", commit)
    git(checkout.root, "update-ref", UPDATED, updated)
    git(checkout.root, "update-ref", BEFORE, commit)


def take_back(checkout: Checkout) -> str:
    """Make the files that the last update wrote what they were before; return what to say."""
    root, before = checkout.root, known(checkout, BEFORE) or known(checkout, SHARED_BEFORE)
    if not before:
        raise RefusalError("There is no update to undo.")
    if before not in {known(checkout, "HEAD"), known(checkout, "HEAD^")}:
        raise RefusalError(
            "You committed more than the update since, and undoing would take that back too:"
            f" `git revert` the update's commit, or look at what was before it: {before[:10]}."
        )
    paths = written(checkout, before)
    old = only(files_of(root, before), paths)
    found = lying_at(root, paths, old)
    folders = [path for path, entry in found.items() if entry == FOLDER]
    refuse_to_lose(sorted({*folders, *blocking(root, paths)}))
    keep_what_is_undone(checkout, paths, found)
    exchange(root, paths, found, old)
    for ref in (BEFORE, UPDATED, SHARED_BEFORE):
        git(root, "update-ref", "-d", ref)
    return f"Every file is as it was before the update. What was undone is kept in {UNDONE}."


def written(checkout: Checkout, before: str) -> set[str]:
    """Return the paths of the last update, which version 1.1.0 and older ones did not record."""
    if known(checkout, f"{UPDATED}^") == before:
        return changed(checkout.root, before, UPDATED)
    words = ("diff-index", "--cached", "-z", "--no-renames", "--name-only", before)
    return set(filter(None, git(checkout.root, *words).split("\0")))


def keep_what_is_undone(checkout: Checkout, paths: set[str], found: Files) -> None:
    """Commit what lies there, in a commit that only a ref knows."""
    parents = [known(checkout, "HEAD"), known(checkout, UNDONE)]
    tree = tree_with(checkout.root, "HEAD", found, paths)
    undone = commit_of(checkout, tree, "Undone update", *filter(None, parents))
    git(checkout.root, "update-ref", UNDONE, undone)


def known(checkout: Checkout, revision: str) -> str:
    """Return the commit of this name, or nothing."""
    words = ("rev-parse", "--quiet", "--verify", revision + "^{commit}")
    return attempt(checkout.root, *words).stdout.strip()
