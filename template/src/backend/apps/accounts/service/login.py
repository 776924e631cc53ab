"""How someone proves by a password who they are."""

from pwdlib import PasswordHash

from backend.apps.accounts.errors import CredentialsWrongError
from backend.apps.accounts.models import User
from backend.apps.accounts.repository.users import UserRepository
from backend.apps.accounts.schemas import Credentials, TokenPair
from backend.apps.accounts.service.attempts import LoginAttempts
from backend.apps.accounts.service.tokens import TokenService
from backend.core.database import Sessionmaker
from backend.core.security import verify_password
from backend.core.transactions import transaction


class LoginService:
    def __init__(
        self,
        sessionmaker: Sessionmaker,
        tokens: TokenService,
        attempts: LoginAttempts,
        password_hash: PasswordHash,
    ) -> None:
        self.sessionmaker = sessionmaker
        self.tokens = tokens
        self.attempts = attempts
        self.password_hash = password_hash

    async def log_in(self, given: Credentials, network: str) -> TokenPair:
        await self.attempts.hit(given.email, network)
        user = await self._find(given.email)
        stored = user.password_hash if user else None
        right = await verify_password(self.password_hash, given.password, stored)
        if user is None or not user.is_active or not right:
            raise CredentialsWrongError
        await self.attempts.forgive(given.email, network)
        return await self.tokens.issue(user.id)

    async def _find(self, email: str) -> User | None:
        # Not the transaction of the request: it would hold its connection while Argon2 works.
        async with transaction(self.sessionmaker) as session:
            return await UserRepository(session).find_by_email(email)
