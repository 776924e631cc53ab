"""Owners are counted under a lock, so that two cannot leave at the same moment."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.apps.accounts.models import Organization
from backend.apps.accounts.values import Role
from backend.tests.apps.accounts.builders import MakeMembership
from backend.tests.apps.accounts.factories import MemberUpdateFactory
from backend.tests.harness.queries import at_most_queries
from backend.tests.harness.sandbox import Sandbox

MAX_QUERIES = 20


def locking(statements: list[str]) -> list[str]:
    return [statement for statement in statements if statement.endswith("FOR UPDATE")]


async def test_reading_members_locks_nobody(
    owner_client: AsyncClient, organization: Organization, sandbox: Sandbox
) -> None:
    with at_most_queries(MAX_QUERIES, sandbox) as statements:
        await owner_client.get(f"/v1/organizations/{organization.id}/members")

    assert locking(statements) == []


@pytest.mark.parametrize("role", Role)
async def test_leaving_locks_the_owners(
    owner_client: AsyncClient,
    make_membership: MakeMembership,
    organization: Organization,
    sandbox: Sandbox,
    role: Role,
) -> None:
    leaving = await make_membership(organization=organization, role=role)

    with at_most_queries(MAX_QUERIES, sandbox) as statements:
        response = await owner_client.delete(
            f"/v1/organizations/{organization.id}/members/{leaving.user_id}"
        )

    assert response.status_code == HTTPStatus.NO_CONTENT
    assert len(locking(statements)) == 1


async def test_stepping_down_locks_the_owners(
    owner_client: AsyncClient,
    make_membership: MakeMembership,
    organization: Organization,
    sandbox: Sandbox,
) -> None:
    owner = await make_membership(organization=organization, role=Role.OWNER)
    change = MemberUpdateFactory.build(role=Role.MEMBER)

    with at_most_queries(MAX_QUERIES, sandbox) as statements:
        await owner_client.patch(
            f"/v1/organizations/{organization.id}/members/{owner.user_id}",
            json=change.model_dump(mode="json"),
        )

    assert len(locking(statements)) == 1
