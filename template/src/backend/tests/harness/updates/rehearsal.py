"""An update in a repository of its own, so that one that fails or is killed never touched yours."""

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
from backend.tests.harness.updates.aside import meeting, other_than_utf8, set_aside, with_modes
from backend.tests.harness.updates.copier import run_copier
from backend.tests.harness.updates.git import git_alone
from backend.tests.harness.updates.outcome import Outcome, Trees, formatted, judge
from backend.tests.harness.updates.replacing import only
from backend.tests.harness.updates.trees import (
    Files,
    git_path,
    moved,
    object_format,
    stored,
    text_of,
)
from backend.tests.harness.updates.versions import Version
from backend.tests.harness.updates.workshop import QUIETLY, Workshop

# Bytes stay what they are, whatever the .gitattributes of a service say about them.
RAW = "* -text -ident -filter -working-tree-encoding !eol !diff !merge !whitespace\n"


@dataclass(frozen=True)
class Rehearsed:
    """What the update makes of a commit: all its files, for git the sides of each conflict."""

    tree: str
    unmerged: str
    outcome: Outcome


def rehearse(shop: Workshop, commit: str, get: Version, data: list[str]) -> Rehearsed:
    """Update `commit` to `get`, with `data` as Copier takes changed answers."""
    checkout, made, mine = shop.checkout, shop.made(), shop.checkout.service_in(commit)
    old, new = (shop.history.files(version) for version in (shop.have, get))
    aside = set_aside(mine, {*made, *new})
    aside |= other_than_utf8(checkout.root, mine, made, {*made, *new})
    unformatted = formatted(checkout.root, made, mine)
    instead = only(made, meeting(made, aside)) | unformatted | from_our_clone(shop, mine)
    ground = checkout.commit_with(commit, instead, aside)
    tree, unmerged = copied(shop, ground, ["--vcs-ref", get.commit, *data])
    trees = Trees(checkout.root, made, mine, checkout.service_in(tree))
    covered = meeting(trees.updated, aside)
    changed = {path for path in covered if trees.updated[path] != made.get(path)}
    back = aside | as_they_were(trees, unformatted) | with_modes(mine, trees.updated, old, new)
    there = {path: trees.updated[path] for path in trees.updated.keys() - covered}
    trees = replace(trees, updated=there | back)
    outcome = judge(trees, checkout.inside(unmerged), unformatted)
    elsewhere = moved(checkout.root, shop.made_tree, checkout.part(tree))
    outcome = replace(outcome, moved=elsewhere, covered=sorted(changed))
    kept = {path: mine[path] for path in outcome.stranded}
    return Rehearsed(checkout.tree_with(tree, back | kept, covered), unmerged, outcome)


def copied(shop: Workshop, ground: str, words: list[str]) -> tuple[str, str]:
    """Let Copier update a commit; return all files as a tree, and what git knows of conflicts."""
    with scratch(shop.checkout.root, ground) as place:
        where = place / shop.checkout.prefix
        # The lock as its input: where this process is killed, Copier still holds it.
        hashes = object_format(shop.checkout.root)
        run_copier("update", *QUIETLY, *words, where=where, stdin=shop.lock, hashes=hashes)
        unmerged = git_alone(place, "ls-files", "--unmerged", "-z")
        # The service's .gitignore does not decide about what the template brings.
        git_alone(place, "add", "--all", "--force")
        return git_alone(place, "write-tree").strip(), unmerged


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
def scratch(root: Path, commit: str) -> Iterator[Path]:
    """Yield the files of a commit in a repository that shares only its objects with the user's.

    Hooks, attributes, sparse checkouts and the like are set for each repository; this one has none.
    """
    place = git_path(root, "testbed-update")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        git_alone(place, "init", "--quiet", f"--object-format={object_format(root)}")
        info, objects = place / ".git/info", place / ".git/objects"
        info.mkdir(exist_ok=True)
        (info / "attributes").write_text(RAW, encoding="utf-8")
        shutil.rmtree(objects)
        objects.symlink_to(git_path(root, "objects"))
        git_alone(place, "update-ref", "HEAD", commit)
        git_alone(place, "read-tree", "--reset", "-u", "HEAD")
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
