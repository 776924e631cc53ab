"""Endpoints that stream in each of FastAPI's ways, on sessions that last and that do not."""

from collections.abc import AsyncIterable, AsyncIterator
from http import HTTPStatus

from fastapi import APIRouter, BackgroundTasks, Depends, WebSocket
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.dependencies import SessionDep, StreamSessionDep
from backend.tests.core.tables import ProbeShelf

lasting, ended = APIRouter(prefix="/lasting"), APIRouter(prefix="/ended")


class Shelf(BaseModel):
    name: str


async def add_and_list(session: AsyncSession, name: str) -> AsyncIterator[Shelf]:
    session.add(ProbeShelf(name=name))
    for found in await session.scalars(select(ProbeShelf.name)):
        yield Shelf(name=found)


async def as_text(shelves: AsyncIterator[Shelf]) -> AsyncIterator[str]:
    async for shelf in shelves:
        yield f"{shelf.name}\n"


@lasting.post("/text/{name}")
async def stream_text(name: str, session: StreamSessionDep) -> StreamingResponse:
    return StreamingResponse(as_text(add_and_list(session, name)))


@lasting.post("/lines/{name}")
async def stream_lines(name: str, session: StreamSessionDep) -> AsyncIterable[Shelf]:
    async for shelf in add_and_list(session, name):
        yield shelf


@lasting.post("/events/{name}", response_class=EventSourceResponse)
async def stream_events(name: str, session: StreamSessionDep) -> AsyncIterable[Shelf]:
    async for shelf in add_and_list(session, name):
        yield shelf


@lasting.post("/broken/{name}")
async def break_off(name: str, session: StreamSessionDep) -> AsyncIterable[Shelf]:
    async for shelf in add_and_list(session, name):
        yield shelf
    raise LookupError


@ended.post("/text/{name}")
async def stream_text_too_late(name: str, session: SessionDep) -> StreamingResponse:
    return StreamingResponse(as_text(add_and_list(session, name)))


@ended.post("/lines/{name}")
async def stream_lines_too_late(name: str, session: SessionDep) -> AsyncIterable[Shelf]:
    async for shelf in add_and_list(session, name):
        yield shelf


@ended.post("/events/{name}", response_class=EventSourceResponse)
async def stream_events_too_late(name: str, session: SessionDep) -> AsyncIterable[Shelf]:
    async for shelf in add_and_list(session, name):
        yield shelf


async def ask_who_it_is(session: SessionDep) -> None:
    await session.execute(select(ProbeShelf))


@ended.post(
    "/known-events/{name}",
    response_class=EventSourceResponse,
    dependencies=[Depends(ask_who_it_is)],
)
async def stream_events_during_the_commit(name: str, session: SessionDep) -> AsyncIterable[Shelf]:
    async for shelf in add_and_list(session, name):
        yield shelf


@ended.post("/background/{name}", status_code=HTTPStatus.NO_CONTENT)
async def add_in_the_background(name: str, session: SessionDep, later: BackgroundTasks) -> None:
    async def add() -> None:
        session.add(ProbeShelf(name=name))
        await session.flush()

    later.add_task(add)


@lasting.websocket("/socket")
async def add_over_a_socket(socket: WebSocket, session: SessionDep) -> None:
    await socket.accept()
    async for shelf in add_and_list(session, await socket.receive_text()):
        await socket.send_text(shelf.name)
    await socket.close()
