"""The service with endpoints that do not end: uvicorn runs `main` or `main_with_a_stuck_end`."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import StreamingResponse

from backend.core.dependencies import SessionDep
from backend.core.outbox import Outbox
from backend.runtime import main as service
from backend.tests.core.happenings import Greeted

MAIN, STUCK = (f"{__name__}:{factory}" for factory in ("main", "main_with_a_stuck_end"))
BEGUN, ENDED = "hanging_begun", "hanging_ended"

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/hanging")


@router.get("/transactions")
async def hang_in_a_transaction(session: SessionDep) -> None:
    await Outbox(session).publish(Greeted(name="Ada"))
    log.info(BEGUN)
    try:
        await asyncio.Event().wait()
    finally:
        log.info(ENDED)


@router.get("/streams")
async def stream_for_ever() -> StreamingResponse:
    async def words() -> AsyncIterator[str]:
        log.info(BEGUN)
        while True:
            yield "again"
            await asyncio.sleep(0)

    return StreamingResponse(words())


@router.get("/threads")
def hang_in_a_thread() -> None:
    log.info(BEGUN)
    threading.Event().wait()


@router.post("/bodies")
async def wait_for_a_body(request: Request) -> int:
    log.info(BEGUN)
    return len(await request.body())


def main() -> FastAPI:
    app = service.main()
    app.include_router(router)
    return app


def main_with_a_stuck_end() -> FastAPI:
    app = main()
    opened = app.router.lifespan_context

    @asynccontextmanager
    async def never_closed(app: FastAPI) -> AsyncIterator[Any]:
        async with opened(app) as state:
            yield state
            log.info(BEGUN)
            await asyncio.Event().wait()

    app.router.lifespan_context = never_closed
    return app
