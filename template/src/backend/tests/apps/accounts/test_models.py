"""What the tables refuse, whatever the code above them forgets to ask."""

from uuid import UUID

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.errors import OrganizationNotFoundError
from backend.apps.accounts.models import Membership, User
from backend.apps.accounts.values import Role
from backend.runtime.server_errors import app_error_of
from backend.tests.apps.accounts.builders import MakeMembership, MakeUser
from backend.tests.harness.persistence import Persist


async def test_an_email_belongs_to_one_user(make_user: MakeUser) -> None:
    taken = await make_user()

    with pytest.raises(IntegrityError, match="uq_users_email"):
        await make_user(email=taken.email)


async def test_an_email_is_in_lower_case(make_user: MakeUser) -> None:
    with pytest.raises(IntegrityError, match="ck_users_email_lower_case"):
        await make_user(email="Ada@example.com")


async def test_nobody_joins_twice(make_membership: MakeMembership) -> None:
    joined = await make_membership()

    with pytest.raises(IntegrityError, match="uq_memberships_organization_id_user_id"):
        await make_membership(user=joined.user, organization=joined.organization)


async def test_only_known_roles_exist(
    make_membership: MakeMembership, session: AsyncSession
) -> None:
    await make_membership()

    with pytest.raises(IntegrityError, match="ck_memberships_role"):
        await session.execute(text("UPDATE memberships SET role = 'king'"))


async def test_memberships_end_with_their_user(
    make_membership: MakeMembership, session: AsyncSession
) -> None:
    await make_membership()

    await session.execute(delete(User))

    assert await session.scalar(select(Membership)) is None


async def test_an_organization_that_is_gone_meanwhile_is_told_like_one_that_never_was(
    make_user: MakeUser, persist: Persist
) -> None:
    user, nobodys = await make_user(), UUID(int=7)

    with pytest.raises(IntegrityError) as caught:
        await persist(Membership(organization_id=nobodys, user_id=user.id, role=Role.OWNER))

    assert str(app_error_of(caught.value)) == str(OrganizationNotFoundError(nobodys))
