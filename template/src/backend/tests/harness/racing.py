"""Lets requests of a committed test really meet each other."""

from asyncio import gather
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from typing import Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")


class HasEngine(Protocol):
    """A sandbox, of whatever service."""

    @property
    def engine(self) -> AsyncEngine: ...


async def race(sandbox: HasEngine, *contenders: Awaitable[T]) -> list[T]:
    """Run them at once, and return what each came back with.

    Every one finds a connection that is open already: who has to connect first comes so late that
    the others are done, and a race that never happens proves nothing.
    """
    async with AsyncExitStack() as held:
        for _ in contenders:
            await held.enter_async_context(sandbox.engine.connect())
    return await gather(*contenders)
