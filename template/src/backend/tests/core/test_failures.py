"""A failure is described by what went wrong, never by the data that it met."""

from ssl import SSLCertVerificationError

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.failures import NoConnectionError, cause_of, detail_of

SECRET = "hunter2"  # noqa: S105 - what no description may contain


@pytest.mark.parametrize(
    ("sql", "cause", "detail"),
    [
        ("SELECT 1 FROM nowhere", "UndefinedTableError", 'relation "nowhere" does not exist'),
        (f"SELECT CAST('{SECRET}' AS int)", "InvalidTextRepresentationError", "SQLSTATE 22P02"),
        (f"DO $$ BEGIN RAISE '{SECRET}'; END $$", "RaiseError", "SQLSTATE P0001"),
        (
            f"DO $$ BEGIN RAISE 'no room' USING ERRCODE = '53100', DETAIL = '{SECRET}'; END $$",
            "DiskFullError",
            "no room",
        ),
    ],
)
async def test_postgresql_is_quoted_without_values(
    session: AsyncSession, sql: str, cause: str, detail: str
) -> None:
    with pytest.raises(DBAPIError) as caught:
        await session.execute(text(sql))

    assert (cause_of(caught.value), detail_of(caught.value)) == (cause, detail)


async def test_a_parameter_that_the_driver_refuses_is_not_quoted(session: AsyncSession) -> None:
    with pytest.raises(DBAPIError) as caught:
        await session.execute(text("SELECT CAST(:number AS int)"), {"number": SECRET})

    assert SECRET in str(caught.value)
    assert SECRET not in detail_of(caught.value)


async def test_a_command_of_a_pipeline_is_not_quoted(redis: Redis) -> None:
    await redis.set(SECRET, "text", ex=60)
    pipeline = redis.pipeline()
    pipeline.incr(SECRET)

    with pytest.raises(ResponseError) as caught:
        await pipeline.execute()

    assert SECRET in str(caught.value)
    assert SECRET not in detail_of(caught.value)
    assert "value is not an integer or out of range" in detail_of(caught.value)


def test_a_connection_that_failed_without_a_cause_is_its_own() -> None:
    assert cause_of(NoConnectionError("Nobody listens.")) == "NoConnectionError"


# A wrong certificate is a ValueError, as is a parameter that the driver refuses.
@pytest.mark.parametrize("kind", [ConnectionRefusedError, SSLCertVerificationError])
def test_a_connection_that_failed_says_why(kind: type[OSError]) -> None:
    error = NoConnectionError("PostgreSQL gave no connection.")
    error.__cause__ = kind("The reason.")

    assert cause_of(error) == kind.__name__
    assert "The reason." in detail_of(error)
