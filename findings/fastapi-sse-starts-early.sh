#!/bin/sh
# FastAPI: an endpoint that yields server-sent events runs before its dependencies have ended.
#
# One would guess that a dependency of scope "function" has ended when the body of a streamed response begins, as its documentation
# says of that scope and as it is for JSON lines. With EventSourceResponse a task runs the generator from the moment the endpoint is
# called: the generator's first lines run while the dependency's exit still waits for something, such as a commit.
# Exits with status 1 if that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check fastapi==0.165.0 httpx==0.28.1
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
from collections.abc import AsyncIterable
from importlib.metadata import version
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.sse import EventSourceResponse
from httpx import ASGITransport, AsyncClient

app, steps = FastAPI(), []


async def session():
    yield
    await asyncio.sleep(0.1)  # a commit
    steps.append("the dependency has ended")


Session = Annotated[None, Depends(session, scope="function")]


@app.get("/lines")
async def lines(_: Session) -> AsyncIterable[int]:
    steps.append("the generator runs")
    yield 1


@app.get("/events", response_class=EventSourceResponse)
async def events(_: Session) -> AsyncIterable[int]:
    steps.append("the generator runs")
    yield 1


async def order_at(path):
    steps.clear()
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        await client.get(path)
    return list(steps)


async def main():
    seen = {path: await order_at(path) for path in ("/lines", "/events")}
    print(", ".join(f"{name} {version(name)}" for name in ("fastapi", "starlette", "anyio")))
    for path, order in seen.items():
        print(f"{path}: {', then '.join(order)}")
    ended_first = ["the dependency has ended", "the generator runs"]
    return seen == {"/lines": ended_first, "/events": ended_first[::-1]}


raise SystemExit(not asyncio.run(main()))
PYTHON
