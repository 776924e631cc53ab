"""What shapes the databases of a run: the harness copies them, a binding to a service builds."""

from typing import Protocol

import pytest


class Schema(Protocol):
    """A way to tables."""

    def fingerprint(self, *more: str) -> str:
        """Return a hash of everything that shapes a database that is built, and of `more`."""
        ...

    async def build(self, url: str) -> None:
        """Bring the empty database at `url` to what the service expects."""
        ...


SCHEMA = pytest.StashKey[Schema]()
