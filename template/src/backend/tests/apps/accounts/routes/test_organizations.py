"""Organizations, from founding to dissolving, and who may do what with them."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization, User
from backend.apps.accounts.schemas import OrganizationRead
from backend.apps.accounts.values import Role
from backend.core.pagination import Page, PageParams
from backend.tests.apps.accounts.builders import MakeMembership
from backend.tests.apps.accounts.factories import (
    OrganizationCreateFactory,
    OrganizationUpdateFactory,
)
from backend.tests.apps.accounts.operations import (
    DISSOLVE_ORGANIZATION,
    LIST_ORGANIZATIONS,
    READ_ORGANIZATION,
    RENAME_ORGANIZATION,
    Operation,
)
from backend.tests.apps.accounts.sign_in import ActAs
from backend.tests.apps.answers import refusal_of, wrong_places

LOWEST_ROLES = {
    READ_ORGANIZATION: (Role.OWNER, Role.ADMIN, Role.MEMBER),
    RENAME_ORGANIZATION: (Role.OWNER, Role.ADMIN),
    DISSOLVE_ORGANIZATION: (Role.OWNER,),
}
ALLOWED = [(operation, role) for operation, roles in LOWEST_ROLES.items() for role in roles]
REFUSED = [
    (operation, role)
    for operation, roles in LOWEST_ROLES.items()
    for role in Role
    if role not in roles
]


@pytest.mark.parametrize(("operation", "role"), ALLOWED, ids=str)
async def test_a_role_that_suffices_is_let_through(
    act_as: ActAs, organization: Organization, operation: Operation, role: Role
) -> None:
    client = await act_as(role, organization)

    response = await operation.send(client, organization.id)

    assert response.is_success


@pytest.mark.parametrize(("operation", "role"), REFUSED, ids=str)
async def test_a_role_that_is_too_low_is_refused(
    act_as: ActAs, organization: Organization, operation: Operation, role: Role
) -> None:
    client = await act_as(role, organization)

    response = await operation.send(client, organization.id)

    assert refusal_of(response) == (HTTPStatus.FORBIDDEN, "role-too-low")


async def test_founding_answers_with_what_is_stored(
    authenticated_client: AsyncClient, session: AsyncSession
) -> None:
    new = OrganizationCreateFactory.build()

    response = await authenticated_client.post(
        "/v1/organizations", json=new.model_dump(mode="json")
    )

    assert response.status_code == HTTPStatus.CREATED
    founded = OrganizationRead.model_validate(response.json())
    stored = await session.get_one(Organization, founded.id)
    assert founded == OrganizationRead.model_validate(stored)
    assert stored.name == new.name


async def test_a_member_reads_the_organization(act_as: ActAs, organization: Organization) -> None:
    client = await act_as(Role.MEMBER, organization)

    response = await client.get(f"/v1/organizations/{organization.id}")

    expected = OrganizationRead.model_validate(organization)
    assert OrganizationRead.model_validate(response.json()) == expected


async def test_a_new_name_is_stored_and_answered(
    owner_client: AsyncClient, organization: Organization, session: AsyncSession
) -> None:
    change = OrganizationUpdateFactory.build()

    response = await owner_client.patch(
        f"/v1/organizations/{organization.id}", json=change.model_dump(mode="json")
    )

    stored = await session.get_one(Organization, organization.id)
    assert OrganizationRead.model_validate(response.json()).name == stored.name == change.name


async def test_a_refused_rename_changes_nothing(
    act_as: ActAs, organization: Organization, session: AsyncSession
) -> None:
    client = await act_as(Role.MEMBER, organization)

    await RENAME_ORGANIZATION.send(client, organization.id)

    stored = await session.get_one(Organization, organization.id)
    assert stored.name == organization.name


async def test_i_list_only_what_i_belong_to(
    authenticated_client: AsyncClient, authenticated_user: User, make_membership: MakeMembership
) -> None:
    mine = await make_membership(user=authenticated_user)
    await make_membership()

    response = await authenticated_client.get("/v1/organizations")

    expected = OrganizationRead.model_validate(mine.organization)
    whole = Page[OrganizationRead](items=[expected], total=1, limit=50, offset=0)
    assert Page[OrganizationRead].model_validate(response.json()) == whole


@pytest.mark.parametrize(
    "wanted",
    [PageParams(limit=2), PageParams(limit=1, offset=1), PageParams(limit=5, offset=2)],
    ids=str,
)
async def test_organizations_come_in_pages(
    authenticated_client: AsyncClient,
    authenticated_user: User,
    make_membership: MakeMembership,
    wanted: PageParams,
) -> None:
    joined = [await make_membership(user=authenticated_user) for _ in range(3)]

    response = await authenticated_client.get("/v1/organizations", params=wanted.model_dump())

    mine = sorted((membership.organization for membership in joined), key=lambda one: one.id)
    shown = mine[wanted.offset :][: wanted.limit]
    items = [OrganizationRead.model_validate(organization) for organization in shown]
    page = Page[OrganizationRead](items=items, total=3, limit=wanted.limit, offset=wanted.offset)
    assert Page[OrganizationRead].model_validate(response.json()) == page


async def test_who_belongs_nowhere_gets_an_empty_page(authenticated_client: AsyncClient) -> None:
    response = await LIST_ORGANIZATIONS.send(authenticated_client)

    empty = Page[OrganizationRead](items=[], total=0, limit=50, offset=0)
    assert Page[OrganizationRead].model_validate(response.json()) == empty


@pytest.mark.validation
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", "limit=many", "page=2"])
async def test_a_page_that_cannot_be_is_refused(
    authenticated_client: AsyncClient, query: str
) -> None:
    parameter = query.partition("=")[0]

    response = await authenticated_client.get(f"/v1/organizations?{query}")

    assert refusal_of(response) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
    assert wrong_places(response) == [f"query.{parameter}"]
