"""Keeps from an update what Copier would write through or stumble over, and the modes of files.

Copier follows a link that lies where it renders, also one that leads out of the repository.
"""

from collections.abc import Iterable
from pathlib import PurePosixPath

from backend.tests.harness.updates.trees import EXECUTABLE, ORDINARY, Files

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
