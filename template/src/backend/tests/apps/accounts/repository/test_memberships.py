"""Owners are counted under a lock, so that two cannot leave at the same moment."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.accounts.values import Role
from backend.tests.apps.accounts.builders import MakeMembership
from backend.tests.apps.accounts.factories import MemberUpdateFactory

# Only SELECT FOR UPDATE takes it, and it is kept until the transaction's very end.
ROWS_LOCKED = """
    SELECT count(*) FROM pg_locks
    WHERE pid = pg_backend_pid() AND relation = 'memberships'::regclass AND mode = 'RowShareLock'
"""


async def test_reading_members_locks_nobody(
    owner_client: AsyncClient, organization: Organization, session: AsyncSession
) -> None:
    await owner_client.get(f"/v1/organizations/{organization.id}/members")

    assert await session.scalar(text(ROWS_LOCKED)) == 0


@pytest.mark.parametrize("role", Role)
async def test_leaving_locks_the_owners(
    owner_client: AsyncClient,
    make_membership: MakeMembership,
    organization: Organization,
    session: AsyncSession,
    role: Role,
) -> None:
    leaving = await make_membership(organization=organization, role=role)

    response = await owner_client.delete(
        f"/v1/organizations/{organization.id}/members/{leaving.user_id}"
    )

    assert response.status_code == HTTPStatus.NO_CONTENT
    assert await session.scalar(text(ROWS_LOCKED)) == 1


async def test_stepping_down_locks_the_owners(
    owner_client: AsyncClient,
    make_membership: MakeMembership,
    organization: Organization,
    session: AsyncSession,
) -> None:
    owner = await make_membership(organization=organization, role=Role.OWNER)
    change = MemberUpdateFactory.build(role=Role.MEMBER)

    await owner_client.patch(
        f"/v1/organizations/{organization.id}/members/{owner.user_id}",
        json=change.model_dump(mode="json"),
    )

    assert await session.scalar(text(ROWS_LOCKED)) == 1
