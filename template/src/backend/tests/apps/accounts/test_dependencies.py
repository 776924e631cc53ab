"""The doors of accounts: who must show a token, and what a stranger to a tenant sees."""

from http import HTTPStatus

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.accounts.routes import router
from backend.apps.accounts.values import Role
from backend.core.database import create_engine, create_sessionmaker
from backend.core.dependencies import State
from backend.core.redis import create_redis
from backend.core.settings import CoreSettings
from backend.tests.apps.accounts.builders import MakeOrganization
from backend.tests.apps.accounts.operations import (
    FOR_MEMBERS,
    FOR_USERS,
    LOG_IN,
    LOG_OUT,
    OPERATIONS,
    READ_ME,
    REFRESH,
    REGISTER,
    Operation,
)
from backend.tests.apps.accounts.sign_in import ActAs
from backend.tests.apps.answers import problem_of, refusal_of, wrong_places

NOT_FOUND = (HTTPStatus.NOT_FOUND, "organization-not-found")


def test_no_operation_is_forgotten_here() -> None:
    accounts = FastAPI()
    accounts.include_router(router, prefix="/v1")

    paths = accounts.openapi()["paths"]

    served = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert served == set(map(str, OPERATIONS))


@pytest.mark.parametrize("operation", FOR_USERS + FOR_MEMBERS, ids=str)
async def test_without_a_token_nobody_gets_in(client: AsyncClient, operation: Operation) -> None:
    response = await operation.send(client)

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "access-token-missing")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("operation", FOR_USERS + FOR_MEMBERS, ids=str)
async def test_with_a_false_token_nobody_gets_in(client: AsyncClient, operation: Operation) -> None:
    client.headers["Authorization"] = "Bearer of.bad.news"

    response = await operation.send(client)

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "access-token-invalid")
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_another_scheme_is_no_token(client: AsyncClient) -> None:
    client.headers["Authorization"] = "Basic YWRhOmxvdmVsYWNl"

    response = await READ_ME.send(client)

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "access-token-missing")


@pytest.mark.parametrize("operation", FOR_MEMBERS, ids=str)
async def test_a_stranger_is_told_it_does_not_exist(
    act_as: ActAs, make_organization: MakeOrganization, operation: Operation
) -> None:
    mine, theirs = await make_organization(), await make_organization()
    stranger = await act_as(Role.OWNER, mine)

    response = await operation.send(stranger, theirs.id)

    assert refusal_of(response) == NOT_FOUND


@pytest.mark.parametrize("operation", FOR_MEMBERS, ids=str)
async def test_a_stranger_cannot_tell_it_from_missing(
    authenticated_client: AsyncClient,
    organization: Organization,
    session: AsyncSession,
    operation: Operation,
) -> None:
    theirs = await operation.send(authenticated_client, organization.id)
    await session.execute(delete(Organization))
    await session.commit()

    missing = await operation.send(authenticated_client, organization.id)

    assert refusal_of(missing) == NOT_FOUND
    assert problem_of(theirs) == problem_of(missing)


@pytest.mark.validation
@pytest.mark.parametrize("operation", FOR_MEMBERS, ids=str)
async def test_a_path_without_a_key_is_refused(
    authenticated_client: AsyncClient, operation: Operation
) -> None:
    response = await operation.send(authenticated_client, "not-a-key")

    assert refusal_of(response) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
    assert wrong_places(response) == ["path.organization_id"]


@pytest.mark.parametrize("operation", [REGISTER, LOG_IN, *FOR_USERS, *FOR_MEMBERS], ids=str)
async def test_without_a_database_all_is_unavailable(
    authenticated_client: AsyncClient, state: State, settings: CoreSettings, operation: Operation
) -> None:
    state["sessionmaker"] = create_sessionmaker(create_engine(settings))

    response = await operation.send(authenticated_client)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")


@pytest.mark.parametrize("operation", [LOG_IN, REFRESH, LOG_OUT], ids=str)
async def test_without_redis_nobody_comes_or_goes(
    client: AsyncClient, state: State, settings: CoreSettings, operation: Operation
) -> None:
    state["redis"] = create_redis(settings)

    response = await operation.send(client)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "redis-unavailable")
