"""The nouns of accounts: who signs in, the owner of an organization, and the ways in."""

from collections.abc import Iterator
from io import StringIO

import pytest
from httpx import AsyncClient

from backend.apps.accounts.models import Organization, User
from backend.apps.accounts.schemas import TokenPair
from backend.apps.accounts.values import Role
from backend.core.settings import CoreSettings
from backend.tests.apps.accounts.builders import Builders, MakeInvitation, MakeUser
from backend.tests.apps.accounts.entrance import Entrance, LogIn, Refresh
from backend.tests.apps.accounts.sign_in import ActAs, SignIn
from backend.tests.harness.logs import collected_log
from backend.tests.harness.persistence import Persist


@pytest.fixture
def log(settings: CoreSettings) -> Iterator[StringIO]:
    """What the service logs, from the beginning of the test."""
    with collected_log(settings) as log:
        yield log


@pytest.fixture
def make_invitation(persist: Persist) -> MakeInvitation:
    """Saves an invitation, to a new organization if none is given."""
    return Builders(persist).make_invitation


@pytest.fixture
async def authenticated_user(make_user: MakeUser) -> User:
    """A user who belongs to no organization."""
    return await make_user()


@pytest.fixture
def authenticated_client(authenticated_user: User, sign_in: SignIn) -> AsyncClient:
    """The client of `authenticated_user`."""
    return sign_in(authenticated_user)


@pytest.fixture
async def owner_client(act_as: ActAs, organization: Organization) -> AsyncClient:
    """Acts as the only owner of `organization`."""
    return await act_as(Role.OWNER, organization)


@pytest.fixture
def log_in(client: AsyncClient) -> LogIn:
    """Sends credentials, with the right password unless another is given."""
    return Entrance(client).log_in


@pytest.fixture
def refresh(client: AsyncClient) -> Refresh:
    """Sends a refresh token, to get new tokens for it."""
    return Entrance(client).refresh


@pytest.fixture
async def tokens(log_in: LogIn, authenticated_user: User) -> TokenPair:
    """What `authenticated_user` gets for logging in."""
    response = await log_in(authenticated_user.email)
    return TokenPair.model_validate(response.json())
