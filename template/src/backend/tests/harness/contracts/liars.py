"""A service that breaks every promise of its OpenAPI document, for the tests of the contract."""

from http import HTTPStatus
from typing import Literal
from uuid import UUID

from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from backend.core.schemas import Schema

app = FastAPI()


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
