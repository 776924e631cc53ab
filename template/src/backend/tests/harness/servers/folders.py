"""Folders and files in places that other users may write to: owned, closed, and never a link.

Whoever may write to /tmp or /dev/shm can lay a link where a run expects a folder of its own. What
opens a path there, as an ordinary user or as root, opens it here.
"""

import contextlib
import errno
import os
import stat
from pathlib import Path

from backend.tests.harness.servers.contract import ServersError

ROOT = 0
WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
OPEN = "lets others write to it"
# What open(2) says of a link, and of a pipe or a socket that nobody reads.
PLANTED = {errno.ELOOP, errno.ENXIO}


def own_folder(path: Path, mode: int = 0o700, owner: int | None = None) -> Path:
    """Return a folder that is ours, or the `owner`'s, made with `mode` where there is none.

    Raises ServersError where it is a link, somebody else's, or others may write to it.
    """
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode)
        # Whatever the umask: the servers' user has to pass where `mode` says so.
        path.chmod(mode)
    if reason := why_not_own(path, owner):
        raise ServersError(refusal(path, reason))
    return path


def own_folder_among_others(path: Path, mode: int = 0o700) -> Path:
    """Return such a folder below one that everybody may write to. Raises ServersError."""
    if not is_safe(path.parent):
        raise ServersError(
            f"{path.parent} lets other users remove what they do not own, so that nothing in it is "
            f"safe: chmod +t {path.parent}, or set TMPDIR to a folder that only you may write to."
        )
    return own_folder(path, mode)


def is_safe(folder: Path) -> bool:
    """Whether nobody but its owner, us or root, can replace what others have in the folder."""
    found = folder.stat()
    is_trusted = found.st_uid in {ROOT, os.geteuid()}
    return is_trusted and not (
        found.st_mode & WRITABLE_BY_OTHERS and not found.st_mode & stat.S_ISVTX
    )


def is_own(folder: Path) -> bool:
    return why_not_own(folder) is None


def why_not_own(path: Path, owner: int | None = None) -> str | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return "is not there"
    if stat.S_ISLNK(found.st_mode):
        return "is a link"
    if not stat.S_ISDIR(found.st_mode):
        return "is no folder"
    if found.st_uid not in {os.geteuid(), owner}:
        return f"belongs to the user with the number {found.st_uid}"
    return OPEN if found.st_mode & WRITABLE_BY_OTHERS else None


def refusal(path: Path, reason: str) -> str:
    if reason == OPEN:
        return f"{path} {OPEN}: look at what is in it, then chmod go-w {path}."
    return f"{path} {reason}, so somebody else may have put it there: look at it and remove it."


def open_file(path: Path, flags: int) -> int:
    """Return a descriptor of a regular file, readable by us alone where `flags` make it.

    Raises ServersError where it is anything else, and OSError.
    """
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in PLANTED:
            raise ServersError(refusal(path, "is no ordinary file")) from error
        raise
    found = os.fstat(descriptor)
    # A second name means that it is also another file.
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        os.close(descriptor)
        raise ServersError(refusal(path, "is no ordinary file"))
    return descriptor


def read_file(path: Path) -> str:
    """Return its text. Raises ServersError as `open_file` does, and OSError."""
    with os.fdopen(open_file(path, os.O_RDONLY), errors="replace") as file:
        return file.read()


def write_file(path: Path, text: str) -> None:
    """Replace the file, and never what a link in its place leads to."""
    path.unlink(missing_ok=True)
    with os.fdopen(open_file(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "w") as file:
        file.write(text)
