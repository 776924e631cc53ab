"""A session has fresh rows under a lock, and lasts as long as its transaction, also in a stream."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.core.sessions import EndedSessionError
from backend.tests.core.tables import ProbeShelf
from backend.tests.harness.sandbox import Sandbox
from backend.tests.harness.sockets import talk
from backend.tests.harness.transport import WithState

WAYS = pytest.mark.parametrize(
    "way",
    [
        *("text", "lines", "events"),
        *(pytest.param(way, marks=pytest.mark.committed) for way in ("text", "lines", "events")),
    ],
)


KEY, NOW = UUID(int=7), datetime(2026, 1, 1, tzinfo=UTC)
Lock: TypeAlias = Callable[[AsyncSession], Awaitable[ProbeShelf | None]]


async def shelves(sessionmaker: Sessionmaker) -> Sequence[str]:
    async with sessionmaker() as session:
        return (await session.scalars(select(ProbeShelf.name))).all()


@WAYS
async def test_what_a_stream_writes_is_stored(
    probe_client: AsyncClient, library: Sessionmaker, way: str
) -> None:
    response = await probe_client.post(f"/lasting/{way}/novels")

    assert "novels" in response.text
    assert await shelves(library) == ["novels"]


async def test_a_stream_that_breaks_off_stores_nothing(
    probe_client: AsyncClient, library: Sessionmaker
) -> None:
    with pytest.raises(LookupError):
        await probe_client.post("/lasting/broken/novels")

    assert await shelves(library) == []


@pytest.mark.parametrize("way", ["text", "lines", "events", "background"])
async def test_a_session_whose_transaction_has_ended_refuses(
    probe_client: AsyncClient, way: str
) -> None:
    refusal = pytest.RaisesExc(EndedSessionError, match="takes StreamSessionDep")

    with pytest.RaisesGroup(refusal, allow_unwrapped=True, flatten_subgroups=True):
        await probe_client.post(f"/ended/{way}/novels")


@pytest.mark.committed
@pytest.mark.parametrize("way", ["text", "events", "known-events"])
async def test_a_session_that_refuses_stores_nothing_and_holds_no_connection(
    probe_client: AsyncClient, library: Sessionmaker, sandbox: Sandbox, way: str
) -> None:
    with pytest.RaisesGroup(InvalidRequestError, allow_unwrapped=True, flatten_subgroups=True):
        await probe_client.post(f"/ended/{way}/novels")

    assert sandbox.engine.pool.status().endswith("Current Checked out connections: 0")
    assert await shelves(library) == []


async def test_a_socket_has_a_session(
    probe_app: FastAPI, state: State, library: Sessionmaker
) -> None:
    app = WithState(probe_app, {**state, "sessionmaker": library})

    heard = await talk(app, "/lasting/socket", "novels")

    assert {"type": "websocket.send", "text": "novels"} in heard
    assert await shelves(library) == ["novels"]


LOCKS: dict[str, Lock] = {
    "for update": lambda session: session.scalar(select(ProbeShelf).with_for_update()),
    "for share": lambda session: session.scalar(select(ProbeShelf).with_for_update(read=True)),
    "skip locked": lambda session: session.scalar(
        select(ProbeShelf).with_for_update(skip_locked=True)
    ),
    "get": lambda session: session.get(ProbeShelf, KEY, with_for_update=True),
    "update": lambda session: session.scalar(
        update(ProbeShelf).values(created_at=NOW).returning(ProbeShelf)
    ),
    "upsert": lambda session: session.scalar(
        insert(ProbeShelf)
        .values(id=KEY, name="novels")
        .on_conflict_do_update(index_elements=[ProbeShelf.id], set_={"created_at": NOW})
        .returning(ProbeShelf)
    ),
}


@pytest.mark.committed
@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
async def test_a_row_that_is_locked_is_read_anew(library: Sessionmaker, lock: Lock) -> None:
    async with library.begin() as session:
        session.add(ProbeShelf(id=KEY, name="novels"))
    async with library.begin() as session:
        read = await session.get_one(ProbeShelf, KEY)
        async with library.begin() as other:
            await other.execute(update(ProbeShelf).values(name="poems"))

        assert await lock(session) is read

        assert read.name == "poems"


async def test_a_change_that_is_not_flushed_survives_the_lock(library: Sessionmaker) -> None:
    async with library.begin() as session:
        shelf = ProbeShelf(name="novels")
        session.add(shelf)
        await session.flush()
        shelf.name = "poems"

        await session.scalar(select(ProbeShelf).with_for_update())

    assert await shelves(library) == ["poems"]
