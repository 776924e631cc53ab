"""Stands between the service's engine and PostgreSQL, and decides what a connection is.

The service's engine, sessionmaker and dependencies stay what they are. In a test of the usual kind
every connection is the same one, in one transaction; what begins on it is a savepoint, what commits
releases it, what rolls back returns to it. For a committed test connections are real.
"""

from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Dialect, ExceptionContext

from backend.tests.harness.guards.checkouts import Checkouts
from backend.tests.harness.guards.interleaving import (
    SENTENCE,
    InterleavedSessionsError,
    refuse_concurrency,
)
from backend.tests.harness.guards.turns import Turns
from backend.tests.harness.guards.violations import Violations
from backend.tests.harness.isolation.levels import accept_options
from backend.tests.harness.isolation.table import DIFFERENCES
from backend.tests.harness.isolation.transactions import Transactions

OUTER = "testbed"


class Gate:
    """One for each engine, as long as the run."""

    def __init__(self, engine: Engine, database: str) -> None:
        self.engine = engine
        self.database = database
        self.shared = False
        self.raw: Any = None
        self.violations = Violations()
        self.begun = 0
        self.open: list[str] = []
        self.savepoints: dict[Connection, str] = {}
        self.transactions = Transactions(self, DIFFERENCES)
        self.checkouts = Checkouts(engine)
        self.own = Own(engine.dialect, self)
        event.listen(engine, "do_connect", self.connect)
        event.listen(engine, "begin", self.begin)
        event.listen(engine, "commit", self.commit)
        event.listen(engine, "rollback", self.rollback)
        event.listen(engine, "before_cursor_execute", self.look, retval=True)
        event.listen(engine, "set_connection_execution_options", self.set_options)
        event.listen(engine, "handle_error", self.refuse_concurrency)
        self.turns = Turns(engine)

    def connect(
        self, dialect: Dialect, _: object, words: tuple[Any, ...], parameters: dict[str, Any]
    ) -> Any:  # noqa: ANN401 - a driver's connection
        """Return the one connection, or None: then the engine opens another one."""
        parameters["dbname" if "dbname" in parameters else "database"] = self.database
        if not self.shared:
            return None
        if self.raw is None:
            self.raw = dialect.connect(*words, **parameters)
        return self.raw

    def share(self, violations: Violations) -> None:
        """From now on every connection is the one that a test's end undoes."""
        self.violations, self.begun, self.shared = violations, 0, True
        self.turns.violations = violations
        self.transactions.start(violations)
        self.open.clear()
        self.savepoints.clear()
        self.undo()

    def aim(self, database: str, violations: Violations) -> None:
        """From now on connections are real, and lead to `database`."""
        self.shared, self.turns.violations = False, violations
        self.engine.dispose()
        self.database = database

    def begin(self, connection: Connection) -> None:
        if not self.shared:
            return
        if not self.begun:
            self.send(f"SAVEPOINT {OUTER}")
        self.begun += 1
        name = f"{OUTER}_{len(self.open) + 1}"
        self.send(f"SAVEPOINT {name}")
        self.open.append(name)
        self.savepoints[connection] = name
        self.transactions.begin(name)

    def commit(self, connection: Connection) -> None:
        if self.ends(connection):
            self.transactions.commit(connection)

    def rollback(self, connection: Connection) -> None:
        if self.ends(connection):
            # A connection that broke has rolled back already; the guards tell of it.
            with suppress(self.engine.dialect.loaded_dbapi.Error):
                self.transactions.roll_back()

    def ends(self, connection: Connection) -> bool:
        """Say whether it has a savepoint, which ends here; they must end in the opposite order."""
        name = self.savepoints.pop(connection, None)
        if name and self.open[-1:] != [name]:
            self.violations.add(SENTENCE)
            raise InterleavedSessionsError
        if name:
            self.open.pop()
        return name is not None

    def look(self, connection: Connection, _: object, *call: Any) -> tuple[str, Any]:  # noqa: ANN401 - a driver's
        statement, parameters, *_ = call
        if connection in self.savepoints:
            statement = self.transactions.look(statement, parameters)
        return statement, parameters

    def set_options(self, _: Connection, options: dict[str, Any]) -> None:
        if self.shared:
            accept_options(self.transactions, options)

    def refuse_concurrency(self, context: ExceptionContext) -> None:
        if self.shared:
            refuse_concurrency(context)

    @property
    def driver(self) -> Any:  # noqa: ANN401 - a driver's connection
        return getattr(self.raw, "driver_connection", self.raw)

    def send(self, *statements: str) -> None:
        """Send beside SQLAlchemy, whose events are about the service's statements."""
        for statement in statements:
            with closing(self.raw.cursor()) as cursor:
                cursor.execute(statement)

    def commit_aborted(self, connection: Connection, savepoint: str) -> None:
        """Say nothing, as COMMIT says nothing."""

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with closing(self.raw.cursor()) as cursor:
            cursor.execute(query)
            return [tuple(row) for row in cursor.fetchall()]

    def undo(self) -> None:
        if self.raw is not None:
            self.own.do_rollback(self.raw)

    def keep(self) -> None:
        # What cannot be committed is lost; the guards tell of it.
        if self.raw is not None:
            with suppress(self.engine.dialect.loaded_dbapi.Error):
                self.own.do_commit(self.raw)

    def give_up(self) -> None:
        """Close the one connection; the next test that wants one opens another."""
        raw, self.raw, self.shared = self.raw, None, False
        self.engine.dispose()
        if raw is not None:
            with suppress(self.engine.dialect.loaded_dbapi.Error):
                self.own.do_terminate(raw)


class Own:
    """The dialect's own verbs; meanwhile those of the engine leave the one connection alone."""

    VERBS = ("do_commit", "do_rollback", "do_close", "do_terminate")

    def __init__(self, dialect: Dialect, gate: Gate) -> None:
        self.gate = gate
        self.do_commit: Callable[[Any], None] = dialect.do_commit
        self.do_rollback: Callable[[Any], None] = dialect.do_rollback
        self.do_terminate: Callable[[Any], None] = dialect.do_terminate
        for verb in (*self.VERBS, "set_isolation_level", "reset_isolation_level"):
            setattr(dialect, verb, self.sparing(getattr(dialect, verb), instead=None))
        # In the middle of a transaction some drivers cannot.
        dialect.do_ping = self.sparing(dialect.do_ping, instead=True)  # type: ignore[method-assign]

    def sparing(self, verb: Callable[..., Any], *, instead: object) -> Callable[..., Any]:
        def spared(connection: Any, *more: Any) -> Any:  # noqa: ANN401 - a driver's connection
            raw = getattr(connection, "dbapi_connection", connection)
            if raw is not None and raw is self.gate.raw:
                return instead
            return verb(connection, *more)

        return spared
