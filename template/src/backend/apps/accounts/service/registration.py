"""Registration: makes a user with an organization of their own."""

from pwdlib import PasswordHash

from backend.apps.accounts.repository.users import UserRepository
from backend.apps.accounts.schemas import OrganizationCreate, Registration
from backend.apps.accounts.service.attempts import Attempts
from backend.apps.accounts.service.organizations import OrganizationService
from backend.core.security import hash_password


class RegistrationService:
    def __init__(
        self,
        users: UserRepository,
        organizations: OrganizationService,
        attempts: Attempts,
        password_hash: PasswordHash,
    ) -> None:
        self.users = users
        self.organizations = organizations
        self.attempts = attempts
        self.password_hash = password_hash

    async def register(self, new: Registration, network: str) -> None:
        """Do nothing where the email is taken, at the same cost and without a word."""
        await self.attempts.hit(new.email, network)
        # Before the first statement: until then the session holds no connection.
        hashed = await hash_password(self.password_hash, new.password)
        user = await self.users.add_unless_taken(new.email, new.full_name, hashed)
        if user is not None:
            await self.organizations.found(user, OrganizationCreate(name=new.organization_name))
