"""A database lives as long as the connection of its owner, and a copy is like its template."""

import asyncpg

from backend.tests.harness.databases import OWNED, Databases, nobodys_name
from backend.tests.harness.locks import until_free

PROPERTIES = """
    SELECT current_setting('search_path'), current_setting('app.tenant'),
        current_setting('work_mem'), has_database_privilege('public', datname, 'CONNECT'),
        has_database_privilege('pg_monitor', datname, 'CREATE WITH GRANT OPTION'),
        shobj_description(oid, 'pg_database')
    FROM pg_database WHERE datname = current_database()
"""


async def test_a_database_with_an_owner_is_spared(owner: Databases, other: Databases) -> None:
    name = await owner.create()

    await other.sweep()

    assert name in await other.made(OWNED)
    await owner.drop(name)


async def test_a_database_whose_owner_is_gone_is_swept(owner: Databases, other: Databases) -> None:
    name = await owner.create()
    await owner.connection.close()
    await until_free(other.connection, name)

    await other.sweep()
    # A process that starts at this moment may have been first, and is not done yet.
    await until_free(other.connection, name)

    assert name not in await other.made(OWNED)


async def test_a_kept_database_is_nobodys_to_sweep(owner: Databases, other: Databases) -> None:
    kept = await owner.keep(await owner.create())
    await owner.connection.close()

    await other.sweep()

    assert await other.exists(kept)
    await other.drop(kept)


async def test_a_database_that_no_run_made_is_spared(owner: Databases, other: Databases) -> None:
    name = f"{OWNED}{nobodys_name()}"
    await owner.connection.execute(f"CREATE DATABASE {name}")

    await other.sweep()

    assert await other.exists(name)
    await other.drop(name)


async def test_a_copy_of_a_database_that_a_run_made_is_spared(
    owner: Databases, other: Databases
) -> None:
    made, name = await owner.create(), f"{OWNED}{nobodys_name()}"
    await owner.connection.execute(f"CREATE DATABASE {name} TEMPLATE {made}")
    await owner.drop(made)

    await other.sweep()

    assert await other.exists(name)
    await other.drop(name)


async def test_a_copy_has_the_settings_the_grants_and_the_comment(owner: Databases) -> None:
    template = await owner.create()
    for change in (
        "ALTER DATABASE {} SET search_path = '$user', other, public",
        "ALTER DATABASE {} SET app.tenant = 'one=two'",
        "ALTER ROLE CURRENT_USER IN DATABASE {} SET work_mem = '7MB'",
        "GRANT CREATE ON DATABASE {} TO pg_monitor WITH GRANT OPTION",
        "REVOKE CONNECT ON DATABASE {} FROM PUBLIC",
        "COMMENT ON DATABASE {} IS 'its comment'",
    ):
        await owner.connection.execute(change.format(template))

    copies = [await properties_of(owner, await owner.create(template)) for _ in range(2)]

    assert copies == [await properties_of(owner, template)] * 2
    assert copies[0] == ['"$user", other, public', "one=two", "7MB", False, True, "its comment"]


async def properties_of(owner: Databases, name: str) -> list[object]:
    connection = await asyncpg.connect(owner.url_of(name))
    try:
        [properties] = await connection.fetch(PROPERTIES)
        return list(properties)
    finally:
        await connection.close()
