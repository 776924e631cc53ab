"""How often an account and a network may try to log in, register and refresh."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response
from redis.asyncio import Redis

from backend.apps.accounts.models import User
from backend.apps.accounts.schemas import TokenPair
from backend.apps.accounts.settings import AccountsSettings
from backend.core.dependencies import State
from backend.tests.apps.accounts.builders import MakeUser
from backend.tests.apps.accounts.entrance import Entrance, LogIn, Refresh
from backend.tests.apps.accounts.factories import RegistrationFactory, somebodys_email
from backend.tests.apps.accounts.operations import LOG_IN, REFRESH, REGISTER, Operation
from backend.tests.apps.answers import refusal_of
from backend.tests.harness.clock import Clock
from backend.tests.harness.transport import client_of

WRONG = "incorrect horse battery staple"
CREDENTIALS_WRONG = (HTTPStatus.UNAUTHORIZED, "credentials-wrong")
TOO_MANY_REQUESTS = (HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests")


async def test_too_many_guesses_lock_the_guesser_out(
    log_in: LogIn, authenticated_user: User, settings: AccountsSettings
) -> None:
    for _ in range(settings.login_attempts):
        assert refusal_of(await log_in(authenticated_user.email, WRONG)) == CREDENTIALS_WRONG

    response = await log_in(authenticated_user.email)

    assert refusal_of(response) == TOO_MANY_REQUESTS
    assert 0 < int(response.headers["Retry-After"]) <= settings.login_window_seconds


async def test_the_lockout_ends_with_its_window(
    log_in: LogIn, authenticated_user: User, settings: AccountsSettings, clock: Clock
) -> None:
    for _ in range(settings.login_attempts + 1):
        await log_in(authenticated_user.email, WRONG)
    clock.move(timedelta(seconds=settings.login_window_seconds))

    response = await log_in(authenticated_user.email)

    assert response.status_code == HTTPStatus.OK


async def test_a_login_forgives_earlier_guesses(
    log_in: LogIn, authenticated_user: User, settings: AccountsSettings
) -> None:
    for _ in range(settings.login_attempts - 1):
        await log_in(authenticated_user.email, WRONG)
    await log_in(authenticated_user.email)

    for _ in range(settings.login_attempts):
        response = await log_in(authenticated_user.email, WRONG)

    assert refusal_of(response) == CREDENTIALS_WRONG


async def test_guesses_count_for_one_email_only(
    log_in: LogIn, make_user: MakeUser, settings: AccountsSettings
) -> None:
    guessed, other = await make_user(), await make_user()
    for _ in range(settings.login_attempts + 1):
        await log_in(guessed.email, WRONG)

    response = await log_in(other.email)

    assert response.status_code == HTTPStatus.OK


async def test_guesses_count_for_one_address_only(
    log_in: LogIn, log_in_from_afar: LogIn, authenticated_user: User, settings: AccountsSettings
) -> None:
    for _ in range(settings.login_attempts + 1):
        await log_in_from_afar(authenticated_user.email, WRONG)

    response = await log_in(authenticated_user.email)

    assert response.status_code == HTTPStatus.OK


async def test_guesses_at_nobody_count_too(log_in: LogIn, settings: AccountsSettings) -> None:
    nobody = somebodys_email()
    for _ in range(settings.login_attempts):
        await log_in(nobody)

    response = await log_in(nobody)

    assert refusal_of(response) == TOO_MANY_REQUESTS


async def test_guesses_from_everywhere_count_for_the_account(
    app: FastAPI, state: State, settings: AccountsSettings, authenticated_user: User
) -> None:
    state["settings"] = settings.model_copy(update={"logins_per_account": 6})

    answers = [
        await log_in_from(app, state, f"198.51.100.{host}", authenticated_user.email)
        for host in range(7)
    ]

    assert [refusal_of(answer) for answer in answers[:6]] == [CREDENTIALS_WRONG] * 6
    assert refusal_of(answers[6]) == TOO_MANY_REQUESTS


@pytest.mark.parametrize(
    "addresses",
    [
        ["198.51.100.7"] * 3,
        ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::3"],
        ["198.51.100.7", "::ffff:198.51.100.7", "::ffff:c633:6407"],
    ],
    ids=["one address", "one network", "one address in two forms"],
)
async def test_guesses_at_everyone_count_for_the_network(
    app: FastAPI, state: State, settings: AccountsSettings, addresses: list[str]
) -> None:
    state["settings"] = settings.model_copy(update={"logins_per_address": 2})

    answers = [await log_in_from(app, state, each, somebodys_email()) for each in addresses]

    assert [refusal_of(answer) for answer in answers[:2]] == [CREDENTIALS_WRONG] * 2
    assert refusal_of(answers[2]) == TOO_MANY_REQUESTS


@pytest.mark.parametrize(
    ("operation", "limit"),
    [
        (LOG_IN, "logins_per_address"),
        (REGISTER, "registrations_per_address"),
        (REFRESH, "refreshes_per_address"),
    ],
    ids=str,
)
async def test_one_address_asks_only_so_often(
    client: AsyncClient, state: State, operation: Operation, limit: str
) -> None:
    state["settings"] = state["settings"].model_copy(update={limit: 1})
    await operation.send(client)

    response = await operation.send(client)

    assert refusal_of(response) == TOO_MANY_REQUESTS


async def test_one_account_is_registered_only_so_often(client: AsyncClient, state: State) -> None:
    limits = {"registrations_per_account": 1}
    state["settings"] = state["settings"].model_copy(update=limits)
    new = RegistrationFactory.build()
    await REGISTER.send(client, body=new)

    again, other = await REGISTER.send(client, body=new), await REGISTER.send(client)

    assert refusal_of(again) == TOO_MANY_REQUESTS
    assert other.status_code == HTTPStatus.ACCEPTED


async def test_one_account_refreshes_only_so_often(
    tokens: TokenPair, refresh: Refresh, state: State
) -> None:
    state["settings"] = state["settings"].model_copy(update={"refreshes_per_account": 1})
    fresh = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())

    response = await refresh(fresh.refresh_token)

    assert refusal_of(response) == TOO_MANY_REQUESTS


async def test_whatever_is_counted_is_forgotten(
    client: AsyncClient, log_in: LogIn, redis: Redis, settings: AccountsSettings
) -> None:
    await log_in(somebodys_email())
    await REGISTER.send(client)
    await REFRESH.send(client)

    lifetimes = [await redis.ttl(key) for key in await redis.keys("rate-limit:*")]

    assert len(lifetimes) == 6
    assert all(0 < each <= settings.login_window_seconds for each in lifetimes)


async def log_in_from(app: FastAPI, state: State, address: str, email: str) -> Response:
    async with client_of(app, state, address) as client:
        return await Entrance(client).log_in(email, WRONG)
