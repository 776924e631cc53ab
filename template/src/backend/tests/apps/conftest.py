"""The nouns that your apps share: people, what they belong to, and clients who act as them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from backend.apps.accounts.models import Organization, User
from backend.apps.accounts.settings import AccountsSettings
from backend.apps.accounts.values import Role
from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.tests.apps.accounts.builders import (
    Builders,
    MakeMembership,
    MakeOrganization,
    MakeUser,
)
from backend.tests.apps.accounts.sign_in import ActAs, SignIn, bearer
from backend.tests.apps.commits import LoseCommits, LosesCommits
from backend.tests.harness.persistence import Persist
from backend.tests.harness.transport import client_of


@pytest.fixture
def make_user(persist: Persist) -> MakeUser:
    """Saves a user whose password is PASSWORD."""
    return Builders(persist).make_user


@pytest.fixture
def make_organization(persist: Persist) -> MakeOrganization:
    """Saves an organization that nobody belongs to yet."""
    return Builders(persist).make_organization


@pytest.fixture
def make_membership(persist: Persist) -> MakeMembership:
    """Saves a membership, and the user and the organization if none is given."""
    return Builders(persist).make_membership


@pytest.fixture
async def sign_in(app: FastAPI, state: State, settings: AccountsSettings) -> AsyncIterator[SignIn]:
    """Gives a user a client of their own, with an access token as a login would issue it."""
    async with AsyncExitStack() as opened:

        def sign_in(user: User) -> AsyncClient:
            client = client_of(app, state)
            opened.push_async_callback(client.aclose)
            client.headers["Authorization"] = bearer(settings, user)
            return client

        yield sign_in


@pytest.fixture
def act_as(make_membership: MakeMembership, sign_in: SignIn) -> ActAs:
    """Makes a new member of an organization, in any role, and gives them a client."""

    async def act_as(role: Role, organization: Organization) -> AsyncClient:
        membership = await make_membership(organization=organization, role=role)
        return sign_in(membership.user)

    return act_as


@pytest.fixture
async def organization(make_organization: MakeOrganization) -> Organization:
    """An organization that nobody belongs to until a client acts in it."""
    return await make_organization()


@pytest.fixture
async def admin_client(act_as: ActAs, organization: Organization) -> AsyncClient:
    """Acts as an admin of `organization`."""
    return await act_as(Role.ADMIN, organization)


@pytest.fixture
async def member_client(act_as: ActAs, organization: Organization) -> AsyncClient:
    """Acts as a member of `organization`."""
    return await act_as(Role.MEMBER, organization)


@pytest.fixture
def lose_commits(sessionmaker: Sessionmaker) -> LoseCommits:
    """From the call on, every commit fails as if the database went away that moment."""

    def lose_commits() -> None:
        sessionmaker.configure(sync_session_class=LosesCommits)

    return lose_commits
