"""Finds transactions that PostgreSQL rolls back because the code caught an error and went on."""

from contextlib import suppress
from typing import Any

import asyncpg
from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.core.failures import cause_of, detail_of

IN_FAILED_TRANSACTION = "25P02"
RELEASE = "RELEASE SAVEPOINT"
LAST_ERROR = "last_error"


class SwallowedError(DBAPIError):
    """A statement failed, its error was caught, and the transaction went on to nowhere."""

    def __init__(self, swallowed: str, orig: BaseException) -> None:
        super().__init__(None, None, orig)
        self.swallowed = swallowed

    def __str__(self) -> str:
        return (
            "PostgreSQL keeps nothing of this transaction: a statement in it failed, and the error "
            f"was caught. It was {self.swallowed}. Let it end the transaction, or put the "
            "statement into `async with session.begin_nested():` and catch the error outside."
        )


class NotCommittedError(Exception):
    """PostgreSQL answered COMMIT with ROLLBACK."""


class CheckedConnection(asyncpg.Connection):
    """Reads what PostgreSQL answers to COMMIT: it rolls a failed transaction back without a word.

    The driver drops that answer, the command tag.
    """

    async def execute(self, query: str, *args: object, **options: Any) -> str:  # noqa: ANN401 - the driver's
        status: str = await super().execute(query, *args, **options)
        if status == "ROLLBACK" and query == "COMMIT;":
            raise NotCommittedError
        return status


def refuse_swallowed_errors(engine: AsyncEngine) -> None:
    """Have a transaction that goes on after an error raise SwallowedError; its connections check.

    PostgreSQL decides whether the transaction has failed. What is remembered only names the
    reason: the last error of the transaction that was not about the failed state itself.
    """
    event.listen(engine.sync_engine, "handle_error", name_swallowed)
    # What a rollback undid is not swallowed, and a pooled connection outlives its transactions.
    event.listen(engine.sync_engine, "begin", forget_error)
    event.listen(engine.sync_engine, "rollback_savepoint", forget_error)


def name_swallowed(context: ExceptionContext) -> None:
    error, connection = context.original_exception, context.connection
    if connection is None or context.is_disconnect:
        return
    state = getattr(error, "sqlstate", None)
    if state == IN_FAILED_TRANSACTION or isinstance(error, NotCommittedError):
        restore_savepoint(connection, context.statement or "")
        raise SwallowedError(connection.info.get(LAST_ERROR, "sent as raw SQL"), error)
    if state is not None:
        # SQLAlchemy's first look at a server has none; what it raises there names the error anyway.
        with suppress(NotImplementedError):
            # Words, not the exception: it would keep all alive that its traceback refers to.
            connection.info[LAST_ERROR] = f"{cause_of(error)}: {detail_of(error)}"


def forget_error(connection: Connection, *_: object) -> None:
    # A connection that is lost has forgotten it, and SQLAlchemy refuses to look at its info.
    if not connection.invalidated:
        connection.info.pop(LAST_ERROR, None)


def restore_savepoint(connection: Connection, statement: str) -> None:
    """Undo what a savepoint that cannot be released covers; SQLAlchemy takes it for over."""
    if statement.startswith(RELEASE):
        connection.exec_driver_sql(statement.replace(RELEASE, "ROLLBACK TO SAVEPOINT", 1))
