"""What a failure of a server means to whoever sent the request."""

import socket

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from backend.core.errors import AppError
from backend.runtime.server_errors import (
    ChangedMeanwhileError,
    DatabaseUnavailableError,
    RedisUnavailableError,
    app_error_of,
)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (StaleDataError(), ChangedMeanwhileError),
        (RedisConnectionError(), RedisUnavailableError),
        (RedisTimeoutError(), RedisUnavailableError),
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

    assert "(a constraint)" in str(app_error_of(caught.value))
