"""The doors of accounts: what is a token, and what needs which server."""

from http import HTTPStatus

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from backend.apps.accounts.routes import router
from backend.core.database import create_engine, create_sessionmaker
from backend.core.dependencies import State
from backend.core.redis import create_redis
from backend.core.settings import CoreSettings
from backend.tests.apps.accounts.operations import (
    LOG_IN,
    LOG_OUT,
    OPERATIONS,
    READ_ME,
    REFRESH,
    REGISTER,
    Operation,
)
from backend.tests.apps.answers import refusal_of

NOT_FOUND = (HTTPStatus.NOT_FOUND, "organization-not-found")


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


@pytest.mark.parametrize("operation", [LOG_IN, REFRESH, LOG_OUT], ids=str)
async def test_without_redis_nobody_comes_or_goes(
    client: AsyncClient, state: State, settings: CoreSettings, operation: Operation
) -> None:
    state["redis"] = create_redis(settings)

    response = await operation.send(client)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "redis-unavailable")
