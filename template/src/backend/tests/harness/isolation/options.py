"""Execution options: a session's end with its transaction, though the connection goes on."""

from typing import Any

from sqlalchemy import Connection

from backend.tests.harness.isolation.open_transaction import OpenTransaction


class Options:
    """Those of the connection that all sessions of a test share."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.usual = self.before = connection.get_execution_options()
        self.asked: dict[str, Any] = {}

    def ask(self, options: dict[str, Any]) -> None:
        """Remember them: SQLAlchemy sets what a session asks for right before it begins."""
        if not self.asked:
            self.before = self.connection.get_execution_options()
        self.asked |= options

    def begin(self, opened: OpenTransaction) -> None:
        """Begin with those of a new connection, and with what the session has asked for."""
        opened.options = self.before if self.asked else self.connection.get_execution_options()
        self.set(self.usual.union(self.asked))

    def set(self, options: Any) -> None:  # noqa: ANN401 - a dict that only SQLAlchemy makes
        # Its public method adds to them, and takes none away.
        self.connection._execution_options = options  # noqa: SLF001 - see above
        self.asked = {}
