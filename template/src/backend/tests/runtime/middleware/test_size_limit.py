"""A body that is too large is refused, whether it says so or not."""

from collections.abc import AsyncIterator
from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.core.settings import CoreSettings
from backend.tests.runtime.answers import problem_of
from backend.tests.runtime.probes import Greeting

CHUNK = b"x" * 2**16


async def chunks(count: int, taken: list[bytes]) -> AsyncIterator[bytes]:
    for _ in range(count):
        taken.append(CHUNK)
        yield CHUNK


async def test_a_body_at_the_limit_is_fine(
    probe_client: AsyncClient, settings: CoreSettings
) -> None:
    body = b"x" * settings.request_size_limit

    response = await probe_client.post("/probes/sizes", content=body)

    assert response.json() == len(body)


@pytest.mark.validation
async def test_a_body_beyond_the_limit_is_refused(
    probe_client: AsyncClient, settings: CoreSettings
) -> None:
    body = b"x" * (settings.request_size_limit + 1)

    problem = problem_of(await probe_client.post("/probes/sizes", content=body))

    assert problem.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert problem.type == "request-too-large"


@pytest.mark.validation
async def test_an_announcement_is_enough_to_refuse(
    probe_client: AsyncClient, settings: CoreSettings
) -> None:
    headers = {"Content-Length": str(settings.request_size_limit + 1)}
    taken: list[bytes] = []

    response = await probe_client.post("/probes/sizes", content=chunks(1, taken), headers=headers)

    assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert taken == []


async def test_a_chunked_body_at_the_limit_is_fine(
    probe_client: AsyncClient, settings: CoreSettings
) -> None:
    fitting = settings.request_size_limit // len(CHUNK)

    response = await probe_client.post("/probes/sizes", content=chunks(fitting, []))

    assert response.json() == settings.request_size_limit


@pytest.mark.validation
async def test_a_chunked_body_is_cut_off_at_the_limit(
    probe_client: AsyncClient, settings: CoreSettings
) -> None:
    fitting = settings.request_size_limit // len(CHUNK)
    taken: list[bytes] = []

    response = await probe_client.post("/probes/sizes", content=chunks(fitting * 3, taken))

    assert problem_of(response).status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert len(taken) == fitting + 1


@pytest.mark.validation
async def test_a_json_body_beyond_the_limit_is_refused(
    probe_client: AsyncClient, settings: CoreSettings
) -> None:
    too_large = Greeting.model_construct(name="x" * settings.request_size_limit)

    response = await probe_client.post("/probes/greetings", json=too_large.model_dump())

    assert problem_of(response).status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
