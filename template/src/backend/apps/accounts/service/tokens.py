"""The pair of tokens a login gives, and what becomes of it."""

from datetime import timedelta
from uuid import UUID

from backend.apps.accounts.repository.token_families import RefreshToken, TokenFamilies
from backend.apps.accounts.schemas import TokenPair
from backend.apps.accounts.settings import AccountsSettings
from backend.core.security import encode_access_token


class TokenService:
    def __init__(self, families: TokenFamilies, settings: AccountsSettings) -> None:
        self.families = families
        self.settings = settings

    async def issue(self, user_id: UUID) -> TokenPair:
        return self._pair(user_id, await self.families.begin(user_id))

    async def owner_of(self, presented: str) -> UUID:
        return await self.families.user_of(RefreshToken.parse(presented))

    async def rotate(self, presented: str, user_id: UUID) -> TokenPair:
        return self._pair(user_id, await self.families.rotate(RefreshToken.parse(presented)))

    async def revoke(self, presented: str) -> None:
        await self.families.end(RefreshToken.parse(presented))

    def _pair(self, user_id: UUID, refresh_token: RefreshToken) -> TokenPair:
        lifetime = timedelta(minutes=self.settings.access_token_minutes)
        return TokenPair(
            access_token=encode_access_token(self.settings, user_id, lifetime),
            refresh_token=str(refresh_token),
            expires_in=int(lifetime.total_seconds()),
        )
