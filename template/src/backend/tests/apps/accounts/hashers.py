"""Hashers that tell about the service: one is out of order, one looks at the connections."""

from typing import NoReturn

from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Pool, QueuePool

from backend.core.errors import UnavailableError


class HasherBrokenError(UnavailableError):
    def __init__(self) -> None:
        super().__init__("No password can be checked at the moment.")


class BrokenHasher(Argon2Hasher):
    """Knows Argon2's hashes, and neither makes nor verifies one."""

    def hash(self, *_: object, **__: object) -> NoReturn:
        raise HasherBrokenError

    def verify(self, *_: object) -> NoReturn:
        raise HasherBrokenError


class WatchingHasher(Argon2Hasher):
    """The real hasher, which also notes how many connections are in use while it works."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(time_cost=1, memory_cost=64)
        assert isinstance(pool, QueuePool)
        self.pool = pool
        self.in_use: list[int] = []

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.in_use.append(self.pool.checkedout())
        return super().hash(password, salt=salt)

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        self.in_use.append(self.pool.checkedout())
        return super().verify(password, hash)
