"""Resets the database of a `committed` test, where it is proved that only rows changed in it.

A copy of the template takes PostgreSQL several times as long, and needs new connections, which know
no table yet. Every row of PostgreSQL carries the number of the transaction that wrote it (`xmin`),
those of the system catalogues too: without a younger row, and with as many rows as before, nothing
was created, changed or dropped.
"""

from contextlib import suppress
from typing import cast

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from backend.tests.harness.bloat import PLANNED_BYTES
from backend.tests.harness.isolation.drivers import listens

RELATIONS = """
    SELECT pg_class.oid, format('%I.%I', nspname, relname) AS name, relkind = 'S' AS is_sequence,
        relkind = 'r' AND pg_class.oid >= 16384 AS is_table
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'm', 'S') AND relpersistence <> 't' AND NOT relisshared
"""
NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint % 4294967296"
YOUNGER = "SELECT count(*), count(*) FILTER (WHERE age(xmin) <= age('{next}'::xid)) FROM {name}"
STATE = "SELECT format('SELECT setval({oid}::regclass, %s, %L)', last_value, is_called) FROM {name}"
# Statistics that ANALYZE writes in place, and what dead rows have made large.
SIZES = """
    SELECT sum(reltuples)::bigint,
        count(*) FILTER (WHERE oid >= 16384 AND pg_relation_size(oid) > {bytes})
    FROM pg_class WHERE relkind IN ('r', 'm', 'p', 't', 'i')
"""
# What is kept outside of the database, and what others may still do in it.
PROPERTIES = """
    SELECT hashtext(concat_ws(' ', datdba, datacl, datallowconn, datistemplate, dattablespace,
            shobj_description(oid, 'pg_database'),
            (SELECT array_agg((setrole, setconfig)::text ORDER BY setrole)
                FROM pg_db_role_setting WHERE setdatabase = pg_database.oid),
            (SELECT array_agg(label) FROM pg_shseclabel WHERE objoid = pg_database.oid))),
        (SELECT count(*) FROM pg_prepared_xacts WHERE database = datname)
            + (SELECT count(*) FROM pg_stat_activity
                WHERE datid = pg_database.oid AND pid <> pg_backend_pid())
            + (SELECT count(*) FROM pg_replication_slots WHERE database = datname)
            + (SELECT count(*) FROM pg_subscription WHERE subdbid = pg_database.oid)
            + (SELECT count(*) FROM pg_prepared_statements WHERE from_sql)
    FROM pg_database WHERE datname = current_database()
"""
# DISCARD ALL would forget the statements that the driver has prepared.
SESSION = (
    "SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; CLOSE ALL; UNLISTEN *; "
    "SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES"
)
# Such a trigger or rule may write elsewhere when rows are deleted; only a superuser reads it all.
STUBBORN = """
    SELECT current_setting('is_superuser') = 'off'
        OR EXISTS (SELECT FROM pg_trigger WHERE NOT tgisinternal)
        OR EXISTS (SELECT FROM pg_rewrite WHERE rulename <> '_RETURN' AND oid >= 16384)
"""
IS_EMPTY = "SELECT NOT EXISTS (SELECT FROM {name})"
# Parts of one statement, at whose end foreign keys are checked: their order does not matter.
# session_replication_role would do without, and would make PostgreSQL plan all statements anew.
EMPTYING = "table_{oid} AS (DELETE FROM {name})"


class Resets:
    """Knows one state of a database, that of its template, and returns copies to it."""

    def __init__(self) -> None:
        self.proof = self.restore = ""
        self.before: list[asyncpg.Record] = []

    async def start(self, connection: asyncpg.Connection) -> None:
        """Take the database of `connection`, which nobody has used yet, for what a copy is."""
        if await connection.fetchval(STUBBORN):
            return
        number, looks = await connection.fetchval(NEXT), [SIZES.format(bytes=PLANNED_BYTES)]
        looks.append(PROPERTIES)
        restoring, emptying = ["SELECT 1"], []
        for oid, name, is_sequence, is_table in await connection.fetch(RELATIONS):
            if is_sequence:
                restoring.append(await connection.fetchval(STATE.format(oid=oid, name=name)))
            elif is_table and await connection.fetchval(IS_EMPTY.format(name=name)):
                emptying.append(EMPTYING.format(oid=oid, name=name))
            else:
                looks.append(YOUNGER.format(next=number, name=name))
        if emptying:
            restoring.append(f"WITH {', '.join(emptying)} SELECT 1")
        self.proof, self.restore = " UNION ALL ".join(looks), "; ".join(restoring)
        self.before = await connection.fetch(self.proof)

    async def reset(self, engine: AsyncEngine) -> bool:
        """Return the engine's database and connection to that state; say whether it was possible.

        A connection that is in use, or that the engine does not know, forbids it, and so does a
        second one: a pool of two hands them out in turn, where a new one keeps to its first.
        """
        pool = cast("QueuePool", engine.sync_engine.pool)
        if not self.proof or pool.checkedout() or pool.checkedin() != 1:
            return False
        with suppress(DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            async with engine.connect() as connection:
                raw = await connection.get_raw_connection()
                return await self.reset_by(cast("asyncpg.Connection", raw.driver_connection))
        return False

    async def reset_by(self, driver: asyncpg.Connection) -> bool:
        if listens(driver):
            return False
        await driver.execute(SESSION)
        if await driver.fetch(self.proof) != self.before:
            return False
        await driver.execute(self.restore)
        return True
