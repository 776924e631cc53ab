"""Finds what rolled-back tests leave in the files of a database: dead rows, and statistics.

PostgreSQL keeps the rows of a transaction that was rolled back until a vacuum. ANALYZE writes the
number of rows into pg_class at once, whatever becomes of its transaction (vac_update_relstats in
PostgreSQL's vacuum.c). Both make tests slower and change plans; a new copy of the template has
neither.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Engine, event

# A look takes about a millisecond: it follows some rows, and otherwise some tests, because a
# function of PostgreSQL or COPY writes rows that no cursor counts.
ROWS_PER_LOOK, TESTS_PER_LOOK = 100, 100
# The planner takes a smaller table that was never analyzed for one of ten pages
# (table_block_relation_estimate_size in PostgreSQL's tableam.c).
PLANNED_BYTES = 10 * 8192
# What the template has filled may grow by as much as changes no plan.
GROWTH = 1.1
RELATIONS = """
    SELECT oid, coalesce(pg_relation_size(oid), 0), CASE relkind WHEN 'i' THEN -1 ELSE reltuples END
    FROM pg_class WHERE relkind IN ('r', 'm', 'p', 't', 'i') AND relpersistence <> 't'
"""
SUSPECTS = f"{RELATIONS} AND (pg_relation_size(oid) > {PLANNED_BYTES} OR reltuples >= 0)"
UNKNOWN = (0, -1.0)
# Each an oid, bytes, and how many rows the planner knows of.
Rows = Iterable[Iterable[Any]]


class Bloat:
    """Counts what an engine writes, and compares the relations with those of the template."""

    def __init__(self, engine: Engine) -> None:
        self.rows = self.tests = 0
        self.analyzed = False
        self.before: dict[int, tuple[int, float]] = {}
        event.listen(engine, "after_cursor_execute", self.count)

    def count(self, _: Connection, cursor: Any, statement: str, *call: Any) -> None:  # noqa: ANN401 - a driver's
        parameters, __, executemany = call
        self.rows += len(parameters) if executemany else max(cursor.rowcount, 0)
        self.analyzed = self.analyzed or "ANALYZE" in statement[:20].upper()

    def start(self, rows: Rows) -> None:
        """Remember the relations as the template has them: the rows of `RELATIONS`."""
        self.before = {oid: (size, count) for oid, size, count in rows}

    def is_due(self) -> bool:
        """Count one more test, and say whether the relations have to be looked at after it."""
        self.tests += 1
        return self.analyzed or self.rows >= ROWS_PER_LOOK or self.tests >= TESTS_PER_LOOK

    def is_found(self, rows: Rows) -> bool:
        """Say from the rows of `SUSPECTS` if a later test would meet other files or counts."""
        self.rows = self.tests = 0
        self.analyzed = False
        return any(self.has_grown(*row) for row in rows)

    def has_grown(self, oid: int, size: int, count: float) -> bool:
        size_before, count_before = self.before.get(oid, UNKNOWN)
        return count != count_before or size > max(PLANNED_BYTES, GROWTH * size_before)
