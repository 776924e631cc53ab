"""Who gets in by credentials, and which access tokens are believed."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from httpx import AsyncClient
from pwdlib import PasswordHash
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import User
from backend.apps.accounts.schemas import TokenPair
from backend.apps.accounts.settings import AccountsSettings
from backend.core.dependencies import State
from backend.core.security import encode_access_token
from backend.tests.apps.accounts.builders import MakeUser
from backend.tests.apps.accounts.entrance import LogIn, Refresh
from backend.tests.apps.accounts.factories import CredentialsFactory, somebodys_email
from backend.tests.apps.accounts.hashers import BrokenHasher
from backend.tests.apps.accounts.operations import LOG_IN, READ_ME
from backend.tests.apps.accounts.sign_in import SignIn
from backend.tests.apps.answers import problem_of, refusal_of
from backend.tests.apps.bodies import body_with
from backend.tests.harness.persistence import Persist

WRONG = "incorrect horse battery staple"
CREDENTIALS_WRONG = (HTTPStatus.UNAUTHORIZED, "credentials-wrong")
ACCESS_TOKEN_INVALID = (HTTPStatus.UNAUTHORIZED, "access-token-invalid")


@pytest.mark.parametrize("spelled", [str.lower, str.upper])
async def test_the_right_password_gets_in(
    client: AsyncClient, authenticated_user: User, spelled: type[str]
) -> None:
    given = body_with(CredentialsFactory, email=spelled(authenticated_user.email))

    response = await LOG_IN.send(client, body=given)

    assert response.status_code == HTTPStatus.OK


async def test_a_wrong_password_gets_nobody_in(log_in: LogIn, authenticated_user: User) -> None:
    response = await log_in(authenticated_user.email, WRONG)

    assert refusal_of(response) == CREDENTIALS_WRONG
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_nobody_learns_who_has_an_account(log_in: LogIn, make_user: MakeUser) -> None:
    known, inactive = await make_user(), await make_user(is_active=False)

    wrong_password = await log_in(known.email, WRONG)
    unknown_email = await log_in(somebodys_email())
    inactive_user = await log_in(inactive.email)

    assert refusal_of(unknown_email) == CREDENTIALS_WRONG
    assert problem_of(unknown_email) == problem_of(wrong_password) == problem_of(inactive_user)


async def test_unknown_emails_cost_a_hash_too(
    log_in: LogIn, authenticated_user: User, state: State
) -> None:
    state["password_hash"] = PasswordHash([BrokenHasher()])

    known = await log_in(authenticated_user.email)
    unknown = await log_in(somebodys_email())

    assert problem_of(unknown) == problem_of(known)
    assert refusal_of(unknown) == (HTTPStatus.SERVICE_UNAVAILABLE, "hasher-broken")


async def test_an_expired_token_asks_for_a_refresh(
    client: AsyncClient, authenticated_user: User, settings: AccountsSettings
) -> None:
    expired = encode_access_token(settings, authenticated_user.id, timedelta(seconds=-1))

    response = await client.get("/v1/me", headers={"Authorization": f"Bearer {expired}"})

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "access-token-expired")


async def test_a_refresh_token_is_no_access_token(client: AsyncClient, tokens: TokenPair) -> None:
    response = await client.get(
        "/v1/me", headers={"Authorization": f"Bearer {tokens.refresh_token}"}
    )

    assert refusal_of(response) == ACCESS_TOKEN_INVALID


async def test_who_became_inactive_is_out(make_user: MakeUser, sign_in: SignIn) -> None:
    user = await make_user(is_active=False)

    response = await READ_ME.send(sign_in(user))

    assert refusal_of(response) == ACCESS_TOKEN_INVALID


async def test_who_was_deleted_is_out(
    authenticated_client: AsyncClient, session: AsyncSession
) -> None:
    await session.execute(delete(User))
    await session.commit()

    response = await READ_ME.send(authenticated_client)

    assert refusal_of(response) == ACCESS_TOKEN_INVALID


async def test_who_became_inactive_cannot_refresh(
    tokens: TokenPair, authenticated_user: User, persist: Persist, refresh: Refresh
) -> None:
    authenticated_user.is_active = False
    await persist(authenticated_user)

    response = await refresh(tokens.refresh_token)

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "refresh-token-invalid")


async def test_a_way_back_starts_with_a_new_login(
    tokens: TokenPair, authenticated_user: User, persist: Persist, refresh: Refresh
) -> None:
    authenticated_user.is_active = False
    await persist(authenticated_user)
    await refresh(tokens.refresh_token)
    authenticated_user.is_active = True
    await persist(authenticated_user)

    response = await refresh(tokens.refresh_token)

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "refresh-token-invalid")
