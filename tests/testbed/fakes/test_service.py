"""A fake follows its programme, then its habit, and remembers what it was asked."""

from http import HTTPStatus

from httpx import AsyncClient

from backend.tests.harness.fakes.faults import Fail, Serve
from backend.tests.harness.fakes.samples import Greeter, Greeting


async def statuses(caller: AsyncClient, names: str) -> list[int]:
    """What the caller is answered when it asks for these greetings, one after the other."""
    bodies = [Greeting(name=name).model_dump() for name in names]
    answers = [await caller.post("/greetings", json=body) for body in bodies]
    return [answer.status_code for answer in answers]


async def test_faults_are_met_in_their_order(greeter: Greeter, caller: AsyncClient) -> None:
    greeter.will(Fail(HTTPStatus.BAD_GATEWAY), Serve(), Fail(HTTPStatus.SERVICE_UNAVAILABLE))

    met = await statuses(caller, "ABCD")

    assert met == [502, 200, 503, 200]
    assert greeter.greeted == ["B", "D"]


async def test_a_habit_begins_where_the_programme_ends(
    greeter: Greeter, caller: AsyncClient
) -> None:
    greeter.always(Fail(HTTPStatus.BAD_GATEWAY))
    greeter.will(Serve())

    met = await statuses(caller, "ABC")

    assert met == [200, 502, 502]


async def test_what_was_asked_is_remembered_whatever_was_answered(
    greeter: Greeter, caller: AsyncClient
) -> None:
    greeter.will(Fail())

    await statuses(caller, "AB")

    assert greeter.received(Greeting) == [Greeting(name="A"), Greeting(name="B")]
    assert greeter.received(Greeting, method="PUT") == []


async def test_the_whole_request_is_remembered(greeter: Greeter, caller: AsyncClient) -> None:
    await caller.get("/somewhere", params={"page": 2}, headers={"Idempotency-Key": "one"})

    (asked,) = greeter.asked
    assert str(asked) == "GET /somewhere"
    assert (asked.query["page"], asked.headers["idempotency-key"]) == ("2", "one")
