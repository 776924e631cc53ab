"""What insists on one task for its entry and its exit has one, whoever begins and ends it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from backend.tests.harness.one_task import in_one_task


@asynccontextmanager
async def listening() -> AsyncIterator[list[str]]:
    """Open what has a task group, as a server of the Model Context Protocol does."""
    heard: list[str] = []
    async with anyio.create_task_group() as group:
        group.start_soon(anyio.sleep_forever)
        yield heard
        group.cancel_scope.cancel()
    heard.append("closed")


async def test_it_is_entered_and_exited_by_different_tasks() -> None:
    context = in_one_task(listening())

    heard = await asyncio.create_task(context.__aenter__())
    await asyncio.create_task(context.__aexit__(None, None, None))

    assert heard == ["closed"]


async def test_it_is_closed_when_the_work_fails() -> None:
    with pytest.raises(LookupError):
        async with in_one_task(listening()) as heard:
            raise LookupError

    assert heard == ["closed"]


@asynccontextmanager
async def broken(reason: str) -> AsyncIterator[None]:
    if reason:
        raise OSError(reason)
    yield


async def test_an_error_at_the_entry_is_raised() -> None:
    with pytest.raises(OSError, match="Nobody answers"):
        async with in_one_task(broken("Nobody answers.")):
            pass
