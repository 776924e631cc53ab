"""The real hasher, which also remembers where it worked, or how many worked with it."""

from threading import Thread, current_thread

from anyio import CapacityLimiter
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
    """Asks while it works how many others the limiter let in."""

    def __init__(self, limiter: CapacityLimiter) -> None:
        super().__init__(time_cost=1, memory_cost=64)
        self.limiter = limiter
        self.at_once: list[int] = []

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.at_once.append(self.limiter.borrowed_tokens)
        return super().hash(password, salt=salt)

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        self.at_once.append(self.limiter.borrowed_tokens)
        return super().verify(password, hash)
