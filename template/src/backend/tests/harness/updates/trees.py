"""Whole trees of files as git stores them: what is in one, and a checkout that becomes another."""

import os
import shutil
from pathlib import Path

from backend.tests.harness.updates.git import git
from backend.tests.harness.updates.refusal import RefusalError

ABSENT = "0" * 40
Files = dict[str, str]  # a path, and the mode and content that git knows it by


def files_of(root: Path, tree: str) -> Files:
    listed = git(root, "ls-tree", "-r", "-z", tree).rstrip("\0").split("\0")
    entries = (line.split("\t", 1) for line in listed if line)
    return {path: f"{meta.split()[0]},{meta.split()[2]}" for meta, path in entries}


def lines_of(root: Path, entry: str) -> list[str]:
    return text_of(root, entry).splitlines()


def moved(root: Path, old: str, new: str) -> Files:
    """Return where a file of the old tree lies in the new one, as far as git recognizes it."""
    words = ("diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status")
    fields = git(root, *words, old, new).split("\0")
    return dict(zip(fields[1::3], fields[2::3], strict=False))


def text_of(root: Path, entry: str) -> str:
    return git(root, "cat-file", "blob", entry.split(",")[1])


def stored(root: Path, text: str) -> str:
    """Store the text of an ordinary file, and return what a tree knows it by."""
    return f"100644,{git(root, 'hash-object', '-w', '--stdin', said=text).strip()}"


def git_path(root: Path, name: str) -> Path:
    return Path(git(root, "rev-parse", "--path-format=absolute", "--git-path", name).strip())


def scratch_index(root: Path) -> Path:
    """Return an index that nobody else uses, without what a killed run left of it."""
    index = git_path(root, "testbed-index")
    for leftover in (index, index.with_name(f"{index.name}.lock")):
        leftover.unlink(missing_ok=True)
    return index


def tree_of_checkout(root: Path) -> str:
    """Store what is in the checkout, untracked files too, and return the tree's name."""
    index = scratch_index(root)
    shutil.copy2(git_path(root, "index"), index)
    git(root, "add", "--all", index=index)
    return git(root, "write-tree", index=index).strip()


def tree_of_folder(root: Path, folder: Path) -> str:
    """Store the files of a folder that lies outside of the repository."""
    index = scratch_index(root)
    git(root, f"--work-tree={folder}", "add", "--all", "--force", ".", index=index)
    return git(root, "write-tree", index=index).strip()


def tree_with(root: Path, tree: str, entries: Files) -> str:
    index = scratch_index(root)
    git(root, "read-tree", tree, index=index)
    lines = "".join(f"{entry.replace(',', ' ')}\t{path}\0" for path, entry in entries.items())
    git(root, "update-index", "-z", "--index-info", index=index, said=lines)
    return git(root, "write-tree", index=index).strip()


def refuse_to_overwrite(root: Path, now: str, tree: str) -> None:
    """Stop where a new file would take the place of one that git ignores; git itself would not."""
    new = git(root, "diff-tree", "-r", "-z", "--name-only", "--diff-filter=A", now, tree)
    taken = [path for path in new.split("\0") if path and os.path.lexists(root / path)]
    if taken:
        raise RefusalError(
            "Nothing was changed: git ignores these files and new ones would take their place,"
            f" so move them away first: {', '.join(taken)}."
        )


def become(root: Path, tree: str, unmerged: str = "") -> None:
    """Make the checkout's files those of `tree`. An ignored file in the way stops it untouched.

    All of it happens beside git's own index, which is replaced in one step at the end: killed at
    any moment, the next call finds no lock and finishes.
    """
    now = tree_of_checkout(root)
    refuse_to_overwrite(root, now, tree)
    index = git_path(root, "testbed-index")
    git(root, "read-tree", "-m", "-u", now, tree, index=index)
    if unmerged:
        paths = {line.split("\t", 1)[1] for line in unmerged.split("\0") if line}
        # A path is either merged or in conflict: what git reads as merged has to go first.
        merged = "".join(f"0 {ABSENT}\t{path}\0" for path in sorted(paths))
        git(root, "update-index", "-z", "--index-info", index=index, said=merged + unmerged)
    index.replace(git_path(root, "index"))
