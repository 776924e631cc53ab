"""An answer that the OpenAPI document does not promise fails the test that got it."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.tests.harness.contracts.contract import SEEN

FAULTS = [
    (
        "/statuses/418",
        r"answered 418, which its OpenAPI document does not declare \(200, 422, 500\)",
    ),
    (
        "/kinds",
        r"answered 200, with text/plain where its OpenAPI document declares application/json",
    ),
    ("/promises/wrong-word", r'mood: "odd" is not one of'),
    ("/promises/wrong-format", r'id: "not-a-key" is not a "uuid"'),
    ("/promises/missing", r'the body: "id" is a required property'),
    ("/promises/surprising", r"the body: Additional properties are not allowed"),
    ("/promises/another-type", r'the body: .* is not of type "object"'),
]


@pytest.mark.parametrize(("path", "sentence"), FAULTS)
async def test_a_broken_promise_fails_the_test(
    lying_client: AsyncClient, path: str, sentence: str
) -> None:
    with pytest.raises(pytest.fail.Exception, match=sentence):
        await lying_client.get(path)


async def test_a_failure_names_the_operation_and_shows_the_body(lying_client: AsyncClient) -> None:
    with pytest.raises(pytest.fail.Exception) as failed:
        await lying_client.get("/promises/wrong-word")

    first, *_, last = str(failed.value).splitlines()
    assert first.startswith("GET /promises/{name} answered 200, with a body")
    assert last.startswith('Its body was: {"id":')


async def test_a_body_where_none_is_declared_is_a_fault(lying_client: AsyncClient) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"text/plain where .* declares no body"):
        await lying_client.delete("/chatter")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/promises/kept", HTTPStatus.OK),
        ("GET", "/statuses/200", HTTPStatus.OK),
        ("DELETE", "/silence", HTTPStatus.NO_CONTENT),
        ("GET", "/nowhere", HTTPStatus.NOT_FOUND),
        ("POST", "/kinds", HTTPStatus.METHOD_NOT_ALLOWED),
    ],
)
async def test_whatever_keeps_its_promise_passes(
    lying_client: AsyncClient, method: str, path: str, status: HTTPStatus
) -> None:
    response = await lying_client.request(method, path)

    assert response.status_code == status


async def test_what_was_answered_is_remembered(lying_client: AsyncClient) -> None:
    await lying_client.get("/promises/kept")

    assert "GET /promises/{name} 200" in SEEN
