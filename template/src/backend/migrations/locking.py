"""Keeps processes from migrating at once, and a migration from waiting long for a table."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from alembic.util import CommandError
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import DBAPIError

# Any number does, as long as nothing else in the database takes an advisory lock of it.
LOCK = 0x7E57BED
RETRY_SECONDS = 0.2
IN_TRANSACTION = True
LOCK_NOT_AVAILABLE = "55P03"

log = logging.getLogger("alembic.runtime.migration")


class LockTimeoutError(CommandError):
    """A table stayed in use for longer than a migration may wait for it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The migration waited {seconds:g} seconds for a lock that another session holds, and "
            "its transaction was rolled back. End that session (pg_stat_activity lists it) and run "
            "the migration again, or let it wait longer: MIGRATION_LOCK_SECONDS=60."
        )


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Hold this database's migration lock; wait as long as another process holds it.

    The lock belongs to the session that migrates, and the wait is a question asked again: a
    session that waits in a statement holds a snapshot, for which the other process's
    CREATE INDEX CONCURRENTLY would wait in turn.
    """
    if not taken(connection):
        log.info("Another process migrates this database; waiting until it has finished.")
        while not taken(connection):
            sleep(RETRY_SECONDS)
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(select(func.pg_advisory_unlock(LOCK)))
        connection.commit()


def taken(connection: Connection) -> bool:
    was_free = connection.scalar(select(func.pg_try_advisory_lock(LOCK)))
    connection.commit()
    return bool(was_free)


@contextmanager
def impatient(connection: Connection, seconds: float) -> Iterator[None]:
    """Give up a transaction that waits for a lock: every later query on that table queues behind.

    It counts for transactions only. In an autocommit block CREATE INDEX CONCURRENTLY blocks nobody
    while it waits, and one that gave up would leave an invalid index.
    """

    def limit(connection: Connection) -> None:
        timeout = f"{seconds * 1000:.0f}ms"
        connection.execute(select(func.set_config("lock_timeout", timeout, IN_TRANSACTION)))

    event.listen(connection, "begin", limit)
    try:
        yield
    except DBAPIError as error:
        if getattr(error.driver_exception, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise LockTimeoutError(seconds) from error
    finally:
        event.remove(connection, "begin", limit)
