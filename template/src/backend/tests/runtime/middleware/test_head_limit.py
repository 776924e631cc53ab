"""A request line or headers that are too long are refused before anything reads them."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.runtime.middleware.head_limit import MAX_HEADER_BYTES, MAX_HEADERS, MAX_TARGET_BYTES
from backend.tests.runtime.answers import problem_of

LONG_QUERY = "/livez?" + "a=1&" * (MAX_TARGET_BYTES // 4)
LONG_PATH = "/" + "a" * MAX_TARGET_BYTES


@pytest.mark.validation
@pytest.mark.parametrize("target", [LONG_QUERY, LONG_PATH], ids=["query", "path"])
async def test_an_address_that_is_too_long_is_refused(
    probe_client: AsyncClient, target: str
) -> None:
    problem = problem_of(await probe_client.get(target))

    assert (problem.status, problem.type) == (HTTPStatus.REQUEST_URI_TOO_LONG, "address-too-long")


@pytest.mark.validation
@pytest.mark.parametrize(
    "headers",
    [{f"X-{number}": "1" for number in range(MAX_HEADERS)}, {"Cookie": "a" * MAX_HEADER_BYTES}],
    ids=["many", "large"],
)
async def test_headers_that_are_too_large_are_refused(
    probe_client: AsyncClient, headers: dict[str, str]
) -> None:
    problem = problem_of(await probe_client.get("/livez", headers=headers))

    assert problem.status == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    assert problem.type == "headers-too-large"


async def test_long_addresses_and_large_headers_have_room(probe_client: AsyncClient) -> None:
    headers = {"Cookie": "a" * (MAX_HEADER_BYTES // 2)}

    response = await probe_client.get(f"/livez?{'a' * (MAX_TARGET_BYTES // 2)}", headers=headers)

    assert response.status_code == HTTPStatus.OK
