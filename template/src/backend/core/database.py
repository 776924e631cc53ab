"""How the service reaches PostgreSQL."""

from typing import TypeAlias

from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from backend.core.sessions import OneTransactionSession
from backend.core.settings import CoreSettings, Environment
from backend.core.swallowed import CheckedConnection, refuse_swallowed_errors

Sessionmaker: TypeAlias = async_sessionmaker[AsyncSession]

# A server that hangs holds every request that waits for it; after so long they give up.
CONNECT_SECONDS = 5
COMMAND_SECONDS = 30


def create_engine(settings: CoreSettings, *, pre_ping: bool = True) -> AsyncEngine:
    """Ask each connection before its use whether it still lives, unless `pre_ping` is off."""
    engine = create_async_engine(
        asyncpg_url(str(settings.database_url)),
        pool_size=settings.database_pool_size,
        pool_pre_ping=pre_ping,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": COMMAND_SECONDS,
            "connection_class": CheckedConnection,
        },
        # An error's text carries the statement's parameters: in production they are people's data.
        hide_parameters=settings.environment is Environment.PRODUCTION,
    )
    refuse_swallowed_errors(engine)
    return engine


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


def asyncpg_url(address: str) -> URL:
    """Accept the URL that providers hand out: any driver name, libpq's name for TLS."""
    url = make_url(address).set(drivername="postgresql+asyncpg")
    mode = url.query.get("sslmode")
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode} if mode else {})
