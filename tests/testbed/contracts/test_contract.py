"""An answer that the OpenAPI document does not promise fails the test that got it."""

import re
from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.tests.harness.contracts.contract import SEEN

FAULTS = [
    (
        "/statuses/418",
        r"answered 418, which its OpenAPI document does not declare \(200, 422, 500, 414\)",
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

    first, *_, place, last = str(failed.value).splitlines()
    assert first.startswith("GET /promises/{name} answered 200, with a body")
    assert re.fullmatch(r"Its endpoint is at .*/contracts/liars.py:\d+", place)
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


LIES = [
    ("lines", "application/jsonl", b'{"number": 1}\n{"number": "2"}', r'item 2: number: "2" is'),
    ("lines", "application/jsonl", b'{"number": 1}\ntwo\n', r"item 2: it is not JSON"),
    ("lines", "application/json", b"[]", r"application/json where .* application/jsonl"),
    ("texts", "application/json-seq", b'\x1e{"number": 1}\n\x1e[]\n', r"item 2: .* \[\] is not"),
    ("events", "text/event-stream", b'data: {"number": ""}\r\n\r\n', r'item 1: data: number: ""'),
    ("events", "text/event-stream", b"data: [DONE]\n\n", r"item 1: data: it is not JSON"),
    ("either", "application/json", b'{"number": NaN}', r"not JSON \(NaN is no number"),
    ("either", "text/plain", b"1", r"text/plain where .* application/json or text/csv"),
    ("vendor", "application/vnd.tick+json", b"[]", r"\[\] is not of type"),
    ("versions", "application/json; version=2", b'"2"', r'"2" is not of type "object"'),
    ("versions", "application/json; charset=utf-8", b"{}", r'is not of type "string"'),
    ("image", "video/mp4", b"mp4", r"video/mp4 where .* declares image/\*"),
    ("image", "", b"png", r"with a body where .* declares image/\*"),
    ("broken", "application/json", b"1", r"its schema is not valid"),
    ("time", "application/json", b'"9:00"', r'"9:00" is not a "time"'),
    ("duration", "application/json", b'"PT"', r'"PT" is not a "duration"'),
]


@pytest.mark.parametrize(("name", "media_type", "body", "sentence"), LIES)
async def test_a_body_of_another_media_type_or_schema_fails_the_test(
    lying_client: AsyncClient, name: str, media_type: str, body: bytes, sentence: str
) -> None:
    headers = {"Content-Type": media_type} if media_type else {}

    with pytest.raises(pytest.fail.Exception, match=sentence):
        await lying_client.request("GET", f"/contents/{name}", content=body, headers=headers)


TRUTHS = [
    ("lines", "application/jsonl", b'{"number": 1}\n\n{"number": 2}'),
    ("events", "text/event-stream", b': ping\n\ndata: {"number":\ndata: 1}\n\nevent: end\n\nda'),
    ("either", "text/csv; charset=utf-8", b"1"),
    ("vendor", "application/pdf", b"pdf"),
    ("versions", "APPLICATION/JSON", b'"1"'),
    ("image", "image/png", b""),
    ("time", "application/json", b'"09:00:00.5+02:00"'),
    ("duration", "application/json", b'"-P1Y35DT2H0.5S"'),
]


@pytest.mark.parametrize(("name", "media_type", "body"), TRUTHS)
async def test_a_body_passes_by_the_media_type_that_describes_it_best(
    lying_client: AsyncClient, name: str, media_type: str, body: bytes
) -> None:
    headers = {"Content-Type": media_type}

    response = await lying_client.request("GET", f"/contents/{name}", content=body, headers=headers)

    assert response.content == body


@pytest.mark.parametrize("status", [204, 304])
async def test_a_body_where_http_allows_none_is_a_fault(
    lying_client: AsyncClient, status: int
) -> None:
    headers = {"Content-Type": "image/png"}

    with pytest.raises(pytest.fail.Exception, match="with a body, which HTTP does not allow"):
        await lying_client.request(
            "GET", f"/contents/image?status={status}", content=b"png", headers=headers
        )


async def test_a_range_of_statuses_has_a_schema_too(lying_client: AsyncClient) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"answered 409, with no body where"):
        await lying_client.get("/contents/lines?status=409")


async def test_the_head_of_an_answer_has_no_body_to_check(lying_client: AsyncClient) -> None:
    response = await lying_client.head("/contents/lines")

    assert response.status_code == HTTPStatus.OK


async def test_the_head_of_an_answer_has_a_declared_status(lying_client: AsyncClient) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"HEAD .* answered 301, which its"):
        await lying_client.head("/contents/lines?status=301")
