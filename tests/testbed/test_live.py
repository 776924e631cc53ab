"""Streams, disconnects and WebSockets of the real app are seen as clients see them."""

import pytest
from httpx import HTTPStatusError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidStatus

from backend.core.dependencies import State
from backend.tests.harness.contracts.contract import SEEN
from backend.tests.harness.live import LiveServer, open_live_server
from backend.tests.testbed import streams

BOTH = pytest.mark.parametrize("mode", ["usual", pytest.param("own", marks=pytest.mark.committed)])
SOON = 0.01


@BOTH
async def test_the_real_app_is_served_on_the_tests_own_sandbox(
    live_server: LiveServer, mode: str
) -> None:
    response = await live_server.client.get("/readyz")

    assert response.is_success, mode


async def test_an_endless_stream_is_followed_event_by_event(stream_server: LiveServer) -> None:
    async with stream_server.follow("/events") as events:
        data = [(await anext(events))["data"] for _ in range(3)]

    assert data == ['{"number":0}', '{"number":1}', '{"number":2}']


@pytest.mark.parametrize("path", ["/events", "/lines"])
async def test_the_service_notices_that_the_client_has_gone(
    stream_server: LiveServer, path: str
) -> None:
    async with stream_server.follow(path) as items:
        assert len([await anext(items) for _ in range(3)]) == 3

    await streams.NOTICED.wait()

    assert f"GET {path} 200" in SEEN


async def test_a_stream_that_is_refused_raises(stream_server: LiveServer) -> None:
    with pytest.raises(HTTPStatusError, match="404"):
        async with stream_server.follow("/nowhere"):
            pass


async def test_an_item_that_is_not_as_declared_fails_the_test(state: State) -> None:
    with pytest.raises(pytest.fail.Exception, match=r'GET /lies .*\n  item 1: number: "one" is'):
        async with open_live_server(streams.app, state) as server, server.follow("/lies") as items:
            await anext(items)


async def test_a_request_that_outlives_its_client_fails_the_test(state: State) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"WebSocket /deaf still ran 0\.01 s after"):
        async with open_live_server(streams.app, state, SOON) as server, server.connect("/deaf"):
            pass


@pytest.mark.parametrize("said", ["tea", b"\x00tea"], ids=["text", "bytes"])
async def test_a_websocket_carries_text_and_bytes(
    stream_server: LiveServer, said: str | bytes
) -> None:
    async with stream_server.connect("/echo") as socket:
        await socket.send(said)

        assert await socket.recv() == said


async def test_a_websocket_agrees_on_a_subprotocol(stream_server: LiveServer) -> None:
    async with stream_server.connect("/echo", subprotocols=["milk", "tea"]) as socket:
        assert socket.subprotocol == "tea"


async def test_the_service_notices_that_a_websocket_is_closed(stream_server: LiveServer) -> None:
    async with stream_server.connect("/echo"):
        pass

    await streams.NOTICED.wait()


@BOTH
async def test_a_websocket_sees_what_the_test_saved(
    stream_server: LiveServer, session: AsyncSession, mode: str
) -> None:
    await session.execute(text("CREATE TABLE socket_rows AS SELECT generate_series(1, 3)"))
    await session.commit()

    async with stream_server.connect("/rows") as socket:
        await socket.send("SELECT count(*) FROM socket_rows")

        assert await socket.recv() == "3", mode


async def test_the_closing_code_and_its_reason_are_seen(stream_server: LiveServer) -> None:
    async with stream_server.connect("/rows") as socket:
        await socket.send("SELECT 1")
        await socket.recv()

        with pytest.raises(ConnectionClosedError, match=r"4000 .* counted"):
            await socket.recv()


@pytest.mark.parametrize(("way", "status"), [("close", 403), ("answer", 401)])
async def test_a_refused_handshake_has_a_status(
    stream_server: LiveServer, way: str, status: int
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with stream_server.connect(f"/refused/{way}"):
            pass

    assert refused.value.response.status_code == status


async def test_a_client_that_stays_is_hung_up_on(state: State) -> None:
    async with open_live_server(streams.app, state) as server:
        socket = await server.connect("/echo")

    with pytest.raises((ConnectionClosedError, ConnectionClosedOK)):
        await socket.recv()
