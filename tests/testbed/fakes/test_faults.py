"""Each fault, as the caller's own HTTP client meets it."""

from contextlib import suppress
from http import HTTPStatus

import httpx
import pytest
from httpx import AsyncClient, Response, Timeout

from backend.tests.harness.fakes.calls import Fault
from backend.tests.harness.fakes.faults import (
    MEBIBYTE,
    Babble,
    BreakOff,
    Cut,
    Delay,
    Drip,
    Fail,
    Flood,
    Hang,
    LoseAnswer,
    Meanwhile,
    Serve,
    ServeTwice,
)
from backend.tests.harness.fakes.samples import IMPATIENT, PATIENT, Greeter, Greeting

ADA = Greeting(name="Ada")


async def greet(caller: AsyncClient, patience: Timeout = PATIENT) -> Response:
    return await caller.post("/greetings", json=ADA.model_dump(), timeout=patience)


async def read_to_the_break(caller: AsyncClient) -> bytes:
    received = b""
    async with caller.stream("POST", "/greetings", json=ADA.model_dump()) as response:
        with suppress(httpx.RemoteProtocolError):
            async for chunk in response.aiter_bytes():
                received += chunk
    return received


@pytest.mark.parametrize("fault", [Serve(), Delay(0.001)], ids=str)
async def test_an_answer_is_the_services_own(
    greeter: Greeter, caller: AsyncClient, fault: Fault
) -> None:
    greeter.will(fault)

    response = await greet(caller)

    assert Greeting.model_validate(response.json()) == ADA
    assert greeter.greeted == [ADA.name]


async def test_a_status_comes_instead_of_an_answer(greeter: Greeter, caller: AsyncClient) -> None:
    greeter.will(Fail(HTTPStatus.SERVICE_UNAVAILABLE, retry_after=7))

    response = await greet(caller)

    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.headers["Retry-After"] == "7"
    assert greeter.greeted == []


@pytest.mark.parametrize("fault", [Hang(), Delay(60)], ids=str)
async def test_who_is_left_waiting_gives_up(
    greeter: Greeter, caller: AsyncClient, fault: Fault
) -> None:
    greeter.will(fault)

    with pytest.raises(httpx.ReadTimeout):
        await greet(caller, IMPATIENT)

    assert greeter.greeted == []


@pytest.mark.parametrize(
    ("fault", "done"), [(Cut(), []), (LoseAnswer(), [ADA.name]), (BreakOff(), [ADA.name])], ids=str
)
async def test_a_broken_connection_is_the_transports_error(
    greeter: Greeter, caller: AsyncClient, fault: Fault, done: list[str]
) -> None:
    greeter.will(fault)

    with pytest.raises(httpx.RemoteProtocolError):
        await greet(caller)

    assert greeter.greeted == done


async def test_an_answer_breaks_off_in_its_middle(greeter: Greeter, caller: AsyncClient) -> None:
    greeter.will(BreakOff())

    received = await read_to_the_break(caller)

    assert received == b'{"name"'


async def test_a_drip_is_never_slow_and_never_over(greeter: Greeter, caller: AsyncClient) -> None:
    greeter.will(Drip(pause=0.001))

    async with caller.stream("POST", "/greetings", json=ADA.model_dump()) as response:
        drops = aiter(response.aiter_bytes())
        received = await anext(drops) + await anext(drops)

    assert received.isspace()


async def test_babble_is_no_json(greeter: Greeter, caller: AsyncClient) -> None:
    greeter.will(Babble())

    response = await greet(caller)

    assert response.is_success
    with pytest.raises(ValueError, match="Unterminated string"):
        response.json()


async def test_a_flood_does_not_say_how_long_it_is(greeter: Greeter, caller: AsyncClient) -> None:
    greeter.will(Flood(2 * MEBIBYTE))

    response = await greet(caller)

    assert "Content-Length" not in response.headers
    assert len(response.content) == 2 * MEBIBYTE


async def test_who_has_enough_may_leave_a_flood(greeter: Greeter, caller: AsyncClient) -> None:
    greeter.will(Flood())

    async with caller.stream("POST", "/greetings", json=ADA.model_dump()) as response:
        first = await anext(response.aiter_bytes())

    assert len(first) < MEBIBYTE


async def test_something_may_happen_meanwhile(greeter: Greeter, caller: AsyncClient) -> None:
    async def greet_grace() -> None:
        greeter.greeted.append("Grace")

    greeter.will(Meanwhile(greet_grace), Meanwhile(greet_grace, then=Fail()))

    statuses = [(await greet(caller)).status_code for _ in range(2)]

    assert statuses == [HTTPStatus.OK, HTTPStatus.INTERNAL_SERVER_ERROR]
    assert greeter.greeted == ["Grace", ADA.name, "Grace"]


async def test_a_request_may_arrive_twice(greeter: Greeter, caller: AsyncClient) -> None:
    greeter.will(ServeTwice())

    response = await greet(caller)

    assert Greeting.model_validate(response.json()) == ADA
    assert greeter.greeted == [ADA.name, ADA.name]
