"""What the tables refuse, whatever the code above them forgets to ask."""

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Membership, User
from backend.tests.apps.accounts.builders import MakeMembership, MakeUser


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
