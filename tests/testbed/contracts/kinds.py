"""A service with one endpoint for each kind of answer that FastAPI describes, and keeps to."""

from collections.abc import AsyncIterable
from datetime import time, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    StreamingResponse,
)
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import StringConstraints

from backend.core.schemas import PROBLEM_MEDIA_TYPE, PROBLEM_REFERENCE, Schema
from backend.runtime.openapi import Service
from backend.runtime.problems import problem_response

router = APIRouter(prefix="/kinds")
callbacks = APIRouter()
CSV, OCTETS = "text/csv", "application/octet-stream"
FAILURE = {"content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": PROBLEM_REFERENCE}}}}


class Tick(Schema):
    number: int


class Hours(Schema):
    opens_at: time
    lasts: timedelta
    earlier: timedelta
    code: Annotated[str, StringConstraints(pattern=r"^(?P<year>[0-9]{4})$")]


@router.get("/json")
@router.head("/json")
async def read_json() -> Tick:
    return Tick(number=1)


@router.get("/times")
async def read_times() -> Hours:
    lasts, earlier = timedelta(seconds=1.5), timedelta(days=-400, microseconds=1)
    return Hours(opens_at=time(9), lasts=lasts, earlier=earlier, code="2026")


@router.get("/image", response_class=Response, responses={200: {"content": {"image/png": {}}}})
async def read_image() -> Response:
    return Response(b"png", media_type="image/png")


@router.get("/range-of-images", responses={200: {"content": {"image/*": {}}}})
async def read_any_image() -> Response:
    return Response(b"gif", media_type="image/gif")


@router.get("/file", response_class=FileResponse, responses={200: {"content": {OCTETS: {}}}})
async def read_file() -> FileResponse:
    return FileResponse(__file__, media_type=OCTETS)


@router.get("/chunks", response_class=StreamingResponse, responses={200: {"content": {CSV: {}}}})
async def stream_chunks() -> StreamingResponse:
    return StreamingResponse(iter([b"a,", b"b"]), media_type=CSV)


@router.get("/csv-or-json", response_model=Tick, responses={200: {"content": {CSV: {}}}})
async def read_csv(request: Request) -> object:
    wants_csv = request.headers["accept"] == CSV
    return PlainTextResponse("1", media_type=CSV) if wants_csv else Tick(number=1)


@router.get("/lines")
async def stream_lines() -> AsyncIterable[Tick]:
    yield Tick(number=1)
    yield Tick(number=2)


@router.get("/events", response_class=EventSourceResponse)
async def stream_events() -> AsyncIterable[Tick]:
    yield Tick(number=1)
    yield Tick(number=2)


@router.get("/named-events", response_class=EventSourceResponse)
async def stream_named_events() -> AsyncIterable[ServerSentEvent]:
    yield ServerSentEvent(comment="nothing yet")
    yield ServerSentEvent(raw_data="one\ntwo", event="tick", id="1", retry=1000)


@router.get("/page", response_class=HTMLResponse)
async def read_page() -> str:
    return "<p>one</p>"


@router.get("/text", response_class=PlainTextResponse)
async def read_text() -> str:
    return "one"


@router.delete("/nothing", status_code=HTTPStatus.NO_CONTENT)
async def delete_nothing() -> None: ...


@router.get("/unchanged", response_model=Tick, responses={304: {"description": "Unchanged"}})
async def read_unchanged() -> Response:
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": '"1"'})


@router.get("/moved", status_code=HTTPStatus.SEE_OTHER, response_class=RedirectResponse)
async def redirect() -> str:
    return "/kinds/json"


@router.get("/default", response_model=Tick, responses={"default": FAILURE})
@router.get("/4xx", response_model=Tick, responses={"4XX": FAILURE})
async def refuse() -> Response:
    return problem_response(HTTPStatus.CONFLICT, "taken", "It is taken.")


@router.get("/paths/{path:path}")
async def read_path(path: str) -> str:
    return path


@router.get("/numbers/{number:int}")
async def read_number(number: int) -> int:
    return number


@callbacks.post("{$request.body#/url}")
async def hear_of_tick(tick: Tick) -> None: ...


app = Service()
app.include_router(router)
app.include_router(router, prefix="/twice")


@app.post("/orders", callbacks=callbacks.routes)
async def order(tick: Tick) -> Tick:
    return tick


@app.webhooks.post("ticked")
async def receive_tick(tick: Tick) -> None: ...
