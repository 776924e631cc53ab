"""Dependencies of endpoints, and the beginning and end of their transactions."""

from collections.abc import AsyncIterator
from typing import Annotated, TypedDict, cast

from fastapi import Depends, Query
from pwdlib import PasswordHash
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from backend.core.database import Sessionmaker
from backend.core.networks import network_of
from backend.core.pagination import PageParams
from backend.core.resources import Resources
from backend.core.settings import CoreSettings
from backend.core.transactions import transaction


class State(TypedDict):
    """What the process shares: the lifespan opens it, every request carries it."""

    settings: CoreSettings
    sessionmaker: Sessionmaker
    redis: Redis
    password_hash: PasswordHash


def with_resources(state: State, resources: Resources) -> State:
    """Add what the apps opened, each under its app's name: `request.state.billing`."""
    return cast("State", {**state, **resources})


# They await nothing and are `async` all the same: FastAPI would send a plain function to a thread.
# An HTTPConnection is a request or a WebSocket.


async def get_state(connection: HTTPConnection) -> State:
    """All of them: a service that needs several then costs one dependency and not one for each."""
    return cast("State", connection.scope["state"])


async def get_settings(connection: HTTPConnection) -> CoreSettings:
    settings: CoreSettings = connection.state.settings
    return settings


async def get_sessionmaker(connection: HTTPConnection) -> Sessionmaker:
    sessionmaker: Sessionmaker = connection.state.sessionmaker
    return sessionmaker


async def get_redis(connection: HTTPConnection) -> Redis:
    redis: Redis = connection.state.redis
    return redis


async def get_password_hash(connection: HTTPConnection) -> PasswordHash:
    password_hash: PasswordHash = connection.state.password_hash
    return password_hash


async def get_client_address(connection: HTTPConnection) -> str:
    # Behind a proxy this is the client's own only if uvicorn is told to trust that proxy.
    return connection.client.host if connection.client else "unknown"


async def get_client_network(connection: HTTPConnection) -> str:
    """What limits count by: see `network_of`."""
    return network_of(await get_client_address(connection))


StateDep = Annotated[State, Depends(get_state)]
CoreSettingsDep = Annotated[CoreSettings, Depends(get_settings)]
SessionmakerDep = Annotated[Sessionmaker, Depends(get_sessionmaker)]
RedisDep = Annotated[Redis, Depends(get_redis)]
PasswordHashDep = Annotated[PasswordHash, Depends(get_password_hash)]
ClientAddressDep = Annotated[str, Depends(get_client_address)]
ClientNetworkDep = Annotated[str, Depends(get_client_network)]
PageParamsDep = Annotated[PageParams, Query()]


async def get_session(sessionmaker: SessionmakerDep) -> AsyncIterator[AsyncSession]:
    """One request is one transaction: commit on return, roll back on raise."""
    async with transaction(sessionmaker) as session:
        yield session


# scope="function": the commit is over before the first byte of the answer leaves, so a client
# never reads success from a transaction that then fails.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]

# scope="request": one transaction as long as the response is sent. It commits after the last byte,
# so a client may have read what then fails to commit; a stream that breaks off rolls back.
StreamSessionDep = Annotated[AsyncSession, Depends(get_session, scope="request")]
