"""Enters and exits a context in one task, though pytest begins and ends a fixture in two."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


@asynccontextmanager
async def in_one_task(context: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """Yield what `context` yields; a task of its own enters it and, at the end, exits it.

    anyio's task groups and cancel scopes, and so whatever holds one open, insist on that. Raises
    what entering and exiting raise; the context does not learn of an error in between.
    """
    entered, over = asyncio.Event(), asyncio.Event()
    opened: list[T] = []

    async def hold() -> None:
        try:
            async with context as resource:
                opened.append(resource)
                entered.set()
                await over.wait()
        finally:
            entered.set()

    task = asyncio.create_task(hold())
    try:
        await entered.wait()
        if not opened:
            await task
        yield opened[0]
    finally:
        over.set()
        await task
