"""Settings of the database that a migration makes, in a usual test and in production."""

from tests.servers.differences import BOTH, Sessions, ask

KEPT = """
    SELECT concat_ws(' ', current_setting('app.kept', true), shobj_description(oid, 'pg_database'),
        has_database_privilege('pg_monitor', oid, 'TEMPORARY'))
    FROM pg_database WHERE datname = current_database()
"""


@BOTH
async def test_properties_of_the_database(mode: str, sessionmaker: Sessions) -> None:
    assert await ask(sessionmaker, KEPT) == "1 kept f", mode
