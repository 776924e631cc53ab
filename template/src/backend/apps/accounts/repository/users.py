"""Queries over users."""

from uuid import UUID

from backend.apps.accounts.models import User
from backend.core.repository import Repository


class UserRepository(Repository[User]):
    model = User

    async def find_by_email(self, email: str) -> User | None:
        return await self.find(User.email == email)

    async def find_active(self, user_id: UUID) -> User | None:
        return await self.find(User.id == user_id, User.is_active)
