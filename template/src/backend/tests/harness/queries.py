"""Bounds how many statements a block sends to PostgreSQL, and lists them when they are too many."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncEngine

# The sandbox's own bookkeeping, and the sessions': not what the service asks for.
BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET CONSTRAINTS")


class HasEngine(Protocol):
    """A sandbox, of whatever service."""

    @property
    def engine(self) -> AsyncEngine | Engine: ...


@contextmanager
def at_most_queries(limit: int, sandbox: HasEngine) -> Iterator[list[str]]:
    """Yield the statements of the block so far; fail the test after it if they are over `limit`."""
    statements: list[str] = []

    def note(_: Connection, __: object, statement: str, *___: object) -> None:
        if not statement.startswith(BOOKKEEPING):
            statements.append(" ".join(statement.split()))

    engine = sandbox.engine
    if isinstance(engine, AsyncEngine):
        engine = engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
    if len(statements) > limit:
        listed = "\n".join(f"  {number}. {text}" for number, text in enumerate(statements, 1))
        sentence = (
            f"{len(statements)} statements were sent, at most {limit} were expected:\n{listed}"
        )
        pytest.fail(sentence, pytrace=False)
