"""The one connection of usual tests, on which transactions of sessions are savepoints.

SQLAlchemy calls it "Joining a Session into an External Transaction". The savepoints are sent beside
SQLAlchemy, in one round trip each: it would prepare a statement for every name.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, cast

import asyncpg
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.util import await_

from backend.tests.harness.guards.interleaving import (
    BUSY,
    SENTENCE,
    InterleavedSessionsError,
    refuse_concurrency,
)
from backend.tests.harness.guards.turns import Turns, this_task
from backend.tests.harness.guards.violations import Violations
from backend.tests.harness.isolation.levels import accept_options
from backend.tests.harness.isolation.options import Options
from backend.tests.harness.isolation.table import DIFFERENCES
from backend.tests.harness.isolation.transactions import Transactions

Verb = Callable[[Connection, str], None]
DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError)


class Savepoints:
    """Follows the savepoints of the engine's one connection, as long as the run.

    PostgreSQL releases with a savepoint every later one, so a session that ends before a later
    one would fail that one with "savepoint does not exist", far from the cause.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.connection: Connection | None = None
        self.open: list[str] = []
        self.begun = 0
        self.transactions = Transactions(self, DIFFERENCES)
        dialect = engine.sync_engine.dialect
        self.savepoint: Verb = dialect.do_savepoint
        self.release: Verb = dialect.do_release_savepoint
        self.roll_back: Verb = dialect.do_rollback_to_savepoint
        for verb, ours in (
            ("do_savepoint", self.do_savepoint),
            ("do_release_savepoint", self.do_release),
            ("do_rollback_to_savepoint", self.do_roll_back),
        ):
            setattr(dialect, verb, ours)
        event.listen(Session, "after_begin", self.begin)
        event.listen(engine.sync_engine, "before_cursor_execute", self.look, retval=True)
        event.listen(engine.sync_engine, "set_connection_execution_options", self.set_options)
        event.listen(engine.sync_engine, "handle_error", refuse_concurrency)
        self.turns = Turns(engine.sync_engine)

    def close(self) -> None:
        event.remove(Session, "after_begin", self.begin)

    @contextmanager
    def shared(self, connection: AsyncConnection, violations: Violations) -> Iterator[None]:
        """Let the sessions of a test share this connection."""
        self.open, self.begun = [], 0
        self.turns.violations = violations
        self.transactions.start(violations)
        self.connection = connection.sync_connection
        assert self.connection is not None
        self.options = Options(self.connection)
        try:
            yield
        finally:
            self.connection = None

    @property
    def driver(self) -> asyncpg.Connection:
        assert self.connection is not None
        return cast("asyncpg.Connection", self.connection.connection.driver_connection)

    def send(self, *statements: str) -> None:
        with self.turn():
            await_(self.driver.execute("; ".join(statements)))

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with self.turn():
            return [tuple(row) for row in await_(self.driver.fetch(query))]

    def commit_aborted(self, connection: Connection, savepoint: str) -> None:
        # It fails, and what the service has to say of that it says to SQLAlchemy.
        self.release(connection, savepoint)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Keep other tasks off. Raises InterleavedSessionsError or SessionInUseError."""
        assert self.connection is not None
        self.expect_turn(self.connection)
        self.turns.holders[self.connection] = this_task()
        try:
            yield
        except asyncpg.InterfaceError as error:
            if BUSY in str(error):
                self.refuse_interleaving()
            raise
        finally:
            self.turns.holders.pop(self.connection, None)

    def expect_turn(self, connection: Connection, *, begins: bool = False) -> None:
        if self.turns.holders.get(connection) in (None, this_task()):
            return
        if begins or len(self.transactions.open) > 1:
            self.refuse_interleaving()
        self.turns.refuse()

    def refuse_interleaving(self) -> NoReturn:
        self.transactions.violations.add(SENTENCE)
        raise InterleavedSessionsError

    def begin(self, _: Session, transaction: SessionTransaction, connection: Connection) -> None:
        """Take the savepoint that was just made for what it is: a transaction of a session."""
        if connection is self.connection and not transaction.nested and self.open:
            self.transactions.begin(self.open[-1])
            self.options.begin(self.transactions.open[-1])

    def look(self, connection: Connection, _: object, *call: Any) -> tuple[str, Any]:  # noqa: ANN401 - a driver's
        statement, parameters, *_ = call
        if connection is self.connection:
            self.expect_turn(connection)
            self.options.asked = {}
            return self.transactions.look(statement, parameters), parameters
        if self.connection is not None:
            self.transactions.look_elsewhere(statement)
        return statement, parameters

    def set_options(self, connection: Connection, options: dict[str, Any]) -> None:
        if connection is self.connection:
            accept_options(self.transactions, options)
            self.options.ask(options)

    def do_savepoint(self, connection: Connection, name: str) -> None:
        if connection is not self.connection:
            self.savepoint(connection, name)
            return
        self.expect_turn(connection, begins=True)
        if self.begun:
            self.sent(self.savepoint, connection, name, f"SAVEPOINT {name}")
        else:
            # The driver sends BEGIN with the first statement.
            self.savepoint(connection, name)
        self.begun += 1
        self.open.append(name)

    def sent(self, verb: Verb, connection: Connection, name: str, statement: str) -> None:
        """Send it; what PostgreSQL refuses, SQLAlchemy sends again and translates."""
        try:
            self.send(statement)
        except DRIVER_ERRORS:
            verb(connection, name)

    def do_release(self, connection: Connection, name: str) -> None:
        if self.ends_transaction(connection, name):
            try:
                self.transactions.commit(connection)
            except DRIVER_ERRORS:
                self.release(connection, name)
        else:
            self.release(connection, name)

    def do_roll_back(self, connection: Connection, name: str) -> None:
        if self.ends_transaction(connection, name):
            try:
                self.transactions.roll_back()
            except DRIVER_ERRORS:
                self.roll_back(connection, name)
        else:
            self.roll_back(connection, name)

    def ends_transaction(self, connection: Connection, name: str) -> bool:
        """Say whether the savepoint is that of a transaction; they must end in the opposite order.

        Raises InterleavedSessionsError.
        """
        if connection is not self.connection:
            return False
        if self.open[-1:] != [name]:
            self.refuse_interleaving()
        self.open.pop()
        transactions = self.transactions.open
        if not transactions or transactions[-1].savepoint != name:
            return False
        self.options.set(transactions[-1].options)
        return True
