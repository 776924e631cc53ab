"""Deferred constraints and triggers, which a release of a savepoint leaves for later."""

from sqlalchemy import Connection

from backend.tests.harness.isolation.drivers import Link
from backend.tests.harness.isolation.open_transaction import OpenTransaction

DEFERRED = """
    SELECT format('%I.%I', nspname, conname)
    FROM pg_constraint JOIN pg_namespace ON pg_namespace.oid = connamespace
    WHERE condeferred ORDER BY 1
"""


class Constraints:
    """The names of those that a schema defers; read once, and again after a test changed them."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.deferred: list[str] | None = None

    def check(self, connection: Connection, opened: OpenTransaction) -> list[str]:
        """Check them now, and return the statements that defer them again.

        Without any, and where nothing was written, it sends nothing. Raises what a commit would.
        """
        if self.deferred is None or opened.changes_constraints:
            self.deferred = [str(name) for (name,) in self.link.ask(DEFERRED)]
        if not opened.checks_constraints and not (self.deferred and opened.wrote):
            return []
        # By SQLAlchemy: the error is then the same as that of a commit.
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        return [f"SET CONSTRAINTS {', '.join(self.deferred)} DEFERRED"] if self.deferred else []

    def forget(self, opened: OpenTransaction | None = None) -> None:
        """Read them again at the next commit if the transaction had changed them."""
        if opened is None or opened.changes_constraints or opened.holds_commits:
            self.deferred = None
