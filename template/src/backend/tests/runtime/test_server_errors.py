"""What a failure of a server means to whoever sent the request."""

import socket
from http import HTTPStatus

import pytest
from fastapi import FastAPI
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from backend.core.errors import AppError
from backend.core.settings import CoreSettings
from backend.runtime.server_errors import (
    ChangedMeanwhileError,
    DatabaseUnavailableError,
    RedisUnavailableError,
    UniqueViolationError,
    app_error_of,
)
from backend.tests.harness.logs import collected_log
from backend.tests.harness.spare_redis import SpareRedis
from backend.tests.runtime.answers import problem_of
from backend.tests.runtime.logs import ReadLog
from backend.tests.runtime.probes import SECRET
from backend.tests.runtime.states import client_on, execute, with_options

MUCH_SORTING = "SELECT FROM generate_series(1, 100000) AS number ORDER BY number % 7"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (StaleDataError(), ChangedMeanwhileError),
        (RedisConnectionError(), RedisUnavailableError),
        (RedisTimeoutError(), RedisUnavailableError),
        (RedisError("NEWSTATE of a server that nobody has seen yet"), RedisUnavailableError),
        (ConnectionRefusedError(), DatabaseUnavailableError),
        (TimeoutError(), DatabaseUnavailableError),
        (socket.gaierror(), DatabaseUnavailableError),
        (PoolTimeoutError(), DatabaseUnavailableError),
    ],
    ids=repr,
)
def test_a_servers_failure_is_one_of_ours(error: Exception, kind: type[AppError]) -> None:
    assert type(app_error_of(error)) is kind


async def test_a_violation_without_a_name_is_one_all_the_same(session: AsyncSession) -> None:
    with pytest.raises(DBAPIError) as caught:
        await session.execute(text("DO $$ BEGIN RAISE SQLSTATE '23505'; END $$"))

    assert isinstance(app_error_of(caught.value), UniqueViolationError)


@pytest.mark.parametrize(
    ("options", "sql"),
    [
        ("-cdefault_transaction_read_only=on", "DELETE FROM outbox WHERE kind = :secret"),
        ("-cstatement_timeout=1ms", f"{MUCH_SORTING}, CAST(:secret AS text)"),
        ("-ctemp_file_limit=0 -cwork_mem=64kB", f"{MUCH_SORTING}, CAST(:secret AS text)"),
        ("", "SELECT pg_terminate_backend(pg_backend_pid()), CAST(:secret AS text)"),
    ],
    ids=["read-only", "statement-timeout", "no-room-for-temporary-files", "being-shut-down"],
)
async def test_a_state_of_postgresql_is_told_without_what_it_was_given(
    probe_app: FastAPI, live_settings: CoreSettings, read_log: ReadLog, options: str, sql: str
) -> None:
    address = with_options(live_settings.database_url, options)
    async with client_on(probe_app, live_settings, database_url=address) as client:
        problem = problem_of(await client.get("/probes/statements", params={"sql": sql}))

    assert problem.status == HTTPStatus.SERVICE_UNAVAILABLE
    lines = read_log()
    assert "server_away" in [line["event"] for line in lines]
    assert SECRET not in str(lines)


async def test_a_column_that_was_changed_under_a_plan_is_a_state_of_postgresql(
    probe_app: FastAPI, live_settings: CoreSettings
) -> None:
    # A temporary table is seen by the one connection that the client's requests share.
    change = "ALTER TABLE plans ALTER number TYPE text"
    made = ["CREATE TEMPORARY TABLE plans (number integer)", "SELECT * FROM plans", change]
    async with client_on(probe_app, live_settings) as client:
        for sql in made:
            await client.get("/probes/statements", params={"sql": sql})
        answers = [
            await client.get("/probes/statements", params={"sql": "SELECT * FROM plans"})
            for _ in range(2)
        ]

    assert [answer.status_code for answer in answers] == [HTTPStatus.SERVICE_UNAVAILABLE, 200]


@pytest.mark.parametrize(
    "command",
    [
        "CONFIG SET maxmemory 1",
        "CONFIG SET min-replicas-to-write 1",
        "REPLICAOF 127.0.0.1 1",
        "CONFIG SET requirepass changed",
    ],
)
async def test_a_state_of_redis_is_told_without_its_keys(
    probe_app: FastAPI, settings: CoreSettings, spare_redis: SpareRedis, command: str
) -> None:
    with collected_log(settings) as log:
        await execute(spare_redis.url, command)
        async with client_on(probe_app, settings, redis_url=spare_redis.url) as client:
            problem = problem_of(await client.get("/probes/counts"))

    assert (problem.status, problem.type) == (HTTPStatus.SERVICE_UNAVAILABLE, "redis-unavailable")
    assert SECRET not in log.getvalue()


async def test_a_value_that_redis_cannot_hold_is_a_bug(
    probe_app: FastAPI, live_settings: CoreSettings
) -> None:
    async with client_on(probe_app, live_settings) as client:
        problem = problem_of(await client.get("/probes/values"))

    assert problem.status == HTTPStatus.INTERNAL_SERVER_ERROR
