"""What apps open when the process starts, to share it with every request and job."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, TypeAlias

# Each opener names the settings of its own app; the process has those of all apps in one.
OpenResources: TypeAlias = Callable[[Any], AbstractAsyncContextManager[object]]
Resources: TypeAlias = Mapping[str, object]


@asynccontextmanager
async def opened(
    openers: Mapping[str, OpenResources], settings: object
) -> AsyncIterator[Resources]:
    """Open everything in order; close it again, the last one first, whatever happens."""
    async with AsyncExitStack() as stack:
        resources: dict[str, object] = {}
        for app, open_resources in openers.items():
            resources[app] = await stack.enter_async_context(open_resources(settings))
        yield resources
