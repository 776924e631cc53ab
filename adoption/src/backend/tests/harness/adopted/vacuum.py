"""Shrinks what rolled-back tests have left in the service's database, where it stands.

A new copy of the template would lack what the service wrote when it was started.
"""

from collections.abc import Sequence
from contextlib import suppress

import asyncpg

from backend.tests.harness.bloat import PLANNED_BYTES, RELATIONS, Bloat

STATISTICS = """
    SELECT oid, relpages, reltuples FROM pg_class
    WHERE oid >= $1 AND relkind IN ('r', 'm', 'p', 't', 'i')
"""
RESTORE = """
    UPDATE pg_class SET relpages = $2, reltuples = $3
    WHERE oid = $1 AND (relpages, reltuples) <> ($2, $3)
"""
LARGE = """
    SELECT oid::regclass::text FROM pg_class
    WHERE oid >= $1 AND relkind IN ('r', 'm') AND pg_total_relation_size(oid) > $2
"""
# Smaller ones are PostgreSQL's (FirstNormalObjectId in its transam.h).
FIRST_OID = 16384
Statistics = Sequence[tuple[int, int, float]]


async def look_at(url: str, bloat: Bloat) -> Statistics:
    """Return what the planner knows once the service was started, and show `bloat` the files."""
    connection = await asyncpg.connect(url)
    try:
        bloat.start(await connection.fetch(RELATIONS))
        return [tuple(row) for row in await connection.fetch(STATISTICS, FIRST_OID)]
    finally:
        await connection.close()


async def vacuum(url: str, statistics: Statistics) -> None:
    """Rewrite what is large, with its indexes; then the planner knows what it knew at the start."""
    connection = await asyncpg.connect(url, server_settings={"lock_timeout": "1s"})
    try:
        for (name,) in await connection.fetch(LARGE, FIRST_OID, PLANNED_BYTES):
            # Another engine of the service may be in a transaction there; the guards tell of it.
            with suppress(asyncpg.LockNotAvailableError):
                await connection.execute(f"VACUUM FULL {name}")
        # On servers that are given the role may not; then a plan may know of rows that are gone.
        with suppress(asyncpg.InsufficientPrivilegeError):
            await connection.executemany(RESTORE, statistics)
    finally:
        await connection.close()
