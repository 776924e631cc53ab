"""A service of streams and WebSockets that do well and badly, for the tests of the live server."""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

from fastapi import APIRouter, HTTPException, WebSocket
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse
from sqlalchemy import text

from backend.core.schemas import Schema
from backend.runtime.openapi import Service
from backend.tests.testbed.contracts.liars import CONTENTS

router = APIRouter()
# What the service has noticed: a test clears it first.
NOTICED = asyncio.Event()


class Tick(Schema):
    number: int


async def ticks() -> AsyncIterator[Tick]:
    """Yields three, then waits for one that never comes, until nobody listens any more."""
    try:
        for number in range(3):
            yield Tick(number=number)
        await asyncio.Event().wait()
    finally:
        NOTICED.set()


@router.get("/events", response_class=EventSourceResponse)
async def follow_events() -> AsyncIterator[Tick]:
    async for tick in ticks():
        yield tick


@router.get("/lines")
async def follow_lines() -> AsyncIterator[Tick]:
    async for tick in ticks():
        yield tick


@router.get(
    "/lies", response_class=StreamingResponse, responses={200: {"content": CONTENTS["lines"]}}
)
async def follow_lies() -> StreamingResponse:
    async def lies() -> AsyncIterator[bytes]:
        yield b'{"number": "one"}\n'
        await asyncio.Event().wait()

    return StreamingResponse(lies(), media_type="application/jsonl")


@router.websocket("/deaf")
async def ignore_disconnects(websocket: WebSocket) -> None:
    await websocket.accept()
    await asyncio.Event().wait()


@router.websocket("/echo")
async def echo(websocket: WebSocket) -> None:
    """Repeats texts and bytes; with a subprotocol `tea` if one is offered."""
    offered = websocket.scope["subprotocols"]
    await websocket.accept("tea" if "tea" in offered else None)
    try:
        while (message := await websocket.receive())["type"] == "websocket.receive":
            await websocket.send({**message, "type": "websocket.send"})
    finally:
        NOTICED.set()


@router.websocket("/rows")
async def count_rows(websocket: WebSocket) -> None:
    await websocket.accept()
    async with websocket.state.sessionmaker() as session:
        counted = await session.scalar(text(await websocket.receive_text()))
    await websocket.send_json(counted)
    await websocket.close(4000, "counted")


@router.websocket("/refused/{way}")
async def refuse(websocket: WebSocket, way: Literal["close", "answer"]) -> None:
    if way == "answer":
        raise HTTPException(401, "Say who you are.")
    await websocket.close(1008)


app = Service()
app.include_router(router)
