"""Registering, logging in, staying in and leaving, as a client sees it."""

from http import HTTPStatus
from io import StringIO

from httpx import AsyncClient
from redis.asyncio import Redis

from backend.apps.accounts.models import User
from backend.apps.accounts.schemas import RegistrationReceived, TokenPair, UserRead
from backend.tests.apps.accounts.entrance import LogIn, Refresh
from backend.tests.apps.accounts.factories import (
    PASSWORD,
    PresentedTokenFactory,
    RegistrationFactory,
)
from backend.tests.apps.accounts.operations import LOG_OUT, REFRESH, REGISTER
from backend.tests.apps.answers import refusal_of

WRONG = "incorrect horse battery staple"


async def test_registering_answers_with_the_email_alone(client: AsyncClient) -> None:
    new = RegistrationFactory.build()

    response = await client.post("/v1/auth/register", json=new.model_dump(mode="json"))

    assert response.status_code == HTTPStatus.ACCEPTED
    received = RegistrationReceived.model_validate(response.json())
    assert received == RegistrationReceived(email=new.email)


async def test_who_registers_can_log_in(client: AsyncClient, log_in: LogIn) -> None:
    new = RegistrationFactory.build()
    await client.post("/v1/auth/register", json=new.model_dump(mode="json"))

    response = await log_in(new.email, new.password)

    assert response.status_code == HTTPStatus.OK


async def test_a_login_opens_the_door(
    client: AsyncClient, tokens: TokenPair, authenticated_user: User
) -> None:
    authorization = f"{tokens.token_type} {tokens.access_token}"

    response = await client.get("/v1/me", headers={"Authorization": authorization})

    assert UserRead.model_validate(response.json()) == UserRead.model_validate(authenticated_user)


async def test_a_refresh_opens_the_door_too(
    client: AsyncClient, tokens: TokenPair, refresh: Refresh, authenticated_user: User
) -> None:
    fresh = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())
    authorization = f"{fresh.token_type} {fresh.access_token}"

    response = await client.get("/v1/me", headers={"Authorization": authorization})

    assert UserRead.model_validate(response.json()) == UserRead.model_validate(authenticated_user)


async def test_after_the_logout_no_refresh_works(
    client: AsyncClient, tokens: TokenPair, refresh: Refresh, redis: Redis
) -> None:
    leaving = PresentedTokenFactory.build(refresh_token=tokens.refresh_token)

    response = await client.post("/v1/auth/logout", json=leaving.model_dump(mode="json"))

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    assert await redis.keys("refresh-token:*") == []
    refused = await refresh(tokens.refresh_token)
    assert refusal_of(refused) == (HTTPStatus.UNAUTHORIZED, "refresh-token-invalid")


async def test_leaving_one_device_keeps_the_other(
    client: AsyncClient, authenticated_user: User, log_in: LogIn
) -> None:
    phone = TokenPair.model_validate((await log_in(authenticated_user.email)).json())
    laptop = TokenPair.model_validate((await log_in(authenticated_user.email)).json())

    await LOG_OUT.send(client, body=PresentedTokenFactory.build(refresh_token=phone.refresh_token))

    response = await REFRESH.send(
        client, body=PresentedTokenFactory.build(refresh_token=laptop.refresh_token)
    )
    assert response.status_code == HTTPStatus.OK


async def test_leaving_with_an_unknown_token_is_fine(client: AsyncClient) -> None:
    response = await LOG_OUT.send(client)

    assert response.status_code == HTTPStatus.NO_CONTENT


async def test_no_password_is_logged(client: AsyncClient, log_in: LogIn, log: StringIO) -> None:
    new = RegistrationFactory.build()

    await REGISTER.send(client, body=new)
    await log_in(new.email)
    await log_in(new.email, WRONG)

    assert log.getvalue().count("/v1/auth/login") == 2
    assert PASSWORD not in log.getvalue()
    assert WRONG not in log.getvalue()


async def test_no_token_is_logged(tokens: TokenPair, refresh: Refresh, log: StringIO) -> None:
    fresh = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())
    await refresh(tokens.refresh_token)

    assert log.getvalue().count("/v1/auth/refresh") == 2
    for secret in (tokens.refresh_token, fresh.refresh_token, fresh.access_token):
        assert secret not in log.getvalue()


async def test_no_answer_holds_a_password(client: AsyncClient, log_in: LogIn) -> None:
    new = RegistrationFactory.build()

    registered = await REGISTER.send(client, body=new)
    taken = await REGISTER.send(client, body=new)
    refused = await log_in(new.email, WRONG)

    answered = registered.text + taken.text + refused.text
    assert new.email in answered
    for secret in (PASSWORD, WRONG, "argon2"):
        assert secret not in answered
