"""Routes that fail in every way a route can, beside those of the real app."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Literal, cast

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Discriminator
from sqlalchemy import text

from backend.core.dependencies import PageParamsDep, RedisDep, SessionDep
from backend.core.errors import NotFoundError, TooManyRequestsError, UnauthorizedError
from backend.core.rate_limit import RateLimit
from backend.core.schemas import Line, Schema
from backend.core.settings import CoreSettings
from backend.runtime.app import create_app
from backend.tests.harness.settings import settings_for_tests

SECRET = "hunter2"  # noqa: S105 - what no answer and no log line may contain
CONSTRAINT = "uq_probes_name"

router = APIRouter(prefix="/probes")


class Greeting(Schema):
    name: Line


class Cat(Schema):
    kind: Literal["cat"]


class Dog(Schema):
    kind: Literal["dog"]


class ProbeMissingError(NotFoundError):
    def __init__(self) -> None:
        super().__init__("There is no such probe.")


@router.post("/greetings")
async def greet(greeting: Greeting) -> Greeting:
    return greeting


@router.post("/pets")
async def adopt(pet: Annotated[Cat | Dog, Discriminator("kind")]) -> str:
    return pet.kind


@router.delete("/greetings")
async def forget() -> None: ...


@router.post("/sizes")
async def measure(request: Request) -> int:
    return len(await request.body())


@router.get("/pages")
async def turn_pages(params: PageParamsDep) -> int:
    return params.limit


@router.get("/missing")
async def miss() -> None:
    raise ProbeMissingError


@router.get("/anonymous")
async def ask_who_it_is() -> None:
    raise UnauthorizedError("Say who you are.")


@router.get("/busy")
async def hold_off() -> None:
    raise TooManyRequestsError(retry_after=7)


@router.get("/teapot")
async def brew_coffee() -> None:
    raise HTTPException(HTTPStatus.IM_A_TEAPOT, "Short and stout.")


@router.get("/bug")
async def stumble(password: str = SECRET) -> None:
    raise RuntimeError(f"{len(password)} characters")


@router.get("/half")
async def break_off() -> StreamingResponse:
    async def half_an_answer() -> AsyncIterator[str]:
        yield "half"
        raise RuntimeError("The other half is missing.")

    return StreamingResponse(half_an_answer())


@router.get("/cached", response_class=Response)
async def allow_caching() -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Cache-Control": "max-age=60"})


@router.get("/sql/{sqlstate}")
async def fail_in_postgresql(sqlstate: str, session: SessionDep) -> None:
    """PostgreSQL itself raises the error of this SQLSTATE."""
    raising = f"RAISE SQLSTATE '{sqlstate}' USING CONSTRAINT = '{CONSTRAINT}', DETAIL = '{SECRET}'"
    await session.execute(text(f"DO $$ BEGIN {raising}; END $$"))


@router.get("/statements")
async def execute(sql: str, session: SessionDep) -> None:
    await session.execute(text(sql), {"secret": SECRET} if ":secret" in sql else {})


@router.get("/redis")
async def ask_redis(redis: RedisDep) -> None:
    await redis.get("anything")


@router.get("/counts")
async def count(redis: RedisDep) -> None:
    await RateLimit(redis, "probes", limit=7, window_seconds=60).hit(SECRET)


@router.get("/values")
async def store_nothing(redis: RedisDep) -> None:
    await redis.set("nothing", cast("str", None))


def create_probe_app(settings: CoreSettings) -> FastAPI:
    app = create_app(settings)
    app.include_router(router)
    return app


def unknown_fields(count: int) -> str:
    """Return JSON in which every field is an error."""
    return "{" + ",".join(f'"k{number}":1' for number in range(count)) + "}"


def create_impatient_app() -> FastAPI:
    """Return the real app, whose time for a body is over before it begins."""
    return create_app(settings_for_tests(request_body_seconds=1e-9))
