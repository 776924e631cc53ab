"""Keeps from an update what Copier would write through or stumble over, and the modes of files.

Copier follows a link that lies where it renders, also one that leads out of the repository. From
the names and texts that it merges it drops every byte that is not UTF-8.
"""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from backend.tests.harness.updates.trees import EXECUTABLE, ORDINARY, Files, text_of

REGULAR = (EXECUTABLE, ORDINARY)


def set_aside(mine: Files, templates: Iterable[str]) -> Files:
    """Return links, repositories, and files that lie where the template has another kind."""
    files = {*templates}
    folders = {folder for path in files for folder in folders_of(path)}
    return {
        path: entry
        for path, entry in mine.items()
        if mode(entry) not in REGULAR or path in folders or files & folders_of(path)
    }


def other_than_utf8(root: Path, mine: Files, made: Files, templates: Iterable[str]) -> Files:
    """Return files with such names, and those of the template into which such text was written."""
    edited = {path for path in mine.keys() & {*templates} if mine[path] != made.get(path)}
    texts = {path for path in edited if mode(mine[path]) in REGULAR}
    garbled = {path for path in texts if not is_utf8(text_of(root, mine[path]))}
    return {path: mine[path] for path in mine if path in garbled or not is_utf8(path)}


def is_utf8(text: str) -> bool:
    """Tell it from what git printed: other bytes are surrogates there."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def folders_of(path: str) -> set[str]:
    return {str(folder) for folder in PurePosixPath(path).parents if folder.name}


def meeting(paths: Iterable[str], aside: Files) -> set[str]:
    """Return the paths that cannot be there together with what is set aside."""
    folders = {folder for path in aside for folder in folders_of(path)}
    at = {*aside}
    return {path for path in paths if path in at | folders or at & folders_of(path)}


def mode(entry: str) -> str:
    return entry.partition(",")[0]


def with_modes(mine: Files, updated: Files, old: Files, new: Files) -> Files:
    """Return the files whose mode an update would lose: the service's, else the template's new one.

    `old` and `new` are the template's files. Copier takes the mode of what it merges by hunks from
    what was there before.
    """
    wanted = {
        path: mode(mine[path] if mode(mine[path]) != mode(old[path]) else new[path])
        for path in mine.keys() & updated.keys() & old.keys() & new.keys()
    }
    lost = {path for path, wish in wanted.items() if {wish, mode(updated[path])} == {*REGULAR}}
    return {path: f"{wanted[path]},{updated[path].partition(',')[2]}" for path in lost}
