"""Every request has an id, and one line in the log."""

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from starlette.types import Message
from structlog.contextvars import get_contextvars

from backend.tests.runtime.answers import problem_of
from backend.tests.runtime.logs import ReadLog

REQUEST_ID = "X-Request-ID"


async def test_the_clients_id_comes_back(probe_client: AsyncClient) -> None:
    response = await probe_client.get("/livez", headers={REQUEST_ID: "Abc-1.2_3"})

    assert response.headers[REQUEST_ID] == "Abc-1.2_3"


async def test_a_request_without_an_id_gets_one(probe_client: AsyncClient) -> None:
    one = await probe_client.get("/livez")
    other = await probe_client.get("/livez")

    assert len(one.headers[REQUEST_ID]) == 32
    assert one.headers[REQUEST_ID] != other.headers[REQUEST_ID]


@pytest.mark.validation
@pytest.mark.parametrize("offered", ["", "two words", "<script>", "x" * 65, '"'])
async def test_an_id_that_may_do_harm_is_replaced(probe_client: AsyncClient, offered: str) -> None:
    response = await probe_client.get("/livez", headers={REQUEST_ID: offered})

    assert response.headers[REQUEST_ID].isalnum()
    assert response.headers[REQUEST_ID] != offered


async def test_a_problem_names_the_request(probe_client: AsyncClient) -> None:
    response = await probe_client.get("/nowhere", headers={REQUEST_ID: "r-1"})

    assert problem_of(response).instance == "urn:request:r-1"


async def test_the_log_has_a_line_for_each_request(
    probe_client: AsyncClient, read_log: ReadLog
) -> None:
    await probe_client.get("/nowhere", headers={REQUEST_ID: "r-1"})

    (line,) = read_log()
    assert (line["event"], line["request_id"]) == ("request", "r-1")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/nowhere", 404)
    assert line["client"] == "127.0.0.1"
    assert line["milliseconds"] >= 0


async def test_the_query_is_not_logged(probe_client: AsyncClient, read_log: ReadLog) -> None:
    await probe_client.get("/probes/pages?limit=7")

    (line,) = read_log()
    assert line["path"] == "/probes/pages"
    assert "limit" not in str(line)


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_a_probe_leaves_no_line(
    probe_client: AsyncClient, read_log: ReadLog, path: str
) -> None:
    await probe_client.get(path)

    assert "request" not in [line["event"] for line in read_log()]


async def test_a_bug_is_logged_with_its_request(
    probe_client: AsyncClient, read_log: ReadLog
) -> None:
    await probe_client.get("/probes/bug", headers={REQUEST_ID: "r-1"})

    bug, request = read_log()
    assert (bug["event"], bug["request_id"]) == ("unexpected_error", "r-1")
    assert (request["event"], request["status"]) == ("request", 500)


async def test_what_is_no_request_is_passed_on_as_it_came(probe_app: FastAPI) -> None:
    spoken: list[Message] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    heard: list[str] = []

    async def receive() -> Message:
        return spoken.pop(0)

    async def send(message: Message) -> None:
        heard.append(message["type"])

    await probe_app({"type": "lifespan", "state": {}}, receive, send)

    assert heard == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_the_next_request_knows_nothing_of_it(probe_client: AsyncClient) -> None:
    await probe_client.get("/livez")

    assert get_contextvars() == {}
