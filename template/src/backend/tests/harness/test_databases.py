"""A database lives as long as the connection of its owner."""

from backend.tests.harness.databases import OWNED, Databases, nobodys_name
from backend.tests.harness.locks import until_free


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
