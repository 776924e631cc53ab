"""Keeps people signed in by their tokens."""

from backend.apps.accounts.errors import AccessTokenMissingError, RefreshTokenInvalidError
from backend.apps.accounts.models import User
from backend.apps.accounts.repository.users import UserRepository
from backend.apps.accounts.schemas import TokenPair
from backend.apps.accounts.service.attempts import Attempts
from backend.apps.accounts.service.tokens import TokenService
from backend.core.security import AccessTokenInvalidError, decode_access_token
from backend.core.settings import CoreSettings


class AuthenticationService:
    def __init__(self, users: UserRepository, tokens: TokenService, refreshes: Attempts) -> None:
        self.users = users
        self.tokens = tokens
        self.refreshes = refreshes

    async def refresh(self, presented: str, network: str) -> TokenPair:
        await self.refreshes.network.hit(network)
        user_id = await self.tokens.owner_of(presented)
        await self.refreshes.account.hit(str(user_id))
        # Before the rotation: it spends the token, and a client that then meets a database
        # that is away could not come back with it.
        if await self.users.find_active(user_id) is None:
            await self.tokens.revoke(presented)
            raise RefreshTokenInvalidError
        return await self.tokens.rotate(presented, user_id)

    async def log_out(self, presented: str) -> None:
        await self.tokens.revoke(presented)


async def identify(users: UserRepository, settings: CoreSettings, access_token: str | None) -> User:
    """Return whose token it is; every request that signs in pays for this and no more."""
    if access_token is None:
        raise AccessTokenMissingError
    user = await users.find_active(decode_access_token(settings, access_token))
    if user is None:
        raise AccessTokenInvalidError
    return user
