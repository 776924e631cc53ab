"""What becomes of rows when an organization is founded or dissolved."""

from http import HTTPStatus

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Membership, Organization, User
from backend.apps.accounts.schemas import OrganizationRead
from backend.apps.accounts.values import Role
from backend.tests.apps.accounts.builders import MakeMembership
from backend.tests.apps.accounts.operations import (
    DISSOLVE_ORGANIZATION,
    FOUND_ORGANIZATION,
    RENAME_ORGANIZATION,
)
from backend.tests.apps.answers import refusal_of
from backend.tests.apps.commits import LoseCommits


async def test_the_founder_is_the_owner(
    authenticated_client: AsyncClient, authenticated_user: User, session: AsyncSession
) -> None:
    response = await FOUND_ORGANIZATION.send(authenticated_client)

    founded = OrganizationRead.model_validate(response.json())
    membership = (await session.scalars(select(Membership))).one()
    assert membership.role is Role.OWNER
    assert membership.organization_id == founded.id
    assert membership.user_id == authenticated_user.id


async def test_dissolving_ends_memberships_not_people(
    owner_client: AsyncClient, organization: Organization, session: AsyncSession
) -> None:
    response = await DISSOLVE_ORGANIZATION.send(owner_client, organization.id)

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    assert await session.scalar(select(Organization)) is None
    assert await session.scalar(select(Membership)) is None
    assert await session.scalar(select(User)) is not None


async def test_dissolving_leaves_other_tenants_alone(
    owner_client: AsyncClient,
    organization: Organization,
    make_membership: MakeMembership,
    session: AsyncSession,
) -> None:
    other = await make_membership()

    await DISSOLVE_ORGANIZATION.send(owner_client, organization.id)

    assert await session.get(Membership, other.id) is not None
    assert await session.get(Organization, other.organization_id) is not None


async def test_a_lost_commit_founds_nothing(
    authenticated_client: AsyncClient, session: AsyncSession, lose_commits: LoseCommits
) -> None:
    lose_commits()

    response = await FOUND_ORGANIZATION.send(authenticated_client)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")
    assert await session.scalar(select(Organization)) is None
    assert await session.scalar(select(Membership)) is None


async def test_a_lost_commit_keeps_the_name(
    owner_client: AsyncClient,
    organization: Organization,
    session: AsyncSession,
    lose_commits: LoseCommits,
) -> None:
    lose_commits()

    response = await RENAME_ORGANIZATION.send(owner_client, organization.id)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")
    assert (await session.get_one(Organization, organization.id)).name == organization.name


async def test_a_lost_commit_dissolves_nothing(
    owner_client: AsyncClient,
    organization: Organization,
    session: AsyncSession,
    lose_commits: LoseCommits,
) -> None:
    lose_commits()

    response = await DISSOLVE_ORGANIZATION.send(owner_client, organization.id)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")
    assert await session.get(Organization, organization.id) is not None
