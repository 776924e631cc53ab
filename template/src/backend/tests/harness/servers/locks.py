"""File locks that the kernel opens when their holder dies, however it dies."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.tests.harness.servers.folders import open_file, own_folder


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for the lock at `path` and hold it."""
    descriptor = wait_for(path)
    try:
        yield
    finally:
        os.close(descriptor)


def wait_for(path: Path) -> int:
    """Return the descriptor that holds the lock; closing it, or dying, gives it back."""
    while True:
        descriptor = opened(path)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if is_still(path, descriptor):
            return descriptor
        os.close(descriptor)


@contextmanager
def locked_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock at `path` if nobody does, and say whether that is so."""
    descriptor = opened(path)
    try:
        yield taken(descriptor) and is_still(path, descriptor)
    finally:
        os.close(descriptor)


def taken(descriptor: int) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def opened(path: Path) -> int:
    own_folder(path.parent)
    return open_file(path, os.O_RDWR | os.O_CREAT)


def is_still(path: Path, descriptor: int) -> bool:
    """A lock file may be removed while we wait for it; then the lock we got is nobody's."""
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(descriptor), path.stat())
    return False
