"""Who registers becomes a user with an organization of their own, or leaves no trace."""

from http import HTTPStatus
from io import StringIO

import pytest
from httpx import AsyncClient
from pwdlib import PasswordHash
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Membership, Organization, User
from backend.apps.accounts.schemas import RegistrationReceived
from backend.apps.accounts.values import Role
from backend.core.dependencies import State
from backend.tests.apps.accounts.builders import MakeUser
from backend.tests.apps.accounts.factories import RegistrationFactory
from backend.tests.apps.accounts.hashers import BrokenHasher
from backend.tests.apps.accounts.operations import REGISTER
from backend.tests.apps.answers import refusal_of
from backend.tests.apps.bodies import body_with
from backend.tests.apps.commits import LoseCommits
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox


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
async def test_nobody_learns_that_an_email_is_taken(
    client: AsyncClient, make_user: MakeUser, session: AsyncSession, spelled: type[str]
) -> None:
    taken, free = await make_user(), RegistrationFactory.build()
    again = body_with(RegistrationFactory, email=spelled(taken.email))

    to_taken, to_free = (
        await REGISTER.send(client, body=again),
        await REGISTER.send(client, body=free),
    )

    assert to_taken.status_code == to_free.status_code == HTTPStatus.ACCEPTED
    assert to_taken.json() == RegistrationReceived(email=taken.email).model_dump()
    assert sorted(await session.scalars(select(User.email))) == sorted([taken.email, free.email])


async def test_who_has_an_account_keeps_it_as_it_is(
    client: AsyncClient, make_user: MakeUser, session: AsyncSession
) -> None:
    taken = await make_user()

    await REGISTER.send(client, body=body_with(RegistrationFactory, email=taken.email))

    kept = (await session.scalars(select(User))).one()
    assert (kept.full_name, kept.password_hash) == (taken.full_name, taken.password_hash)
    assert await session.scalar(select(Organization)) is None


@pytest.mark.committed
async def test_two_registrations_at_once_make_one_account(
    client: AsyncClient, session: AsyncSession, sandbox: Sandbox
) -> None:
    new = RegistrationFactory.build()

    answers = await race(sandbox, *(REGISTER.send(client, body=new) for _ in range(3)))

    assert {answer.status_code for answer in answers} == {HTTPStatus.ACCEPTED}
    assert (await session.scalars(select(User.email))).all() == [new.email]
    assert len((await session.scalars(select(Organization))).all()) == 1


async def test_a_taken_email_costs_a_hash_too(
    client: AsyncClient, make_user: MakeUser, state: State
) -> None:
    state["password_hash"] = PasswordHash([BrokenHasher()])
    taken = body_with(RegistrationFactory, email=(await make_user()).email)

    response = await REGISTER.send(client, body=taken)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "hasher-broken")


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
