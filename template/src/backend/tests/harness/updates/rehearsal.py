"""An update in a worktree of its own, so that one that fails or is killed never touched yours."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from backend.tests.harness.updates.answers import (
    FILE,
    SOURCE,
    VERSION,
    with_line_of,
    with_recorded,
)
from backend.tests.harness.updates.copier import run_copier
from backend.tests.harness.updates.git import git
from backend.tests.harness.updates.outcome import Outcome, Trees, formatted, judge
from backend.tests.harness.updates.trees import Files, git_path, moved, stored, text_of
from backend.tests.harness.updates.versions import Version
from backend.tests.harness.updates.workshop import QUIETLY, Workshop


@dataclass(frozen=True)
class Rehearsed:
    """What the update makes of a commit: all its files, for git the sides of each conflict."""

    tree: str
    unmerged: str
    outcome: Outcome


def rehearse(shop: Workshop, commit: str, get: Version, data: list[str]) -> Rehearsed:
    """Update `commit` to `get`, with `data` as Copier takes changed answers."""
    checkout, made, mine = shop.checkout, shop.made(), shop.checkout.service_in(commit)
    unformatted = formatted(checkout.root, made, mine)
    ground = checkout.commit_with(commit, unformatted | from_our_clone(shop, mine))
    tree, unmerged = copied(shop, ground, ["--vcs-ref", get.commit, *data])
    trees = Trees(checkout.root, made, mine, checkout.service_in(tree))
    back = as_they_were(trees, unformatted)
    trees = replace(trees, updated=trees.updated | back)
    outcome = judge(trees, checkout.inside(unmerged), unformatted)
    outcome = replace(outcome, moved=moved(checkout.root, shop.made_tree, checkout.part(tree)))
    kept = {path: mine[path] for path in outcome.stranded}
    return Rehearsed(checkout.tree_with(tree, back | kept), unmerged, outcome)


def copied(shop: Workshop, ground: str, words: list[str]) -> tuple[str, str]:
    """Let Copier update a commit; return all files as a tree, and what git knows of conflicts."""
    with worktree(shop.checkout.root, ground) as place:
        where = place / shop.checkout.prefix
        # The lock as its input: where this process is killed, Copier still holds it.
        run_copier("update", *QUIETLY, *words, where=where, stdin=shop.lock)
        unmerged = git(place, "ls-files", "--unmerged", "-z")
        # The service's .gitignore does not decide about what the template brings.
        git(place, "add", "--all", "--force")
        return git(place, "write-tree").strip(), unmerged


def from_our_clone(shop: Workshop, mine: Files) -> Files:
    """Return answers whose source is our clone, and whose version is known there: its commit."""
    text = text_of(shop.checkout.root, mine[FILE])
    text = with_recorded(text, SOURCE, str(shop.history.clone))
    text = with_recorded(text, VERSION, shop.have.commit)
    return {FILE: stored(shop.checkout.root, text)}


def as_they_were(trees: Trees, unformatted: Files) -> Files:
    """Return the source that is recorded, and the formatting of what the update did not change."""
    answers = (text_of(trees.root, files[FILE]) for files in (trees.updated, trees.mine))
    same = {path for path, entry in unformatted.items() if trees.updated.get(path) == entry}
    source = {FILE: stored(trees.root, with_line_of(SOURCE, *answers))}
    return {path: trees.mine[path] for path in same} | source


@contextmanager
def worktree(root: Path, commit: str) -> Iterator[Path]:
    place = git_path(root, "testbed-update")
    remove(root, place)
    # Forced twice: git keeps a lock on a worktree whose `add` was killed.
    git(root, "worktree", "add", "-f", "-f", "--quiet", "--detach", str(place), commit)
    try:
        yield place
    finally:
        remove(root, place)


def remove(root: Path, place: Path) -> None:
    """Take the worktree away, also one that a killed update left."""
    shutil.rmtree(place, ignore_errors=True)
    git(root, "worktree", "prune")
