"""The real hasher, which also remembers where it worked, or how many worked with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Thread, current_thread

from pwdlib.hashers.argon2 import Argon2Hasher


class ObservedHasher(Argon2Hasher):
    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64)
        self.worked_in: list[Thread] = []

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.worked_in.append(current_thread())
        return super().hash(password, salt=salt)

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        self.worked_in.append(current_thread())
        return super().verify(password, hash)


class CrowdedHasher(Argon2Hasher):
    """Counts how many of its threads work with it."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64)
        self.working: set[Thread] = set()
        self.at_once: list[int] = []

    @contextmanager
    def counted(self) -> Iterator[None]:
        self.working.add(current_thread())
        self.at_once.append(len(self.working))
        yield
        self.working.remove(current_thread())

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self.counted():
            return super().hash(password, salt=salt)

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        with self.counted():
            return super().verify(password, hash)


class MeetingHasher(Argon2Hasher):
    """Hashes once so many threads are there."""

    def __init__(self, threads: int) -> None:
        super().__init__(time_cost=1, memory_cost=64)
        self.barrier = Barrier(threads, timeout=60)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.barrier.wait()
        return super().hash(password, salt=salt)
