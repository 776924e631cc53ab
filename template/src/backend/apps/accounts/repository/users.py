"""Queries over users."""

from backend.apps.accounts.models import User
from backend.core.repository import Repository


class UserRepository(Repository[User]):
    model = User

    async def find_by_email(self, email: str) -> User | None:
        return await self.find(User.email == email)
