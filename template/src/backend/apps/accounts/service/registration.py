"""How someone becomes a user, with an organization of their own."""

from pwdlib import PasswordHash

from backend.apps.accounts.errors import EmailTakenError
from backend.apps.accounts.models import User
from backend.apps.accounts.repository.users import UserRepository
from backend.apps.accounts.schemas import OrganizationCreate, Registration
from backend.apps.accounts.service.organizations import OrganizationService
from backend.core.security import hash_password


class RegistrationService:
    def __init__(
        self,
        users: UserRepository,
        organizations: OrganizationService,
        password_hash: PasswordHash,
    ) -> None:
        self.users = users
        self.organizations = organizations
        self.password_hash = password_hash

    async def register(self, new: Registration) -> User:
        if await self.users.find_by_email(new.email):
            raise EmailTakenError(new.email)
        hashed = await hash_password(self.password_hash, new.password)
        user = User(email=new.email, full_name=new.full_name, password_hash=hashed)
        await self.users.add(user)
        await self.organizations.found(user, OrganizationCreate(name=new.organization_name))
        return user
