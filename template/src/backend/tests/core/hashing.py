"""The real hasher, which also remembers where it worked."""

from threading import Thread, current_thread

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
