"""Who may change and remove whom, and why an organization never loses its last owner."""

from http import HTTPStatus
from itertools import product

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Membership, Organization
from backend.apps.accounts.values import Role
from backend.tests.apps.accounts.builders import MakeMembership
from backend.tests.apps.accounts.factories import MemberUpdateFactory
from backend.tests.apps.accounts.operations import CHANGE_ROLE, REMOVE_MEMBER, Operation
from backend.tests.apps.accounts.sign_in import ActAs, SignIn
from backend.tests.apps.answers import refusal_of

OWNER, ADMIN, MEMBER = Role
# Who acts, and on whom: an owner on everyone, an admin on everyone but owners, a member on nobody.
ALLOWED = [*product([OWNER], Role), *product([ADMIN], [ADMIN, MEMBER])]
REFUSED = [pair for pair in product(Role, Role) if pair not in ALLOWED]
# The same with the role that they are to have.
CHANGES = [*product([OWNER], Role, Role), *product([ADMIN], [ADMIN, MEMBER], [ADMIN, MEMBER])]
REFUSED_CHANGES = [change for change in product(Role, Role, Role) if change not in CHANGES]

ROLE_TOO_LOW = (HTTPStatus.FORBIDDEN, "role-too-low")
LAST_OWNER = (HTTPStatus.CONFLICT, "last-owner")


@pytest.mark.parametrize(("role", "before", "after"), CHANGES, ids=str)
async def test_a_role_is_changed(
    act_as: ActAs, make_membership: MakeMembership, role: Role, before: Role, after: Role
) -> None:
    member = await make_membership(role=before)
    client = await act_as(role, member.organization)
    change = MemberUpdateFactory.build(role=after)

    response = await CHANGE_ROLE.send(client, member.organization_id, member.user_id, change)

    assert response.status_code == HTTPStatus.OK


@pytest.mark.parametrize(("role", "before", "after"), REFUSED_CHANGES, ids=str)
async def test_a_role_is_not_everyones_to_change(
    act_as: ActAs, make_membership: MakeMembership, role: Role, before: Role, after: Role
) -> None:
    member = await make_membership(role=before)
    client = await act_as(role, member.organization)
    change = MemberUpdateFactory.build(role=after)

    response = await CHANGE_ROLE.send(client, member.organization_id, member.user_id, change)

    assert refusal_of(response) == ROLE_TOO_LOW


@pytest.mark.parametrize(("role", "removed"), ALLOWED, ids=str)
async def test_a_member_is_removed(
    act_as: ActAs, make_membership: MakeMembership, role: Role, removed: Role
) -> None:
    member = await make_membership(role=removed)
    client = await act_as(role, member.organization)

    response = await REMOVE_MEMBER.send(client, member.organization_id, member.user_id)

    assert response.status_code == HTTPStatus.NO_CONTENT


@pytest.mark.parametrize(("role", "removed"), REFUSED, ids=str)
async def test_a_member_is_not_everyones_to_remove(
    act_as: ActAs,
    make_membership: MakeMembership,
    session: AsyncSession,
    role: Role,
    removed: Role,
) -> None:
    member = await make_membership(role=removed)
    client = await act_as(role, member.organization)

    response = await REMOVE_MEMBER.send(client, member.organization_id, member.user_id)

    assert refusal_of(response) == ROLE_TOO_LOW
    assert await session.get(Membership, member.id) is not None


@pytest.mark.parametrize("role", [ADMIN, MEMBER])
async def test_everyone_but_the_last_owner_may_leave(
    make_membership: MakeMembership, sign_in: SignIn, session: AsyncSession, role: Role
) -> None:
    owner = await make_membership(role=OWNER)
    leaving = await make_membership(organization=owner.organization, role=role)

    response = await REMOVE_MEMBER.send(
        sign_in(leaving.user), leaving.organization_id, leaving.user_id
    )

    assert response.status_code == HTTPStatus.NO_CONTENT
    assert (await session.scalars(select(Membership.id))).all() == [owner.id]


async def test_the_last_owner_may_not_leave(
    make_membership: MakeMembership, sign_in: SignIn, session: AsyncSession
) -> None:
    owner = await make_membership(role=OWNER)
    await make_membership(organization=owner.organization, role=ADMIN)

    response = await REMOVE_MEMBER.send(sign_in(owner.user), owner.organization_id, owner.user_id)

    assert refusal_of(response) == LAST_OWNER
    assert await session.get(Membership, owner.id) is not None


@pytest.mark.parametrize("role", [ADMIN, MEMBER])
async def test_the_last_owner_may_not_step_down(
    make_membership: MakeMembership, sign_in: SignIn, session: AsyncSession, role: Role
) -> None:
    owner = await make_membership(role=OWNER)
    change = MemberUpdateFactory.build(role=role)

    response = await CHANGE_ROLE.send(
        sign_in(owner.user), owner.organization_id, owner.user_id, change
    )

    assert refusal_of(response) == LAST_OWNER
    assert (await session.get_one(Membership, owner.id)).role is OWNER


async def test_owners_of_other_tenants_do_not_count(
    make_membership: MakeMembership, sign_in: SignIn
) -> None:
    owner = await make_membership(role=OWNER)
    await make_membership(user=owner.user, role=OWNER)
    await make_membership(role=OWNER)

    response = await REMOVE_MEMBER.send(sign_in(owner.user), owner.organization_id, owner.user_id)

    assert refusal_of(response) == LAST_OWNER


async def test_an_owner_leaves_when_another_stays(
    make_membership: MakeMembership, sign_in: SignIn
) -> None:
    owner = await make_membership(role=OWNER)
    await make_membership(organization=owner.organization, role=OWNER)

    response = await REMOVE_MEMBER.send(sign_in(owner.user), owner.organization_id, owner.user_id)

    assert response.status_code == HTTPStatus.NO_CONTENT


async def test_the_last_owner_may_stay_owner(
    make_membership: MakeMembership, sign_in: SignIn
) -> None:
    owner = await make_membership(role=OWNER)
    change = MemberUpdateFactory.build(role=OWNER)

    response = await CHANGE_ROLE.send(
        sign_in(owner.user), owner.organization_id, owner.user_id, change
    )

    assert response.status_code == HTTPStatus.OK


@pytest.mark.parametrize("operation", [CHANGE_ROLE, REMOVE_MEMBER], ids=str)
async def test_members_of_other_tenants_are_unknown(
    owner_client: AsyncClient,
    organization: Organization,
    make_membership: MakeMembership,
    operation: Operation,
) -> None:
    other = await make_membership()

    response = await operation.send(owner_client, organization.id, other.user_id)

    assert refusal_of(response) == (HTTPStatus.NOT_FOUND, "member-not-found")
