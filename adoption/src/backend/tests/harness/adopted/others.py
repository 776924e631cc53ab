"""Follows the engines that the service opens beside the one that `wiring.py` leads to.

They have no gate. In a usual test they lead to the process's database, where what they write would
stay; in a committed test they lead to the database of that test, as the first one does.
"""

from contextlib import closing, suppress
from typing import Any
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Dialect

from backend.tests.harness.guards.violations import Violations

# Only a transaction that writes is given an id.
HAS_WRITTEN = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL"
SENTENCE = (
    "The test wrote on another engine than the one that wiring.py leads to, and nothing takes "
    "that back. Mark it with @pytest.mark.committed, and every engine leads to a database of the "
    "test's own."
)


class Others:
    """Every engine of this process but one, as long as the run."""

    def __init__(self, gated: Engine, home: str) -> None:
        self.gated = gated
        self.home = home
        self.database = home
        self.violations = Violations()
        self.has_written = False
        self.engines: WeakSet[Engine] = WeakSet()
        event.listen(Engine, "do_connect", self.lead)
        event.listen(Engine, "engine_connect", self.meet)
        event.listen(Engine, "commit", self.look)

    def watch(self, violations: Violations) -> None:
        """From now on what they write is a violation."""
        self.violations, self.has_written = violations, False

    def aim(self, database: str) -> None:
        """From now on they lead to `database`."""
        self.database = database
        for engine in list(self.engines):
            engine.dispose()

    def lead(self, _: Dialect, __: object, ___: object, parameters: dict[str, Any]) -> None:
        word = "dbname" if "dbname" in parameters else "database"
        if parameters.get(word) == self.home:
            parameters[word] = self.database

    def meet(self, connection: Connection) -> None:
        if self.is_other(connection):
            self.engines.add(connection.engine)

    def look(self, connection: Connection) -> None:
        """Ask what is about to commit whether it has written; in a committed test it may."""
        if self.is_other(connection) and writes(connection):
            self.has_written = True
            self.violations.add(SENTENCE)

    def is_other(self, connection: Connection) -> bool:
        # An engine with options of its own shares the dialect of the one that it was made from.
        dialect = connection.dialect
        return dialect is not self.gated.dialect and dialect.name == "postgresql"


def writes(connection: Connection) -> bool:
    """Ask beside SQLAlchemy, whose events are about the service's statements."""
    # What has failed cannot commit, and cannot answer.
    failed = suppress(connection.dialect.loaded_dbapi.Error)
    with closing(connection.connection.cursor()) as cursor, failed:
        cursor.execute(HAS_WRITTEN)
        return any(cursor.fetchone() or ())
    return False
