"""Clones come from a pool that says why there are none."""

import asyncpg
import pytest

from backend.tests.harness.clones import ClonePool
from backend.tests.harness.databases import Databases


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

    async with pool.open(1), pool.clone() as name:
        pass

    assert await other.named(name) == []
