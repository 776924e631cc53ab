"""Clones come from a pool that says why there are none."""

import asyncpg
import pytest
from asyncpg import Connection

from backend.tests.harness.clones import READY, ClonePool
from backend.tests.harness.databases import OWNED, Databases


async def test_every_test_that_waits_sees_why_there_is_no_clone(
    owner: Databases, other: Databases
) -> None:
    async with ClonePool(owner, other, template="nowhere").open(2) as clones:
        for _ in range(2):
            with pytest.raises(asyncpg.InvalidCatalogNameError, match="nowhere"):
                async with clones.clone():
                    pass


async def test_a_clone_is_dropped_after_its_test(owner: Databases, other: Databases) -> None:
    pool = ClonePool(owner, other, template="template0")

    async with pool.open(1), pool.clone() as clone:
        pass

    assert await other.made(clone.name) == []


async def test_a_clone_that_was_reset_is_lent_again(owner: Databases, other: Databases) -> None:
    pool = ClonePool(owner, other, template="template0")

    async with pool.open(1):
        async with pool.clone() as first:
            pool.kept = first
        async with pool.clone() as second:
            assert second is first
            pool.kept = second

    assert await other.made(first.name) == []


async def test_a_connection_that_was_opened_ahead_is_closed(
    owner: Databases, other: Databases
) -> None:
    pool = ClonePool(owner, other, template="template0")
    pool.connect = lambda name: asyncpg.connect(owner.url_of(name))

    async with pool.open(1), pool.clone() as clone:
        assert clone.connection
        assert await clone.connection.fetchval("SELECT current_database()") == clone.name

    assert clone.connection.is_closed()


async def test_a_pool_that_ends_early_leaves_nothing(owner: Databases, other: Databases) -> None:
    opened: dict[str, Connection] = {}
    pool = ClonePool(owner, other, template="template0")

    async def connect(name: str) -> Connection:
        opened[name] = await asyncpg.connect(owner.url_of(name))
        return opened[name]

    pool.connect = connect
    async with pool.open(READY + 2), pool.clone():
        pass

    assert opened
    assert all(connection.is_closed() for connection in opened.values())
    assert not opened.keys() & set(await other.made(OWNED))
