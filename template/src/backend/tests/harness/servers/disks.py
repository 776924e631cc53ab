"""Full disks, recognized in what servers and the system say, and named with the folder."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.tests.harness.servers.contract import ServersError

SAID = re.compile(
    r"^.*(?:no space left on device|disk quota exceeded).*$", re.IGNORECASE | re.MULTILINE
)
NUMBERS = {errno.ENOSPC, errno.EDQUOT}
# What a server says after it found no room: PostgreSQL tries to recover first.
LAST_LINES = 60


def full_disk_in(log: str) -> str | None:
    """Return the line, among the last ones of a server's log, that tells of a full disk."""
    lines = SAID.findall("\n".join(log.splitlines()[-LAST_LINES:]))
    return lines[-1].strip() if lines else None


def disk_of(path: Path) -> Path:
    """Return where the file system of `path` is mounted; the path itself need not exist."""
    return next(folder for folder in (path, *path.parents) if folder.is_mount())


def name_full_disk(path: Path, said: object) -> str:
    return (
        f"the disk at {disk_of(path)} is full, where the servers keep {path} ({said}): make room "
        "on it, or let TMPDIR name a folder on a larger one"
    )


@contextmanager
def full_disks_named(path: Path) -> Iterator[None]:
    """Raise ServersError where what is written, at `path` or elsewhere, finds no room."""
    try:
        yield
    except OSError as error:
        if error.errno not in NUMBERS and not SAID.search(str(error)):
            raise
        sentence = name_full_disk(Path(error.filename or path), error)
        raise ServersError(f"{sentence[0].upper()}{sentence[1:]}.") from error
