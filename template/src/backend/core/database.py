"""Engine and sessions for PostgreSQL."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from backend.core.database_url import parse_database_url
from backend.core.failures import NoConnectionError
from backend.core.idle_connections import check_idle_connections
from backend.core.sessions import OneTransactionSession
from backend.core.settings import CoreSettings, Environment
from backend.core.swallowed import CheckedConnection, refuse_swallowed_errors

Sessionmaker: TypeAlias = async_sessionmaker[AsyncSession]

# A server that hangs holds every request that waits for it; after so long they give up.
CONNECT_SECONDS = 5
COMMAND_SECONDS = 30
NOTHING_MORE: Mapping[str, Any] = {}
# An unknown name, a missing socket, a wrong certificate or password: none is a ConnectionError.
REFUSALS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
# As in libpq, the next host is tried after these.
NEXT_HOST = (OSError, asyncpg.CannotConnectNowError, asyncpg.TargetServerAttributeNotMatched)


def create_engine(settings: CoreSettings, *, pre_ping: bool = True) -> AsyncEngine:
    """Replace lost connections before their use, unless `pre_ping` is off."""
    engine = engine_at(
        settings.database_url,
        {
            "command_timeout": COMMAND_SECONDS * settings.server_patience,
            "connection_class": CheckedConnection,
        },
        settings.server_patience,
        pool_size=settings.database_pool_size,
        # An error's text carries the statement's parameters: in production they are people's data.
        hide_parameters=settings.environment is Environment.PRODUCTION,
    )
    refuse_swallowed_errors(engine)
    if pre_ping:
        check_idle_connections(engine)
    return engine


def engine_at(
    address: str,
    connection: Mapping[str, Any] = NOTHING_MORE,
    patience: float = 1,
    **options: Any,  # noqa: ANN401 - SQLAlchemy's own
) -> AsyncEngine:
    """Return an engine for a URL of PostgreSQL as any provider writes it. Raises ValueError.

    `connection` are further arguments of `asyncpg.connect`. Without a `command_timeout` a statement
    may take its time, as those of a migration do. A connection may take `patience` times as long as
    usual, unless the URL says how long.
    """
    url = parse_database_url(address)
    arguments = {
        **url.arguments,
        "host": [host for host, _ in url.hosts],
        "port": [port for _, port in url.hosts],
        "timeout": url.connect_seconds or CONNECT_SECONDS * patience,
        "async_creator_fn": connect,
        **connection,
    }
    return create_async_engine(asyncpg_url(address), connect_args=arguments, **options)


def asyncpg_url(address: str) -> URL:
    """Return who connects to which database, for those who need no connection."""
    url = parse_database_url(address)
    host, port = url.hosts[0]
    return URL.create("postgresql+asyncpg", url.user, url.password, host, port, url.database)


def create_sessionmaker(bind: AsyncEngine | AsyncConnection) -> Sessionmaker:
    return async_sessionmaker(
        bind,
        # A committed row stays readable, so an endpoint can return it after the commit.
        expire_on_commit=False,
        # Says nothing to an engine; on a connection with a transaction of its own, as in tests,
        # a commit then releases a savepoint and leaves that transaction open.
        join_transaction_mode="create_savepoint",
        sync_session_class=OneTransactionSession,
        # A session that was closed would begin anew, with a connection that nobody gives back.
        close_resets_only=False,
    )


async def connect(**arguments: Any) -> asyncpg.Connection:  # noqa: ANN401 - asyncpg's own
    """Raise NoConnectionError where none of the hosts gives a connection."""
    *firsts, last = attempts_of(arguments)
    try:
        for attempt in firsts:
            try:
                return await asyncpg.connect(**attempt)
            except NEXT_HOST:
                continue
        return await asyncpg.connect(**last)
    except REFUSALS as error:
        raise NoConnectionError(f"PostgreSQL gave no connection: {type(error).__name__}") from error


def attempts_of(arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give each host the whole time, as libpq does: asyncpg gives all of them together one."""
    wanted = arguments.get("target_session_attrs")
    for session in ("standby", "any") if wanted == "prefer-standby" else (wanted,):
        for host, port in zip(arguments["host"], arguments["port"], strict=True):
            yield {**arguments, "host": host, "port": port, "target_session_attrs": session}
