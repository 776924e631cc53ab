"""Clients of users: each request carries a real access token of the service's own making."""

from datetime import timedelta
from typing import Protocol

from httpx import AsyncClient

from backend.apps.accounts.models import Organization, User
from backend.apps.accounts.settings import AccountsSettings
from backend.apps.accounts.values import Role
from backend.core.security import encode_access_token


class SignIn(Protocol):
    def __call__(self, user: User) -> AsyncClient:
        """Return a new client that acts as `user`, whoever that is."""
        ...


class ActAs(Protocol):
    async def __call__(self, role: Role, organization: Organization) -> AsyncClient:
        """Return a new client that acts as a new member of `organization`."""
        ...


def bearer(settings: AccountsSettings, user: User) -> str:
    lifetime = timedelta(minutes=settings.access_token_minutes)
    return f"Bearer {encode_access_token(settings, user.id, lifetime)}"
