"""The real app: assembled from settings alone, and nothing kept between requests."""

from http import HTTPStatus

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from starlette.types import Message

from backend.apps.registry import RESOURCES
from backend.core.dependencies import State
from backend.core.settings import CoreSettings
from backend.runtime.app import create_app
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.transport import client_of
from backend.tests.runtime.answers import problem_of

ORIGIN = "https://app.example.com"
FOREIGN_ORIGIN = "https://evil.example.com"
PREFLIGHT = {"Access-Control-Request-Method": "POST"}


def test_two_apps_share_nothing(settings: CoreSettings) -> None:
    one, other = create_app(settings), create_app(settings)

    one.state.seen = True

    assert not hasattr(other.state, "seen")


async def test_each_request_brings_its_own_state(
    app: FastAPI, client: AsyncClient, serverless_state: State
) -> None:
    async with client_of(app, serverless_state) as lonely_client:
        lonely = await lonely_client.get("/readyz")

    connected = await client.get("/readyz")

    assert lonely.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert connected.status_code == HTTPStatus.OK


async def test_a_server_gets_the_state_by_the_lifespan(app: FastAPI) -> None:
    said_by_server: list[Message] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    said_by_app: list[str] = []
    state: dict[str, object] = {}

    async def receive() -> Message:
        return said_by_server.pop(0)

    async def send(message: Message) -> None:
        said_by_app.append(message["type"])

    await app({"type": "lifespan", "state": state}, receive, send)

    assert said_by_app == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert state.keys() == State.__annotations__.keys() | RESOURCES.keys()


def test_whatever_the_apps_answer_has_a_version(app: FastAPI) -> None:
    paths = {path for path in app.openapi()["paths"] if not path.startswith("/v1/")}

    assert paths == {"/livez", "/readyz"}


def test_an_operation_is_called_like_its_endpoint(app: FastAPI) -> None:
    operations = app.openapi()["paths"]

    assert operations["/readyz"]["get"]["operationId"] == "report_ready"


def test_the_document_is_about_this_service(settings: CoreSettings) -> None:
    app = create_app(settings.model_copy(update={"service_name": "shop"}))

    assert app.openapi()["info"]["title"] == "shop"


def test_whatever_an_app_does_may_find_a_server_away(settings: CoreSettings) -> None:
    document = create_app(settings).openapi()

    assert "503" in document["paths"]["/v1/me"]["get"]["responses"]


async def test_the_page_of_documentation_may_load_its_parts(
    settings: CoreSettings, serverless_state: State
) -> None:
    async with client_of(create_app(settings), serverless_state) as client:
        page = await client.get("/docs")

    assert "https://cdn.jsdelivr.net" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/docs", HTTPStatus.OK),
        ("/docs/oauth2-redirect", HTTPStatus.NOT_FOUND),
        ("/redoc", HTTPStatus.NOT_FOUND),
    ],
)
async def test_there_is_one_page_of_documentation(
    probe_client: AsyncClient, path: str, status: HTTPStatus
) -> None:
    response = await probe_client.get(path)

    assert response.status_code == status


@pytest.mark.validation
async def test_a_slash_too_many_is_not_forgiven(probe_client: AsyncClient) -> None:
    problem = problem_of(await probe_client.get("/livez/"))

    assert problem.status == HTTPStatus.NOT_FOUND


@pytest.mark.validation
async def test_no_other_origin_is_let_in_unless_told(probe_client: AsyncClient) -> None:
    response = await probe_client.get("/livez", headers={"Origin": ORIGIN})

    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(("origin", "allowed"), [(ORIGIN, ORIGIN), (FOREIGN_ORIGIN, None)])
async def test_only_the_origins_of_the_settings_are_let_in(
    serverless_state: State, origin: str, allowed: str | None
) -> None:
    app = create_app(settings_for_tests(cors_origins=(ORIGIN,)))

    async with client_of(app, serverless_state) as client:
        response = await client.options("/v1", headers={"Origin": origin, **PREFLIGHT})

    assert response.headers.get("access-control-allow-origin") == allowed


async def test_another_origin_may_read_the_request_id(serverless_state: State) -> None:
    app = create_app(settings_for_tests(cors_origins=(ORIGIN,)))

    async with client_of(app, serverless_state) as client:
        response = await client.get("/nowhere", headers={"Origin": ORIGIN})

    assert response.headers["access-control-allow-origin"] == ORIGIN
    exposed = response.headers["access-control-expose-headers"]
    assert exposed.lower().split(", ") == ["x-request-id", "retry-after"]


@pytest.mark.parametrize("header", ["Authorization", "Content-Type", "X-Request-ID"])
async def test_another_origin_may_ask_for_whatever_a_client_does(
    serverless_state: State, header: str
) -> None:
    app = create_app(settings_for_tests(cors_origins=(ORIGIN,)))
    asked = {"Access-Control-Request-Method": "DELETE", "Access-Control-Request-Headers": header}

    async with client_of(app, serverless_state) as client:
        response = await client.options("/v1", headers={"Origin": ORIGIN, **asked})

    assert response.status_code == HTTPStatus.OK
    assert "DELETE" in response.headers["access-control-allow-methods"]
