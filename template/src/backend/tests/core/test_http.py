"""Whatever another service does, a question ends: with an answer, a refusal, or an outage."""

import json
from dataclasses import replace
from http import HTTPStatus

import pytest
from pydantic import BaseModel

from backend.core.http import (
    OutageError,
    Patience,
    RefusedError,
    RemoteService,
    create_http_client,
    tls,
)
from backend.core.settings import CoreSettings
from backend.tests.core.questions import ADA, BODY_LIMIT, greet, request_to
from backend.tests.harness.fakes.calls import Fault
from backend.tests.harness.fakes.faults import (
    Babble,
    Drip,
    Fail,
    Hang,
    Serve,
)
from backend.tests.harness.fakes.outages import OUTAGES
from backend.tests.harness.fakes.samples import Greeter, Greeting
from backend.tests.harness.logs import collected_log

SILENCES: list[Fault] = [Hang(), Drip()]
UNUSABLE: list[Fault] = [
    *OUTAGES,
    Fail(HTTPStatus.PERMANENT_REDIRECT),
    Babble(b'{"title": "Countess"}'),
]


class Unlike(BaseModel):
    title: str


async def test_an_answer_is_read_as_its_kind(greeter: Greeter, remote: RemoteService) -> None:
    assert await greet(remote) == ADA

    assert len(greeter.asked) == 1


async def test_an_answer_may_come_in_many_pieces(greeter: Greeter, remote: RemoteService) -> None:
    patient = replace(remote, patience=Patience())
    long = Greeting(name="Ada" * 100_000)
    greeter.will(Babble(long.model_dump_json().encode()))

    assert await greet(patient) == long


async def test_the_log_says_who_had_an_outage_and_why(
    greeter: Greeter, remote: RemoteService, settings: CoreSettings
) -> None:
    greeter.will(Fail(HTTPStatus.BAD_GATEWAY))

    with collected_log(settings) as log:
        await greet(remote)

    line = json.loads(log.getvalue())
    assert (line["event"], line["service"]) == ("remote_outage", "The greeter")
    assert (line["path"], line["reason"]) == ("/greetings", "status 502")


@pytest.mark.parametrize("outage", UNUSABLE, ids=str)
async def test_an_outage_is_asked_again(
    greeter: Greeter, remote: RemoteService, outage: Fault
) -> None:
    greeter.will(outage, outage)

    assert await greet(remote) == ADA

    assert len(greeter.asked) == 3


@pytest.mark.parametrize("outage", UNUSABLE, ids=str)
async def test_a_long_outage_is_asked_a_bounded_number_of_times(
    greeter: Greeter, remote: RemoteService, outage: Fault
) -> None:
    greeter.always(outage)

    with pytest.raises(OutageError, match=r"^The greeter gave no usable answer: "):
        await greet(remote)

    assert len(greeter.asked) == remote.patience.attempts


@pytest.mark.parametrize("silence", SILENCES, ids=str)
async def test_silence_is_an_outage(
    greeter: Greeter, remote: RemoteService, silence: Fault
) -> None:
    impatient = replace(remote, patience=Patience(attempts=2, seconds=0.3, backoff_seconds=0))
    greeter.always(silence)

    with pytest.raises(OutageError, match=r": TimeoutError\.$"):
        await greet(impatient)

    assert len(greeter.asked) == 2


@pytest.mark.parametrize(
    "status", [HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED]
)
async def test_a_refusal_is_taken_for_an_answer(
    greeter: Greeter, remote: RemoteService, status: HTTPStatus
) -> None:
    greeter.will(Fail(status))

    with pytest.raises(RefusedError) as caught:
        await greet(remote)

    assert str(caught.value) == f"The greeter refused with status {status}."
    assert caught.value.status == status
    assert len(greeter.asked) == 1


async def test_an_answer_of_another_kind_is_an_outage(
    greeter: Greeter, remote: RemoteService
) -> None:
    with pytest.raises(OutageError, match=r": ValidationError\.$"):
        await remote.ask(request_to(remote), Unlike)

    assert greeter.greeted == [ADA.name] * 3


@pytest.mark.parametrize(("surplus", "is_read"), [(0, True), (1, False)])
async def test_an_answer_fits_or_is_an_outage(
    greeter: Greeter, remote: RemoteService, surplus: int, is_read: bool
) -> None:
    body = ADA.model_dump_json().encode().ljust(BODY_LIMIT + surplus)
    greeter.always(Babble(body))

    if is_read:
        assert await greet(remote) == ADA
    else:
        with pytest.raises(OutageError, match=f": more than {BODY_LIMIT} bytes"):
            await greet(remote)


async def test_a_connection_survives_whatever_happened_on_it(
    greeter: Greeter, remote: RemoteService
) -> None:
    impatient = replace(remote, patience=Patience(attempts=1, backoff_seconds=0))
    greeter.will(*UNUSABLE, Serve())

    for _ in UNUSABLE:
        with pytest.raises(OutageError):
            await greet(impatient)

    assert await greet(impatient) == ADA


async def test_a_proxy_of_the_developers_is_not_asked(
    greeter: Greeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    async with create_http_client(greeter.url) as http:
        assert await greet(RemoteService("The greeter", http, Patience(attempts=1))) == ADA


def test_certificates_are_read_once() -> None:
    assert tls() is tls()
