"""A response that is still being sent has a session that lasts, or learns that it has none."""

from collections.abc import Sequence

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError

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
