"""Translates failures of PostgreSQL and Redis into answers to the request."""

import socket

import asyncpg
from redis.exceptions import DataError, RedisError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

from backend.core.errors import AppError, ConflictError, UnavailableError
from backend.core.failures import origin_of
from backend.runtime.conflicts import conflict_of

# A unique index and an exclusion constraint; a foreign key, of which 18 tells RESTRICT apart.
UNIQUE_VIOLATIONS = {"23505", "23P01"}
REFERENCE_VIOLATIONS = {"23503", "23001"}
# States of the server, in which the same request may succeed a moment later (PostgreSQL, appendix
# A): connection, transaction rolled back for another one, read-only, timeouts, resources, locks,
# operator, system, snapshot, configuration, internal. Whole classes where all states are such.
AWAY = (
    *("08", "40", "53", "57", "58", "72", "F0", "XX"),
    *("25006", "25P03", "25P04", "55006", "55P"),
)

# asyncpg lets the operating system's own errors through while it connects.
DATABASE_AWAY = (ConnectionError, TimeoutError, socket.gaierror, PoolTimeoutError)
SERVER_ERRORS = (DBAPIError, StaleDataError, RedisError, *DATABASE_AWAY)


class UniqueViolationError(ConflictError):
    def __init__(self) -> None:
        super().__init__("Something with the same value already exists.")


class ReferenceViolationError(ConflictError):
    def __init__(self) -> None:
        super().__init__("It refers to what does not exist, or is still referred to.")


class ChangedMeanwhileError(ConflictError):
    def __init__(self) -> None:
        super().__init__("Another request changed or removed this meanwhile; read it again.")


class DatabaseUnavailableError(UnavailableError):
    def __init__(self) -> None:
        super().__init__("The database cannot do this now; try again in a moment.")


class RedisUnavailableError(UnavailableError):
    def __init__(self) -> None:
        super().__init__("Redis cannot do this now; try again in a moment.")


def app_error_of(error: Exception) -> AppError | None:
    """The failure a client may know about, or None for a bug of ours."""
    if isinstance(error, DBAPIError):
        return _database_error_of(error)
    if isinstance(error, StaleDataError):
        return ChangedMeanwhileError()
    if isinstance(error, DataError):
        # redis-py itself refused a value that no command takes.
        return None
    if isinstance(error, RedisError):
        return RedisUnavailableError()
    return DatabaseUnavailableError()


def _database_error_of(error: DBAPIError) -> AppError | None:
    # The driver's own exception: SQLAlchemy's wrapper knows no constraint names.
    cause = origin_of(error)
    state = str(getattr(cause, "sqlstate", None) or "")
    if constraint := getattr(cause, "constraint_name", None):
        conflict = conflict_of(constraint, getattr(cause, "detail", None) or "")
        if conflict is not None:
            return conflict
    if state in UNIQUE_VIOLATIONS:
        return UniqueViolationError()
    if state in REFERENCE_VIOLATIONS:
        return ReferenceViolationError()
    # A migration has changed a column: each connection meets that once, and then plans anew.
    is_outdated = isinstance(cause, asyncpg.InvalidCachedStatementError)
    if error.connection_invalidated or is_outdated or state.startswith(AWAY):
        return DatabaseUnavailableError()
    return None
