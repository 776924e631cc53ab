"""How someone proves who they are, and keeps proving it."""

from pwdlib import PasswordHash

from backend.apps.accounts.errors import (
    AccessTokenMissingError,
    CredentialsWrongError,
    RefreshTokenInvalidError,
)
from backend.apps.accounts.models import User
from backend.apps.accounts.repository.users import UserRepository
from backend.apps.accounts.schemas import Credentials, TokenPair
from backend.apps.accounts.service.tokens import TokenService
from backend.core.rate_limit import RateLimit
from backend.core.security import AccessTokenInvalidError, verify_password


class AuthenticationService:
    def __init__(
        self,
        users: UserRepository,
        tokens: TokenService,
        attempts: RateLimit,
        password_hash: PasswordHash,
    ) -> None:
        self.users = users
        self.tokens = tokens
        self.attempts = attempts
        self.password_hash = password_hash

    async def log_in(self, given: Credentials, address: str) -> TokenPair:
        # By email and address together: a stranger's guesses do not lock the owner out.
        attempt = f"{given.email}:{address}"
        await self.attempts.hit(attempt)
        user = await self.users.find_by_email(given.email)
        stored = user.password_hash if user else None
        right = await verify_password(self.password_hash, given.password, stored)
        if user is None or not user.is_active or not right:
            raise CredentialsWrongError
        await self.attempts.clear(attempt)
        return await self.tokens.issue(user.id)

    async def refresh(self, presented: str) -> TokenPair:
        user_id = await self.tokens.owner_of(presented)
        # Before the rotation: it spends the token, and a client that then meets a database
        # that is away could not come back with it.
        if await self.users.find_active(user_id) is None:
            await self.tokens.revoke(presented)
            raise RefreshTokenInvalidError
        return await self.tokens.rotate(presented, user_id)

    async def log_out(self, presented: str) -> None:
        await self.tokens.revoke(presented)

    async def identify(self, access_token: str | None) -> User:
        if access_token is None:
            raise AccessTokenMissingError
        user = await self.users.find_active(self.tokens.read(access_token))
        if user is None:
            raise AccessTokenInvalidError
        return user
