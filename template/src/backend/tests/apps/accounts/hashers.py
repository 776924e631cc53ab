"""A hasher that is out of order: whoever asks it fails, so an answer tells that it was asked."""

from typing import NoReturn

from pwdlib.hashers.argon2 import Argon2Hasher

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
