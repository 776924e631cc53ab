"""Passwords that cannot be read back, and tokens that cannot be forged."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID, uuid4

import jwt
from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from backend.core.clock import utc_now
from backend.core.errors import UnauthorizedError, UnavailableError
from backend.core.settings import CoreSettings
from backend.core.token_keys import ALGORITHM

ACCESS = "access"
# For each that is hashed: at a tenth of a second each, the last one waits for five.
MAX_WAITING = 50
REQUIRED_CLAIMS = ["iss", "sub", "iat", "exp", "jti", "typ"]


T = TypeVar("T")


class AccessTokenExpiredError(UnauthorizedError):
    def __init__(self) -> None:
        super().__init__("The access token has expired; refresh it.")


class AccessTokenInvalidError(UnauthorizedError):
    def __init__(self) -> None:
        super().__init__("The access token is not valid; log in again.")


class PasswordsWaitError(UnavailableError):
    def __init__(self) -> None:
        super().__init__("Too many passwords wait to be checked; try again in a moment.")


class LimitedPasswordHash(PasswordHash):
    """Works on few passwords at the same time, and lets few more wait."""

    def __init__(self, hasher: Argon2Hasher, at_once: int) -> None:
        super().__init__([hasher])
        self.at_once = at_once
        self.limiter = CapacityLimiter(at_once)
        self.asked = 0

    async def in_turn(self, work: Callable[[], T]) -> T:
        # Counted here: anyio counts who waits only after a step of the event loop.
        if self.asked >= self.at_once * (1 + MAX_WAITING):
            raise PasswordsWaitError
        self.asked += 1
        try:
            return await to_thread.run_sync(work, limiter=self.limiter)
        finally:
            self.asked -= 1


def create_password_hash(settings: CoreSettings) -> PasswordHash:
    hasher = Argon2Hasher(settings.password_time_cost, settings.password_memory_kib)
    return LimitedPasswordHash(hasher, settings.password_hashes)


async def hash_password(password_hash: PasswordHash, password: str) -> str:
    """Raise PasswordsWaitError where so many wait that whoever joins them would give up."""
    return await in_thread(password_hash, partial(password_hash.hash, password))


async def verify_password(password_hash: PasswordHash, password: str, stored: str | None) -> bool:
    """`None` stands for an account that does not exist: as slow as a real one, and never right."""
    if stored is None:
        await hash_password(password_hash, password)
        return False
    return await in_thread(password_hash, partial(password_hash.verify, password, stored))


async def in_thread(password_hash: PasswordHash, work: Callable[[], T]) -> T:
    # Argon2 is slow on purpose, and the event loop serves everyone else meanwhile. It may take
    # long until a thread is free, so nobody should hold a database connection here.
    if isinstance(password_hash, LimitedPasswordHash):
        return await password_hash.in_turn(work)
    return await to_thread.run_sync(work)


def encode_access_token(settings: CoreSettings, subject: UUID, lifetime: timedelta) -> str:
    now = utc_now()
    claims = {
        "iss": settings.service_name,
        "sub": str(subject),
        "iat": now,
        "exp": now + lifetime,
        "jti": uuid4().hex,
        "typ": ACCESS,
    }
    return jwt.encode(claims, settings.secret_key.get_secret_value(), ALGORITHM)


def decode_access_token(settings: CoreSettings, token: str) -> UUID:
    """The token's subject, or an error that says whether a refresh would help."""
    try:
        claims = jwt.decode(
            token,
            settings.secret_key.get_secret_value(),
            # A fixed list: a token must not choose how it is checked.
            algorithms=[ALGORITHM],
            issuer=settings.service_name,
            leeway=settings.token_leeway_seconds,
            options={"require": REQUIRED_CLAIMS},
        )
        # The leeway is for tokens from the future; one that ends early costs but a refresh.
        if claims["exp"] <= utc_now().timestamp():
            raise AccessTokenExpiredError
        return _subject(claims)
    except jwt.ExpiredSignatureError as error:
        raise AccessTokenExpiredError from error
    except (jwt.InvalidTokenError, ValueError) as error:
        raise AccessTokenInvalidError from error


def _subject(claims: dict[str, Any]) -> UUID:
    # One key signs every kind of token, so only `typ` tells an access token from another.
    if claims["typ"] != ACCESS:
        raise jwt.InvalidTokenError
    return UUID(claims["sub"])
