"""Queries over users."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from backend.apps.accounts.models import User
from backend.core.repository import Repository


class UserRepository(Repository[User]):
    model = User

    async def find_by_email(self, email: str) -> User | None:
        return await self.find(User.email == email)

    async def add_unless_taken(self, email: str, full_name: str, password_hash: str) -> User | None:
        """Return the new user, or None if the email is somebody's, also by a request meanwhile."""
        new = insert(User).values(email=email, full_name=full_name, password_hash=password_hash)
        return await self.session.scalar(
            new.on_conflict_do_nothing(index_elements=[User.email]).returning(User)
        )

    async def find_active(self, user_id: UUID) -> User | None:
        return await self.find(User.id == user_id, User.is_active)
