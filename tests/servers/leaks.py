"""Tests that leave something behind, each in its own way; the guards must name every one."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from contextvars import ContextVar
from socket import gethostbyname

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.tests.harness.queries import at_most_queries
from backend.tests.harness.sandbox import Sandbox
from backend.tests.harness.transport import unchecked_client_of

# What is leaked must not be collected, or the leak would mend itself.
VARIABLE: ContextVar[str] = ContextVar("variable")
LEAKED: list[AsyncSession | AsyncConnection | asyncio.Task[bool]] = []


async def test_commits_by_hand(session: AsyncSession) -> None:
    await session.execute(text("CREATE TABLE left_behind (id integer)"))
    await session.execute(text("COMMIT"))


async def test_keeps_a_connection(sandbox: Sandbox) -> None:
    LEAKED.append(await sandbox.engine.connect())


async def test_keeps_a_transaction(sessionmaker: Sessionmaker) -> None:
    session = sessionmaker()
    await session.execute(text("SELECT 1"))
    LEAKED.append(session)


@pytest.mark.committed
async def test_commits_and_keeps_a_transaction(sessionmaker: Sessionmaker) -> None:
    session = sessionmaker()
    await session.execute(text("CREATE TABLE left_behind (id integer)"))
    LEAKED.append(session)


async def test_keeps_a_task_running(sandbox: Sandbox) -> None:  # noqa: ARG001 -- it guards
    LEAKED.append(asyncio.create_task(asyncio.Event().wait()))


async def test_keeps_an_override(app: FastAPI, client: AsyncClient) -> None:  # noqa: ARG001 - it guards
    app.dependency_overrides[test_commits_by_hand] = lambda: None  # rule: TB203 - the leak


async def test_keeps_a_key(redis: Redis) -> None:
    await redis.set("for-ever", "and a day")


async def test_cancels_a_query(session: AsyncSession) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await session.execute(text("SELECT pg_sleep(60)"))  # rule: TB502 - cut short


async def test_interleaves_sessions(sessionmaker: Sessionmaker) -> None:
    async with sessionmaker() as first, sessionmaker() as second:
        await first.execute(text("SELECT 1"))
        await second.execute(text("SELECT 1"))
        await first.commit()


async def test_asks_at_the_same_time(client: AsyncClient) -> None:
    await asyncio.gather(*(client.get("/readyz") for _ in range(5)))


async def test_sends_too_many_statements(sandbox: Sandbox, session: AsyncSession) -> None:
    with at_most_queries(1, sandbox):
        await session.execute(text("SELECT 1"))
        await session.execute(text("SELECT 2"))


def test_keeps_a_variable() -> None:
    VARIABLE.set("left behind")


@pytest.mark.committed
async def test_drops_a_session(sessionmaker: Sessionmaker) -> None:
    async def numbers() -> AsyncIterator[int]:
        async with sessionmaker() as session:
            yield (await session.execute(text("SELECT 1"))).scalar_one()

    left = numbers()
    # Nothing but a look for garbage ends what is in a circle.
    circle: list[object] = [left]
    circle.append(circle)
    assert await anext(left) == 1


@pytest.mark.parametrize("number", range(3))
async def test_collects_garbage(number: int, client: AsyncClient) -> None:
    gc.collect()

    assert (number, (await client.get("/readyz")).is_success) == (number, True)


async def test_reaches_out() -> None:
    await asyncio.open_connection("192.0.2.1", 443)


async def test_reaches_out_and_hides_it() -> None:
    with suppress(Exception):
        await asyncio.open_connection("192.0.2.1", 443)


def test_looks_a_name_up() -> None:
    socket.getaddrinfo("api.example.com", 443)


def test_tries_a_connection() -> None:
    with socket.socket() as connection:
        connection.connect_ex(("192.0.2.1", 443))


def test_sends_a_datagram() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(b"hello", ("192.0.2.1", 53))


async def test_reaches_a_neighbour_on_this_machine() -> None:
    async with await asyncio.start_server(lambda _, writer: writer.close(), "localhost") as server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        writer.close()


@pytest.mark.parametrize("number", range(3))
async def test_leaves_nothing(number: int, client: AsyncClient, session: AsyncSession) -> None:
    ready = await client.get("/readyz")

    assert (number, ready.is_success) == (number, True)
    assert await session.scalar(text("SELECT to_regclass('left_behind')")) is None


async def test_leaves_a_generator_half_way(session: AsyncSession) -> None:
    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(0.01)  # rule: TB502 - it is slow to end

    async for number in numbers():
        assert await session.scalar(text("SELECT 1")) == number
        break


@pytest.mark.committed
@pytest.mark.parametrize("number", range(3))
async def test_commits_for_real(
    number: int, client: AsyncClient, sessionmaker: Sessionmaker
) -> None:
    answers = await asyncio.gather(*(client.get("/readyz") for _ in range(5)))
    async with sessionmaker.begin() as session:
        await session.execute(text("CREATE TABLE left_behind (id integer)"))
    async with sessionmaker.begin() as session:
        await session.execute(text("INSERT INTO left_behind VALUES (1)"))

    assert all(answer.is_success for answer in answers), number


async def test_blocks_the_loop(state: State) -> None:
    service = FastAPI()
    service.get("/name")(look_up)
    async with unchecked_client_of(service, state) as client:
        await client.get("/name")


async def look_up() -> str:
    return gethostbyname("localhost")
