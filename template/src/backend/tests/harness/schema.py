"""What shapes the databases of a run: the harness copies them, a binding to a service builds."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import pytest


class Schema(Protocol):
    """A way to tables."""

    def fingerprint(self, *more: str) -> str:
        """Return a hash of everything that shapes a database that is built, and of `more`."""
        ...

    def files(self) -> Iterable[Path]:
        """Return the files that build it: what they ask of the server is looked up before."""
        ...

    async def build(self, url: str) -> None:
        """Bring the empty database at `url` to what the service expects."""
        ...


SCHEMA = pytest.StashKey[Schema]()
