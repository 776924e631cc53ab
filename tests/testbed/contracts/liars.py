"""A service that breaks every promise of its OpenAPI document, for the tests of the contract."""

from http import HTTPStatus
from typing import Literal
from uuid import UUID

from fastapi import Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from backend.core.schemas import Schema
from backend.runtime.openapi import Service

app = Service()


class Promise(Schema):
    id: UUID
    mood: Literal["good", "bad"]


KEPT = {"id": "01a1fd7c-bdef-71f2-afc1-3b969dfb030b", "mood": "good"}
BODIES: dict[str, object] = {
    "kept": KEPT,
    "wrong-word": {**KEPT, "mood": "odd"},
    "wrong-format": {**KEPT, "id": "not-a-key"},
    "missing": {"mood": "good"},
    "surprising": {**KEPT, "secret": "told"},
    "another-type": [KEPT],
}


@app.get("/promises/{name}", response_model=Promise)
async def promise(name: str) -> Response:
    return JSONResponse(BODIES[name])


@app.get("/statuses/{status}", response_model=Promise)
async def answer_with(status: int) -> Response:
    return JSONResponse(KEPT, status)


@app.get("/kinds", response_model=Promise)
async def answer_in_words() -> Response:
    return PlainTextResponse("good")


@app.delete("/silence", status_code=HTTPStatus.NO_CONTENT)
async def be_silent() -> None: ...


@app.delete("/chatter", status_code=HTTPStatus.ACCEPTED, response_class=Response)
async def chatter() -> Response:
    return PlainTextResponse("done", HTTPStatus.ACCEPTED)


TICK = {"type": "object", "required": ["number"], "properties": {"number": {"type": "integer"}}}
DATA = {"type": "string", "contentMediaType": "application/json", "contentSchema": TICK}
EVENT = {"type": "object", "required": ["data"], "properties": {"data": DATA}}
CONTENTS: dict[str, dict[str, object]] = {
    "lines": {"application/jsonl": {"itemSchema": TICK}},
    "texts": {"application/json-seq": {"itemSchema": TICK}},
    "events": {"text/event-stream": {"itemSchema": EVENT}},
    "either": {"application/json": {"schema": TICK}, "text/csv": {}},
    "vendor": {"application/vnd.tick+json": {"schema": TICK}, "application/*": {}},
    "versions": {
        "application/json": {"schema": {"type": "string"}},
        "application/json; version=2": {"schema": TICK},
    },
    "image": {"image/*": {}},
    "broken": {"application/json": {"schema": {"pattern": "\\Z"}}},
    "time": {"application/json": {"schema": {"format": "time"}}},
    "duration": {"application/json": {"schema": {"format": "duration"}}},
}


async def repeat(request: Request, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Answers with what it was sent, whatever is declared."""
    body, media_type = await request.body(), request.headers.get("content-type")
    return Response(body, status, media_type=media_type)


for name, content in CONTENTS.items():
    declared: dict[int | str, dict[str, object]] = {
        200: {"content": content},
        204: {"description": "Nothing"},
        304: {"description": "Unchanged"},
        "4XX": {"content": content},
    }
    for route in (app.get, app.head):
        route(f"/contents/{name}", response_class=Response, responses=declared)(repeat)
