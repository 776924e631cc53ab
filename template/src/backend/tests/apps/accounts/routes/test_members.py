"""The members of an organization, as a client lists and changes them."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Membership, Organization
from backend.apps.accounts.schemas import MemberRead
from backend.apps.accounts.values import Role
from backend.core.pagination import Page, PageParams
from backend.tests.apps.accounts.builders import MakeMembership
from backend.tests.apps.accounts.factories import MemberUpdateFactory
from backend.tests.apps.accounts.sign_in import SignIn
from backend.tests.apps.answers import refusal_of, wrong_places


async def test_members_are_listed_with_their_people(
    make_membership: MakeMembership, sign_in: SignIn
) -> None:
    me = await make_membership()
    other = await make_membership(organization=me.organization, role=Role.ADMIN)
    await make_membership()

    response = await sign_in(me.user).get(f"/v1/organizations/{me.organization_id}/members")

    members = sorted((me, other), key=lambda member: member.id)
    items = [MemberRead.model_validate(member) for member in members]
    whole = Page[MemberRead](items=items, total=2, limit=50, offset=0)
    assert Page[MemberRead].model_validate(response.json()) == whole


@pytest.mark.parametrize(
    "wanted",
    [
        PageParams(limit=2),
        PageParams(limit=1, offset=1),
        PageParams(limit=3, offset=2),
        PageParams(offset=9),
    ],
    ids=str,
)
async def test_members_come_in_pages(
    make_membership: MakeMembership, sign_in: SignIn, wanted: PageParams
) -> None:
    me = await make_membership()
    others = [await make_membership(organization=me.organization) for _ in range(2)]
    url = f"/v1/organizations/{me.organization_id}/members"

    response = await sign_in(me.user).get(url, params=wanted.model_dump())

    members = sorted((me, *others), key=lambda member: member.id)
    shown = members[wanted.offset :][: wanted.limit]
    items = [MemberRead.model_validate(member) for member in shown]
    page = Page[MemberRead](items=items, total=3, limit=wanted.limit, offset=wanted.offset)
    assert Page[MemberRead].model_validate(response.json()) == page


@pytest.mark.validation
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", "sort=name"])
async def test_a_page_that_cannot_be_is_refused(
    owner_client: AsyncClient, organization: Organization, query: str
) -> None:
    response = await owner_client.get(f"/v1/organizations/{organization.id}/members?{query}")

    assert refusal_of(response) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
    assert wrong_places(response) == [f"query.{query.partition('=')[0]}"]


async def test_a_new_role_is_stored_and_answered(
    owner_client: AsyncClient,
    organization: Organization,
    make_membership: MakeMembership,
    session: AsyncSession,
) -> None:
    member = await make_membership(organization=organization)
    change = MemberUpdateFactory.build(role=Role.ADMIN)
    url = f"/v1/organizations/{organization.id}/members/{member.user_id}"

    response = await owner_client.patch(url, json=change.model_dump(mode="json"))

    expected = MemberRead.model_validate(member).model_copy(update={"role": Role.ADMIN})
    assert MemberRead.model_validate(response.json()) == expected
    assert (await session.get_one(Membership, member.id)).role is Role.ADMIN


async def test_who_is_removed_is_out(
    owner_client: AsyncClient,
    make_membership: MakeMembership,
    organization: Organization,
    sign_in: SignIn,
) -> None:
    member = await make_membership(organization=organization)
    url = f"/v1/organizations/{organization.id}"

    response = await owner_client.delete(f"{url}/members/{member.user_id}")

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    refused = await sign_in(member.user).get(url)
    assert refusal_of(refused) == (HTTPStatus.NOT_FOUND, "organization-not-found")
