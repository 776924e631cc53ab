"""Passwords that cannot be read back, and tokens that cannot be forged."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from backend.core.clock import utc_now
from backend.core.errors import UnauthorizedError
from backend.core.settings import CoreSettings

ALGORITHM = "HS256"
ISSUER = "backend"
ACCESS = "access"
REQUIRED_CLAIMS = ["iss", "sub", "iat", "exp", "jti", "typ"]


class AccessTokenExpiredError(UnauthorizedError):
    def __init__(self) -> None:
        super().__init__("The access token has expired; refresh it.")


class AccessTokenInvalidError(UnauthorizedError):
    def __init__(self) -> None:
        super().__init__("The access token is not valid; log in again.")


class LimitedPasswordHash(PasswordHash):
    """Knows how many passwords may be hashed at the same time."""

    def __init__(self, hasher: Argon2Hasher, limiter: CapacityLimiter) -> None:
        super().__init__([hasher])
        self.limiter = limiter


def create_password_hash(settings: CoreSettings) -> PasswordHash:
    hasher = Argon2Hasher(settings.password_time_cost, settings.password_memory_kib)
    return LimitedPasswordHash(hasher, CapacityLimiter(settings.password_hashes))


# In threads: Argon2 is slow on purpose, and the event loop serves everyone else meanwhile. It may
# take long until one is free, so nobody should hold a database connection here.


async def hash_password(password_hash: PasswordHash, password: str) -> str:
    limiter = limiter_of(password_hash)
    return await to_thread.run_sync(password_hash.hash, password, limiter=limiter)


async def verify_password(password_hash: PasswordHash, password: str, stored: str | None) -> bool:
    """`None` stands for an account that does not exist: as slow as a real one, and never right."""
    if stored is None:
        await hash_password(password_hash, password)
        return False
    limiter = limiter_of(password_hash)
    return await to_thread.run_sync(password_hash.verify, password, stored, limiter=limiter)


def limiter_of(password_hash: PasswordHash) -> CapacityLimiter | None:
    return password_hash.limiter if isinstance(password_hash, LimitedPasswordHash) else None


def encode_access_token(settings: CoreSettings, subject: UUID, lifetime: timedelta) -> str:
    now = utc_now()
    claims = {
        "iss": ISSUER,
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
            issuer=ISSUER,
            leeway=settings.token_leeway_seconds,
            options={"require": REQUIRED_CLAIMS},
        )
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
