"""Finds the service's own engine, by which the harness changes the connection underneath it."""

import inspect
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker

from backend.tests.harness.adopted.references import resolve
from backend.tests.harness.adopted.stage import Stage
from backend.tests.harness.adopted.strangers import refuse
from backend.tests.harness.adopted.wiring import Wiring, WiringError

POSITIONAL = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
# The service's class of sessions, which may be one of its own or SQLModel's.
SessionClass = type[Session] | type[AsyncSession]


async def find_engine(wired: Wiring, app: object) -> tuple[Engine, SessionClass]:
    """Return the engine and the class of the service's sessions. Raises WiringError."""
    if wired.engine:
        return bound(wired.engine, await named(wired.engine, app))
    session = await one_session(wired.session)
    # A scoped session stands for the one that it keeps.
    real = session.registry() if hasattr(session, "registry") else session
    return bind_of(wired.session, real), type(real)


async def named(reference: str, app: object) -> Any:  # noqa: ANN401 - whatever the service has there
    found = resolve("engine", reference)
    if not inspect.isfunction(inspect.unwrap(found)):
        return found
    made = found(app) if needs_an_argument(found) else found()
    return await made if inspect.isawaitable(made) else made


def needs_an_argument(function: Callable[..., object]) -> bool:
    parameters = inspect.signature(function).parameters.values()
    return any(each.default is each.empty and each.kind in POSITIONAL for each in parameters)


def bound(reference: str, found: object) -> tuple[Engine, SessionClass]:
    kind: SessionClass | None = None
    if isinstance(found, async_sessionmaker | sessionmaker):
        kind, found = found.class_, found.kw.get("bind")
    if isinstance(found, AsyncEngine):
        return found.sync_engine, kind or AsyncSession
    if isinstance(found, Engine):
        return found, kind or Session
    raise WiringError(f"engine={reference!r} is no engine, and no sessionmaker that has one.")


async def one_session(reference: str) -> Any:  # noqa: ANN401 - whatever the service yields
    """Ask the dependency for one session, as a request would, and let it close it again."""
    dependency = resolve("session", reference)
    if inspect.signature(dependency).parameters:
        raise WiringError(f"session={reference!r} needs arguments: name the `engine` instead.")
    made = dependency()
    if isinstance(made, AbstractContextManager) and not isinstance(made, Session):
        with made as session:
            return session
    if isinstance(made, AbstractAsyncContextManager) and not isinstance(made, AsyncSession):
        async with made as session:
            return session
    if inspect.isasyncgen(made):
        session = await anext(made)
        await made.aclose()
        return session
    if inspect.isgenerator(made):
        session = next(made)
        made.close()
        return session
    return await made if inspect.isawaitable(made) else made


def bind_of(reference: str, session: object) -> Engine:
    if not isinstance(session, Session | AsyncSession):
        raise WiringError(f"session={reference!r} yields no session of SQLAlchemy's.")
    bind = session.get_bind()
    if isinstance(bind, Engine):
        return bind
    raise WiringError(f"session={reference!r} has no engine of its own: name the `engine` instead.")


def check(engine: Engine, stage: Stage) -> None:
    """Refuse an engine that is not of the kind that was said. Raises WiringError."""
    if engine.dialect.name != "postgresql":
        raise WiringError(
            f"the service's engine speaks {engine.dialect.name}: give it a URL of PostgreSQL by the"
            " variable that it reads."
        )
    if engine.dialect.is_async is stage.wiring.sync:
        kind = "async" if engine.dialect.is_async else "sync"
        raise WiringError(
            f"the service's engine is {kind}: say `sync={not engine.dialect.is_async}`."
        )
    refuse(engine.url.host, engine.url.database)
