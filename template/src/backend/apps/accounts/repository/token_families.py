"""Refresh tokens in Redis: a login founds a family, of which only the newest token is good."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from redis.asyncio import Redis

from backend.apps.accounts.errors import RefreshTokenInvalidError, RefreshTokenReusedError
from backend.apps.accounts.settings import AccountsSettings
from backend.core.clock import utc_now
from backend.core.redis import key_of

# One script, because a check and a change in two steps would let two requests with the same
# token both rotate. What it compares are digests of random secrets: how long that takes tells
# nobody anything. The token before the newest gets the same successor for a moment more: a client
# that lost the answer, or asked twice, comes back with it. Any other token was used before:
# whoever brings it, thief or victim, the family ends.
ROTATE = """
local newest, spent, spent_at = unpack(
  redis.call('HMGET', KEYS[1], 'digest', 'spent', 'spent_at')
)
if not newest then
  return 'unknown'
elseif newest == ARGV[1] then
  redis.call('HSET', KEYS[1], 'digest', ARGV[2], 'spent', ARGV[1], 'spent_at', ARGV[4])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return 'rotated'
elseif spent == ARGV[1] and newest == ARGV[2] and ARGV[4] - spent_at < tonumber(ARGV[5]) then
  return 'rotated'
end
redis.call('DEL', KEYS[1])
return 'reused'
"""


@dataclass(frozen=True)
class RefreshToken:
    family: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @classmethod
    def parse(cls, presented: str) -> "RefreshToken":
        family, _, secret = presented.partition(".")
        return cls(family, secret)

    def __str__(self) -> str:
        return f"{self.family}.{self.secret}"

    def successor(self, key: bytes) -> "RefreshToken":
        """Return the one token that follows, which nobody without the service's key can tell."""
        derived = hmac.digest(key, f"refresh-token:{self}".encode(), "sha256")
        return RefreshToken(self.family, urlsafe_b64encode(derived).decode().rstrip("="))

    @property
    def key(self) -> str:
        return f"refresh-token:{self.family}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()


class TokenFamilies:
    def __init__(self, redis: Redis, settings: AccountsSettings) -> None:
        self.redis = redis
        self.lifetime = timedelta(days=settings.refresh_token_days)
        self.grace = timedelta(seconds=settings.refresh_grace_seconds)
        self.secret_key = settings.secret_key.get_secret_value().encode()

    async def begin(self, user_id: UUID) -> RefreshToken:
        token = RefreshToken(secrets.token_urlsafe(16))
        key = key_of(self.redis, token.key)
        async with self.redis.pipeline(transaction=True) as pipeline:
            pipeline.hset(key, mapping={"user_id": str(user_id), "digest": token.digest})
            pipeline.expire(key, self.lifetime)
            await pipeline.execute()
        return token

    async def user_of(self, token: RefreshToken) -> UUID:
        user_id = await self.redis.hget(key_of(self.redis, token.key), "user_id")
        if user_id is None:
            raise RefreshTokenInvalidError
        return UUID(str(user_id))

    async def rotate(self, token: RefreshToken) -> RefreshToken:
        successor = token.successor(self.secret_key)
        lifetime = int(self.lifetime.total_seconds())
        now = utc_now().timestamp()
        script = self.redis.register_script(ROTATE)
        outcome = await script(
            [key_of(self.redis, token.key)],
            [token.digest, successor.digest, lifetime, now, self.grace.total_seconds()],
        )
        if outcome == "reused":
            raise RefreshTokenReusedError
        if outcome == "unknown":
            raise RefreshTokenInvalidError
        return successor

    async def end(self, token: RefreshToken) -> None:
        await self.redis.delete(key_of(self.redis, token.key))
