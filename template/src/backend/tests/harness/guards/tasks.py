"""Finds asyncio tasks that outlive the test that started them."""

import asyncio
from typing import Any

from backend.tests.harness.guards.violations import Violations

HOUSEKEEPING_SECONDS = 10.0
# The harness's own, which live as long as the run.
KEPT: set[asyncio.Task[Any]] = set()


class Tasks:
    """Remembers the tasks that were there before."""

    def __init__(self) -> None:
        self.before = asyncio.all_tasks()

    async def check(self, violations: Violations) -> None:
        """Cancel what is left over and name it."""
        # A task that has nothing left to do ends within a turn of the loop.
        await asyncio.sleep(0)
        for task in self.left():
            if is_housekeeping(task):
                await asyncio.wait([task], timeout=HOUSEKEEPING_SECONDS)
        for task in self.left():
            task.cancel()
            await asyncio.wait([task])
            violations.add(
                f"The task {task.get_name()} ({described(task)}) still ran when the test was over: "
                "await it, or cancel it."
            )

    def left(self) -> set[asyncio.Task[Any]]:
        return asyncio.all_tasks() - self.before - KEPT - {asyncio.current_task()}


def is_housekeeping(task: asyncio.Task[Any]) -> bool:
    """Say whether asyncio itself started it, to close a generator that was left half-way."""
    return type(task.get_coro()).__name__ == "async_generator_athrow"


def described(task: asyncio.Task[Any]) -> str:
    coroutine = task.get_coro()
    return getattr(coroutine, "__qualname__", repr(coroutine))
