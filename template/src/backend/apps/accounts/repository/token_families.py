"""Refresh tokens in Redis: a login founds a family, of which only the newest token is good."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from redis.asyncio import Redis

from backend.apps.accounts.errors import RefreshTokenInvalidError, RefreshTokenReusedError

# One script, because a check and a change in two steps would let two requests with the same
# token both pass. What it compares are digests of random secrets: how long that takes tells
# nobody anything. Any token but the newest was used before: whoever brings it, thief or victim,
# the family ends.
ROTATE = """
local newest = redis.call('HGET', KEYS[1], 'digest')
if not newest then
  return 'unknown'
elseif newest ~= ARGV[1] then
  redis.call('DEL', KEYS[1])
  return 'reused'
end
redis.call('HSET', KEYS[1], 'digest', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 'rotated'
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

    @property
    def key(self) -> str:
        return f"refresh-token:{self.family}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()


class TokenFamilies:
    def __init__(self, redis: Redis, lifetime: timedelta) -> None:
        self.redis = redis
        self.lifetime = lifetime

    async def begin(self, user_id: UUID) -> RefreshToken:
        token = RefreshToken(secrets.token_urlsafe(16))
        async with self.redis.pipeline(transaction=True) as pipeline:
            pipeline.hset(token.key, mapping={"user_id": str(user_id), "digest": token.digest})
            pipeline.expire(token.key, self.lifetime)
            await pipeline.execute()
        return token

    async def user_of(self, token: RefreshToken) -> UUID:
        user_id = await self.redis.hget(token.key, "user_id")
        if user_id is None:
            raise RefreshTokenInvalidError
        return UUID(str(user_id))

    async def rotate(self, token: RefreshToken) -> RefreshToken:
        successor = RefreshToken(token.family)
        lifetime = int(self.lifetime.total_seconds())
        script = self.redis.register_script(ROTATE)
        outcome = await script([token.key], [token.digest, successor.digest, lifetime])
        if outcome == "reused":
            raise RefreshTokenReusedError
        if outcome == "unknown":
            raise RefreshTokenInvalidError
        return successor

    async def end(self, token: RefreshToken) -> None:
        await self.redis.delete(token.key)
