"""Descriptions of failures for logs and rows, without the data that made them fail."""

import asyncpg
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

SERVICE = "backend."
# Data exceptions and what a function raises quote values in their first line, others do not.
QUOTING_STATES = ("22", "P0")
# redis-py puts a command of a pipeline before the server's reply, key and value included.
END_OF_COMMAND = "of pipeline caused error: "


class NoConnectionError(ConnectionError):
    """PostgreSQL gave no connection; the cause is what asyncpg raised."""


def cause_of(error: BaseException) -> str:
    return type(origin_of(error)).__name__


def detail_of(error: BaseException) -> str:
    """Return what went wrong, but neither parameters, rows nor keys."""
    origin = origin_of(error)
    if isinstance(origin, asyncpg.PostgresError):
        state = str(origin.sqlstate or "")
        message = str(origin.args[0]) if origin.args else ""
        return f"SQLSTATE {state}" if state.startswith(QUOTING_STATES) else message
    if isinstance(origin, asyncpg.InterfaceError) and isinstance(origin, ValueError):
        return "The driver refused a parameter."
    text = str(origin)
    return text.rpartition(END_OF_COMMAND)[2] if isinstance(origin, RedisError) else text


def origin_of(error: BaseException) -> BaseException:
    """Return what the driver raised, where SQLAlchemy or the service's engine has wrapped it."""
    if isinstance(error, NoConnectionError):
        return error.__cause__ or error
    if isinstance(error, DBAPIError) and has_own_sentence(error):
        return error
    try:
        origin: BaseException = getattr(error, "driver_exception", error)
    except ValueError:
        # SQLAlchemy leaves it out of an error about an outdated plan, whose cause it is.
        origin = (getattr(error, "orig", None) or error).__cause__ or error
    return origin


def has_own_sentence(error: BaseException) -> bool:
    return type(error).__module__.startswith(SERVICE)
