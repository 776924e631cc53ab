"""Checks of pooled connections, which cost a round trip only after a pause."""

from math import inf
from time import monotonic
from typing import Any

from sqlalchemy import Dialect, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

# A connection that was idle for so long is asked before it is trusted: at PostgreSQL, at Redis.
IDLE_SECONDS = 30
LAST_USE = "last_use"


def check_idle_connections(engine: AsyncEngine, idle_seconds: float = IDLE_SECONDS) -> None:
    """Replace connections that are lost when they leave the pool, as SQLAlchemy's pre-ping does.

    A server that ends or restarts closes its connections, and the event loop has noticed that by
    the next request: this costs nothing. Only a connection that was idle for `idle_seconds` is
    pinged, which takes three round trips: a network may have dropped it without a word.
    """

    def check(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: object) -> None:
        # A connection that was only just opened has had no use yet.
        if monotonic() - entry.info.get(LAST_USE, inf) >= idle_seconds:
            ping(engine.dialect, connection, entry)
        if is_closed(entry):
            raise InvalidatePoolError

    event.listen(engine.sync_engine, "checkin", note_use)
    event.listen(engine.sync_engine, "checkout", check)


def note_use(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[LAST_USE] = monotonic()


def ping(dialect: Dialect, connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    """Have the driver find out whether the connection is lost."""
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error:
        if not is_closed(entry):
            raise


def is_closed(entry: ConnectionPoolEntry) -> bool:
    driver: Any = entry.driver_connection
    return bool(driver.is_closed())
