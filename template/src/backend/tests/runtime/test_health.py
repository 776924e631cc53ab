"""Alive without servers, ready only with both; each is really asked."""

from asyncio import Future, get_running_loop
from http import HTTPStatus

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from redis.asyncio import Redis

from backend.core.dependencies import State
from backend.core.redis import key_of
from backend.core.settings import CoreSettings
from backend.runtime.health import PROBE_KEY, Health, is_answered
from backend.runtime.lifespan import lifespan
from backend.tests.core.silence import silent_server
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.spare_redis import SpareRedis
from backend.tests.harness.transport import client_of
from backend.tests.runtime.answers import problem_of
from backend.tests.runtime.logs import ReadLog
from backend.tests.runtime.states import client_on, execute, with_options

# What Redis says of the time that a key has left where there is no such key.
GONE = -2


async def test_a_process_without_servers_is_alive(probe_client: AsyncClient) -> None:
    response = await probe_client.get("/livez")

    assert response.status_code == HTTPStatus.OK
    assert Health.model_validate_json(response.content) == Health(status="ok")


async def test_a_process_with_both_servers_is_ready(client: AsyncClient) -> None:
    response = await client.get("/readyz")

    assert response.status_code == HTTPStatus.OK
    assert Health.model_validate_json(response.content) == Health(status="ok")


async def test_without_redis_it_is_not_ready(
    app: FastAPI, state: State, serverless_state: State
) -> None:
    async with client_of(app, {**state, "redis": serverless_state["redis"]}) as client:
        problem = problem_of(await client.get("/readyz"))

    assert problem.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert problem.detail == "Not ready: cannot use Redis."


async def test_without_postgresql_it_is_not_ready(
    app: FastAPI, state: State, serverless_state: State
) -> None:
    away = serverless_state["sessionmaker"]
    async with client_of(app, {**state, "sessionmaker": away}) as client:
        problem = problem_of(await client.get("/readyz"))

    assert problem.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert problem.detail == "Not ready: cannot use PostgreSQL."


async def test_without_both_it_names_both(probe_client: AsyncClient) -> None:
    problem = problem_of(await probe_client.get("/readyz"))

    assert problem.type == "not-ready"
    assert problem.detail == "Not ready: cannot use PostgreSQL and Redis."


async def test_the_log_says_who_was_silent_and_why(
    probe_client: AsyncClient, read_log: ReadLog
) -> None:
    await probe_client.get("/readyz")

    lines = [line for line in read_log() if line["event"] == "server_silent"]
    causes = {line["server"]: line["cause"] for line in lines}
    assert causes == {"PostgreSQL": "ConnectionRefusedError", "Redis": "ConnectionError"}
    assert all("127.0.0.1" in line["detail"] for line in lines)


@pytest.mark.slow
async def test_patience_has_an_end() -> None:
    answer_that_never_comes: Future[None] = get_running_loop().create_future()

    assert await is_answered("Nobody", answer_that_never_comes, seconds=0.1) is False


@pytest.mark.slow
async def test_silence_is_an_answer_too(app: FastAPI) -> None:
    async with silent_server() as address:
        settings = settings_for_tests(
            database_url=f"postgresql://nobody@{address}/nowhere",
            redis_url=f"redis://{address}/0",
            server_patience=0.1,
        )
        async with lifespan(settings, app) as state, client_of(app, state) as client:
            problem = problem_of(await client.get("/readyz"))

    assert problem.detail == "Not ready: cannot use PostgreSQL and Redis."


async def test_where_it_may_not_write_rows_it_is_not_ready(
    app: FastAPI, live_settings: CoreSettings
) -> None:
    address = with_options(live_settings.database_url, "-cdefault_transaction_read_only=on")
    async with client_on(app, live_settings, database_url=address) as client:
        problem = problem_of(await client.get("/readyz"))

    assert problem.detail == "Not ready: cannot use PostgreSQL."


async def test_where_it_may_not_write_keys_it_is_not_ready(
    app: FastAPI, live_settings: CoreSettings, spare_redis: SpareRedis
) -> None:
    await execute(spare_redis.url, "CONFIG SET maxmemory 1")
    async with client_on(app, live_settings, redis_url=spare_redis.url) as client:
        problem = problem_of(await client.get("/readyz"))

    assert problem.detail == "Not ready: cannot use Redis."


async def test_a_probe_leaves_no_key_behind(client: AsyncClient, redis: Redis) -> None:
    await client.get("/readyz")

    assert await redis.ttl(key_of(redis, PROBE_KEY)) in {0, GONE}
