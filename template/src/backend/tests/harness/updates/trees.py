"""Trees of files as git stores them."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from backend.tests.harness.updates.git import git

EXECUTABLE, ORDINARY, LINK, REPOSITORY = "100755", "100644", "120000", "160000"
Files = dict[str, str]  # a path, and the mode and content that git knows it by


def files_of(root: Path, tree: str, *, alone: bool = False) -> Files:
    listed = git(root, "ls-tree", "-r", "-z", tree, alone=alone).rstrip("\0").split("\0")
    entries = (line.split("\t", 1) for line in listed if line)
    return {path: f"{meta.split()[0]},{meta.split()[2]}" for meta, path in entries}


def lines_of(root: Path, entry: str) -> list[str]:
    return text_of(root, entry).splitlines()


def moved(root: Path, old: str, new: str) -> Files:
    """Return where a file of the old tree lies in the new one, as far as git recognizes it."""
    words = ("diff-tree", "-r", "-z", "-M50%", "-l0", "--diff-filter=R", "--name-status")
    fields = git(root, *words, old, new).split("\0")
    return dict(zip(fields[1::3], fields[2::3], strict=False))


def text_of(root: Path, entry: str) -> str:
    return git(root, "cat-file", "blob", entry.split(",")[1])


def stored(root: Path, text: str) -> str:
    """Store the text of an ordinary file, and return what a tree knows it by."""
    return f"100644,{git(root, 'hash-object', '-w', '--stdin', said=text).strip()}"


def git_path(root: Path, name: str) -> Path:
    return Path(git(root, "rev-parse", "--path-format=absolute", "--git-path", name).strip())


def object_format(root: Path) -> str:
    return git(root, "rev-parse", "--show-object-format").strip()


def scratch_index(root: Path, name: str = "testbed-scratch") -> Path:
    """Return an index that nobody else uses, without what a killed run left of it."""
    index = git_path(root, name)
    for leftover in (index, index.with_name(f"{index.name}.lock")):
        leftover.unlink(missing_ok=True)
    return index


def copied_index(root: Path) -> Path:
    index = scratch_index(root, "testbed-index")
    shutil.copy2(git_path(root, "index"), index)
    return index


def tree_of_checkout(root: Path) -> str:
    """Store what is in the checkout, untracked files too, and return the tree's name."""
    index = copied_index(root)
    git(root, "add", "--all", index=index)
    return git(root, "write-tree", index=index).strip()


def tree_of_folder(root: Path, folder: Path) -> str:
    """Store the files of a folder that lies outside of the repository."""
    index = scratch_index(root)
    # What the user's sparse checkout leaves out belongs to it as well.
    words = ("-c", "core.sparseCheckout=false", f"--work-tree={folder}", "add", "--all", "--force")
    git(root, *words, ".", index=index)
    return git(root, "write-tree", index=index).strip()


def tree_with(root: Path, tree: str, entries: Files, gone: Iterable[str] = ()) -> str:
    """Store a tree in which some files are others, and some are gone."""
    index = scratch_index(root)
    git(root, *(("read-tree", tree) if tree else ("read-tree", "--empty")), index=index)
    enter(root, index, entries, gone)
    return git(root, "write-tree", index=index).strip()


def enter(root: Path, index: Path, entries: Files, gone: Iterable[str] = ()) -> None:
    """Change what an index has; where a folder becomes a file, what was in it has to go first."""
    removed = "".join(f"{path}\0" for path in gone)
    git(root, "update-index", "--force-remove", "-z", "--stdin", index=index, said=removed)
    lines = "".join(f"{entry.replace(',', ' ')}\t{path}\0" for path, entry in entries.items())
    git(root, "update-index", "--replace", "-z", "--index-info", index=index, said=lines)


def changed(root: Path, old: str, new: str) -> set[str]:
    """Return the paths that differ, in content, mode or kind."""
    names = git(root, "diff-tree", "-r", "-z", "--no-renames", "--name-only", old, new)
    return set(filter(None, names.split("\0")))
