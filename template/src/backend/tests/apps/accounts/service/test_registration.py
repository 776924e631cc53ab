"""Who registers becomes a user with an organization of their own, or leaves no trace."""

from http import HTTPStatus
from io import StringIO

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Membership, Organization, User
from backend.apps.accounts.values import Role
from backend.core.dependencies import State
from backend.tests.apps.accounts.builders import MakeUser
from backend.tests.apps.accounts.factories import RegistrationFactory
from backend.tests.apps.accounts.operations import REGISTER
from backend.tests.apps.answers import refusal_of
from backend.tests.apps.bodies import body_with
from backend.tests.apps.commits import LoseCommits


async def test_a_new_user_owns_a_new_organization(
    client: AsyncClient, session: AsyncSession
) -> None:
    new = RegistrationFactory.build()

    await client.post("/v1/auth/register", json=new.model_dump(mode="json"))

    joined = select(User.email, Membership.role, Organization.name).select_from(Membership)
    rows = await session.execute(joined.join(User).join(Organization))
    assert rows.one() == (new.email, Role.OWNER, new.organization_name)


async def test_of_a_password_only_its_hash_is_stored(
    client: AsyncClient, session: AsyncSession, state: State
) -> None:
    new = RegistrationFactory.build()

    await client.post("/v1/auth/register", json=new.model_dump(mode="json"))

    stored = (await session.scalars(select(User.password_hash))).one()
    assert new.password not in stored
    assert state["password_hash"].verify(new.password, stored)


async def test_emails_are_stored_in_lower_case(client: AsyncClient, session: AsyncSession) -> None:
    shouted = body_with(RegistrationFactory, email="Ada.Lovelace@Example.COM")

    await REGISTER.send(client, body=shouted)

    assert await session.scalar(select(User.email)) == "ada.lovelace@example.com"


@pytest.mark.parametrize("spelled", [str.lower, str.upper])
async def test_a_taken_email_is_a_conflict(
    client: AsyncClient, make_user: MakeUser, session: AsyncSession, spelled: type[str]
) -> None:
    taken = await make_user()

    response = await REGISTER.send(
        client, body=body_with(RegistrationFactory, email=spelled(taken.email))
    )

    assert refusal_of(response) == (HTTPStatus.CONFLICT, "email-taken")
    assert await session.scalar(select(func.count()).select_from(User)) == 1
    assert await session.scalar(select(Organization)) is None


async def test_a_registration_that_breaks_stores_nothing(
    client: AsyncClient, session: AsyncSession, log: StringIO
) -> None:
    await session.execute(text("ALTER TABLE memberships ADD CHECK (false)"))
    await session.commit()

    response = await REGISTER.send(client)

    assert refusal_of(response) == (HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error")
    assert "unexpected_error" in log.getvalue()
    assert await session.scalar(select(User)) is None
    assert await session.scalar(select(Organization)) is None


async def test_a_lost_commit_registers_nobody(
    client: AsyncClient, session: AsyncSession, lose_commits: LoseCommits
) -> None:
    lose_commits()

    response = await REGISTER.send(client)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")
    assert await session.scalar(select(User)) is None
    assert await session.scalar(select(Organization)) is None
