"""Replaces files of a checkout by those of a tree, and none that would be lost by it."""

import os
import stat
from collections.abc import Collection, Iterable
from pathlib import Path

from backend.tests.harness.updates.git import attempt, git
from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.trees import (
    EXECUTABLE,
    LINK,
    ORDINARY,
    REPOSITORY,
    Files,
    changed,
    copied_index,
    enter,
    files_of,
    git_path,
    tree_with,
)

FOLDER = "a folder"
# The files that are written are those of everybody, whatever this user's git makes of line ends.
EVERYBODYS = ("core.autocrlf=false", "core.eol=lf", f"core.attributesFile={os.devnull}")
AS_THEY_ARE = [word for setting in EVERYBODYS for word in ("-c", setting)]


def become(root: Path, old: str, new: str, unmerged: str = "") -> None:
    """Make the checkout's files those of `new`, which are those of `old` or `new` already.

    Raises RefusalError, before anything is touched, where another file would be lost: one that git
    ignores or was told to overlook. All of it happens beside git's own index, which is replaced in
    one step at the end: killed at any moment, the next call finds no lock and finishes.
    """
    paths = changed(root, old, new)
    before, after = (only(files_of(root, tree), paths) for tree in (old, new))
    found = lying_at(root, paths, before)
    known = {path: {before.get(path), after.get(path)} for path in paths}
    in_the_way = [path for path, entry in found.items() if entry not in known[path]]
    refuse_to_lose(sorted({*in_the_way, *blocking(root, paths)}))
    exchange(root, paths, found, after, unmerged)


def refuse_to_lose(paths: Collection[str]) -> None:
    if paths:
        raise RefusalError(
            "Nothing was changed: git ignores or overlooks these files and others would take their"
            f" place, so move them away first: {', '.join(paths)}."
        )


def only(files: Files, paths: Collection[str]) -> Files:
    return {path: files[path] for path in paths if path in files}


def lying_at(root: Path, paths: Collection[str], expected: Files) -> Files:
    """Return what lies at these paths, and store it as git would.

    A folder of nothing but such paths counts as nothing, for whatever lies in it is told by itself.
    """
    found, regular = {}, []
    for path in sorted(paths):
        kind = mode_of(root / path)
        if stat.S_ISLNK(kind):
            target = str((root / path).readlink())
            stored = git(root, "hash-object", "-w", "--stdin", "--no-filters", said=target)
            found[path] = f"{LINK},{stored.strip()}"
        elif stat.S_ISREG(kind):
            regular.append(path)
        elif stat.S_ISDIR(kind) and expected.get(path, "").startswith(REPOSITORY):
            found[path] = expected[path]
        elif kind and not (stat.S_ISDIR(kind) and inside(root, path) <= {*paths}):
            found[path] = FOLDER
    named = "".join(f"{quoted(path)}\n" for path in regular)
    names = git(root, "hash-object", "-w", "--stdin-paths", said=named).split()
    modes = modes_of(root, regular, expected)
    entries = (",".join(entry) for entry in zip(modes, names, strict=True))
    return found | dict(zip(regular, entries, strict=True))


def mode_of(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def inside(root: Path, folder: str) -> set[str]:
    """Return the files in a folder, links to folders among them."""
    files = (path for path in (root / folder).rglob("*") if path.is_symlink() or not path.is_dir())
    return {str(path.relative_to(root)) for path in files}


def quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def modes_of(root: Path, paths: Collection[str], expected: Files) -> list[str]:
    """Return the modes of files; where git was told to overlook modes, those that it knows."""
    on_disk = {True: EXECUTABLE, False: ORDINARY}
    modes = {path: on_disk[is_executable(root / path)] for path in paths}
    if overlooks_modes(root):
        known = {path: expected.get(path, "").partition(",")[0] for path in paths}
        modes |= {path: mode for path, mode in known.items() if mode in on_disk.values()}
    return list(modes.values())


def is_executable(path: Path) -> bool:
    return stat.S_ISREG(mode_of(path)) and bool(mode_of(path) & stat.S_IXUSR)


def overlooks_modes(root: Path) -> bool:
    words = ("config", "--type=bool", "--get", "core.fileMode")
    return attempt(root, *words).stdout.strip() == "false"


def blocking(root: Path, paths: Collection[str]) -> set[str]:
    """Return the files and links that lie where these paths need a folder, and are none of them."""
    folders = {str(folder) for path in paths for folder in list(Path(path).parents)[:-1]}
    kinds = {folder: mode_of(root / folder) for folder in folders - {*paths}}
    return {folder for folder, kind in kinds.items() if kind and not stat.S_ISDIR(kind)}


def exchange(
    root: Path, paths: Collection[str], found: Files, after: Files, unmerged: str = ""
) -> None:
    """Replace what was found at these paths."""
    index = copied_index(root)
    # What a sparse checkout leaves out is in the index only.
    tagged = git(root, "ls-files", "-t", "-z", index=index).split("\0")
    left_out = {line[2:] for line in tagged if line.startswith("S ")} & {*paths} - found.keys()
    enter(root, index, found, {*paths} - left_out)
    now = git(root, "write-tree", index=index).strip()
    executable = {path for path in paths if is_executable(root / path)}
    new = tree_with(root, now, after, paths)
    # What may be replaced is decided above; git would look again, and take line ends for changes.
    git(root, *AS_THEY_ARE, "read-tree", "--reset", "-u", now, new, index=index)
    if unmerged:
        # A path is either merged or in conflict: what git reads as merged has to go first.
        conflicts = {line.split("\t", 1)[1]: "" for line in unmerged.split("\0") if line}
        enter(root, index, {}, conflicts)
        git(root, "update-index", "-z", "--index-info", index=index, said=unmerged)
    if overlooks_modes(root):
        make_executable(root / path for path in executable)
    index.replace(git_path(root, "index"))


def make_executable(paths: Iterable[Path]) -> None:
    """Give back what git was told to overlook, and so does not write."""
    for path in paths:
        if stat.S_ISREG(mode_of(path)):
            path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
