"""The service's application, started as a server would start it, once in a process."""

import inspect
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asgi_lifespan import LifespanManager
from starlette.types import ASGIApp

from backend.tests.harness.adopted.references import resolve
from backend.tests.harness.adopted.wiring import Wiring

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Application:
    """What the service calls its app, and what requests go to: the same, with a lifespan's state.

    A sync service is started in a thread of its own, where all its clients find it.
    """

    app: Any
    entrance: ASGIApp
    started: "TestClient | None" = None


async def make_app(reference: str) -> Any:  # noqa: ANN401 - whatever the service calls its app
    """Return the app that `reference` names, or that the function there makes."""
    found = resolve("app", reference)
    made = found() if inspect.isfunction(found) or inspect.isclass(found) else found
    return await made if inspect.isawaitable(made) else made


async def start(app: Any, wired: Wiring, stack: AsyncExitStack) -> Application:  # noqa: ANN401 - the same
    """Run the startup of `app`, if that is wanted; `stack` runs its shutdown."""
    if not wired.lifespan:
        return Application(app, app)
    if wired.sync:
        return Application(app, app, start_in_a_thread(app, stack))
    seconds = PATIENCE_SECONDS
    manager = await stack.enter_async_context(LifespanManager(app, seconds, seconds))
    return Application(app, manager.app)


def start_in_a_thread(app: ASGIApp, stack: AsyncExitStack) -> "TestClient":
    # Here and not above: an async service has no use for it, and may not have what it needs.
    from starlette.testclient import TestClient  # noqa: PLC0415 - see above

    return stack.enter_context(TestClient(app))
