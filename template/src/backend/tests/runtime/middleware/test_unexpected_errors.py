"""A bug is an answer for the client and a traceback for us."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.tests.runtime.answers import problem_of
from backend.tests.runtime.logs import ReadLog
from backend.tests.runtime.probes import SECRET


async def test_a_bug_tells_the_client_nothing(probe_client: AsyncClient, read_log: ReadLog) -> None:
    response = await probe_client.get("/probes/bug")

    problem = problem_of(response)
    assert problem.status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert problem.type == "internal-error"
    assert problem.detail == (
        "Something went wrong here; the instance helps us find it in the logs."
    )
    assert "7 characters" not in response.text
    assert problem.instance == f"urn:request:{read_log()[0]['request_id']}"


async def test_a_bug_tells_us_where_it_is(probe_client: AsyncClient, read_log: ReadLog) -> None:
    await probe_client.get("/probes/bug")

    trace = read_log()[0]["exception"]
    assert "in stumble" in trace
    assert "RuntimeError: 7 characters" in trace
    assert SECRET not in trace


async def test_half_an_answer_is_not_made_whole(
    probe_client: AsyncClient, read_log: ReadLog
) -> None:
    with pytest.raises(RuntimeError, match="The other half is missing"):
        await probe_client.get("/probes/half")

    assert [line["event"] for line in read_log()] == ["request"]
