"""A database lives as long as the connection of its owner."""

from backend.tests.harness.databases import OWNED, Databases
from backend.tests.harness.locks import until_free


async def test_a_database_with_an_owner_is_spared(owner: Databases, other: Databases) -> None:
    name = await owner.create()

    await other.sweep()

    assert name in await other.named(OWNED)
    await owner.drop(name)


async def test_a_database_whose_owner_is_gone_is_swept(owner: Databases, other: Databases) -> None:
    name = await owner.create()
    await owner.connection.close()
    await until_free(other.connection, name)

    await other.sweep()
    # A process that starts at this moment may have been first, and is not done yet.
    await until_free(other.connection, name)

    assert name not in await other.named(OWNED)


async def test_a_kept_database_is_nobodys_to_sweep(owner: Databases, other: Databases) -> None:
    kept = await owner.keep(await owner.create())
    await owner.connection.close()

    await other.sweep()

    assert await other.named(kept) == [kept]
    await other.drop(kept)
