"""The one connection of usual tests, by whatever driver."""

from typing import Any, Protocol

from sqlalchemy import Connection

ABORTED = "25P02"


class Link(Protocol):
    """The way to the one connection, beside SQLAlchemy, whose events are the service's."""

    @property
    def driver(self) -> Any: ...  # noqa: ANN401 - whatever the driver has

    def send(self, *statements: str) -> None: ...

    def ask(self, query: str) -> list[tuple[Any, ...]]: ...

    def commit_aborted(self, connection: Connection, savepoint: str) -> None:
        """Say what the service says where PostgreSQL answers COMMIT with ROLLBACK."""
        ...


def listens(driver: object) -> bool:
    """Say whether code listens by the driver; asyncpg keeps it to itself."""
    return bool(getattr(driver, "_listeners", None))


def is_aborted(error: BaseException) -> bool:
    """Say whether the transaction had failed before, by whatever driver says so."""
    original = getattr(error, "orig", None) or error
    states = (getattr(original, "sqlstate", None), getattr(original, "pgcode", None))
    detail = original.args[0] if original.args else None
    return ABORTED in states or (isinstance(detail, dict) and detail.get("C") == ABORTED)
