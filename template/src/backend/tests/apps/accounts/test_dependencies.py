"""The doors of accounts: what is a token, and what needs which server."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from fastapi import FastAPI, WebSocket
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from httpx import AsyncClient

from backend.apps.accounts.dependencies import CurrentUserDep
from backend.apps.accounts.routes import auth, me, router
from backend.apps.accounts.settings import AccountsSettings
from backend.core.database import create_engine, create_sessionmaker
from backend.core.dependencies import State
from backend.core.redis import create_redis
from backend.core.settings import CoreSettings
from backend.runtime.errors import install_error_handlers
from backend.tests.apps.accounts.builders import MakeUser
from backend.tests.apps.accounts.operations import (
    LOG_IN,
    LOG_OUT,
    OPERATIONS,
    READ_ME,
    REFRESH,
    REGISTER,
    Operation,
)
from backend.tests.apps.accounts.sign_in import bearer
from backend.tests.apps.answers import refusal_of
from backend.tests.harness.sockets import talk
from backend.tests.harness.transport import WithState

NOT_FOUND = (HTTPStatus.NOT_FOUND, "organization-not-found")

SHARED = {"get_session", "get_sessionmaker", "get_settings"}


def test_no_operation_is_forgotten_here() -> None:
    accounts = FastAPI()
    accounts.include_router(router, prefix="/v1")

    paths = accounts.openapi()["paths"]

    served = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert served == set(map(str, OPERATIONS))


async def test_another_scheme_is_no_token(client: AsyncClient) -> None:
    client.headers["Authorization"] = "Basic YWRhOmxvdmVsYWNl"

    response = await READ_ME.send(client)

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "access-token-missing")


@pytest.mark.parametrize("operation", [REGISTER, LOG_IN], ids=str)
async def test_without_a_database_nobody_comes(
    client: AsyncClient, state: State, settings: CoreSettings, operation: Operation
) -> None:
    state["sessionmaker"] = create_sessionmaker(create_engine(settings))

    response = await operation.send(client)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")


@pytest.mark.parametrize("operation", [REGISTER, LOG_IN, REFRESH, LOG_OUT], ids=str)
async def test_without_redis_nobody_comes_or_goes(
    client: AsyncClient, state: State, settings: CoreSettings, operation: Operation
) -> None:
    state["redis"] = create_redis(settings)

    response = await operation.send(client)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "redis-unavailable")


async def greet(socket: WebSocket, user: CurrentUserDep) -> None:
    await socket.accept()
    await socket.send_text(user.email)
    await socket.close()


def socket_app(state: State) -> WithState:
    app = FastAPI()
    install_error_handlers(app)
    app.add_api_websocket_route("/me", greet)
    return WithState(app, state)


async def test_a_socket_knows_its_user(
    state: State, settings: AccountsSettings, make_user: MakeUser
) -> None:
    user = await make_user()

    heard = await talk(socket_app(state), "/me", authorization=bearer(settings, user))

    assert {"type": "websocket.send", "text": user.email} in heard


async def test_a_socket_without_a_token_is_refused_before_it_opens(state: State) -> None:
    heard = await talk(socket_app(state), "/me")

    assert [message.get("status") for message in heard] == [HTTPStatus.UNAUTHORIZED, None]


@pytest.mark.parametrize(
    ("route", "used"),
    [
        (me.router.routes[0], {"get_current_user", "Bearer", *SHARED}),
        (auth.router.routes[1], {"get_client_network", "get_login_service", "get_state"}),
    ],
    ids=["me", "login"],
)
def test_a_request_builds_nothing_that_it_does_not_use(route: APIRoute, used: set[str]) -> None:
    assert set(names_of(route.dependant)) == used


def names_of(dependant: Dependant) -> Iterator[str]:
    for needed in dependant.dependencies:
        yield getattr(needed.call, "__name__", type(needed.call).__name__)
        yield from names_of(needed)
