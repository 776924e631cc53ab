"""JSON that would cost more than its size says is refused before anything parses it."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient, Response

from backend.core.settings import CoreSettings
from backend.runtime.middleware.json_limit import MAX_DEPTH
from backend.tests.runtime.answers import problem_of
from backend.tests.runtime.probes import Greeting, unknown_fields

TOO_LARGE = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request-too-large")
INVALID = (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
UNREADABLE = (HTTPStatus.BAD_REQUEST, "unreadable-body")


async def post(client: AsyncClient, body: str | bytes, kind: str = "application/json") -> Response:
    return await client.post("/probes/greetings", content=body, headers={"Content-Type": kind})


def refusal_of(response: Response) -> tuple[int, str]:
    problem = problem_of(response)
    return problem.status, problem.type


@pytest.mark.validation
@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; a=b", "application/a+json"]
)
async def test_json_has_a_size_limit_of_its_own(
    probe_client: AsyncClient, settings: CoreSettings, kind: str
) -> None:
    fitting = '{"name":"' + " " * (settings.json_size_limit - 11) + '"}'

    assert refusal_of(await post(probe_client, fitting, kind)) == INVALID
    assert refusal_of(await post(probe_client, f" {fitting}", kind)) == TOO_LARGE


@pytest.mark.validation
@pytest.mark.parametrize(
    "many",
    [
        unknown_fields(100_000),
        "[" + "1," * 100_000 + "1]",
        "{" + '"a":1,' * 10_000 + '"a":1}',
        '{"name":' + "[]," * 10_000,
    ],
    ids=["fields", "items", "one field again and again", "no end"],
)
async def test_json_of_too_many_values_is_refused(probe_client: AsyncClient, many: str) -> None:
    assert refusal_of(await post(probe_client, many)) == TOO_LARGE


@pytest.mark.validation
async def test_as_many_values_as_the_limit_are_fine(
    probe_client: AsyncClient, settings: CoreSettings
) -> None:
    # The object itself is one.
    most = settings.json_value_limit - 1

    assert refusal_of(await post(probe_client, unknown_fields(most))) == INVALID
    assert refusal_of(await post(probe_client, unknown_fields(most + 1))) == TOO_LARGE


@pytest.mark.validation
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
async def test_json_has_a_greatest_depth(
    probe_client: AsyncClient, opening: str, closing: str
) -> None:
    deepest = opening * MAX_DEPTH + "1" + closing * MAX_DEPTH

    assert refusal_of(await post(probe_client, deepest)) == INVALID
    assert refusal_of(await post(probe_client, f"{opening}{deepest}{closing}")) == TOO_LARGE


async def test_what_a_text_says_is_no_value(
    probe_client: AsyncClient, settings: CoreSettings
) -> None:
    text = '[{,\\"' * settings.json_value_limit

    problem = problem_of(await post(probe_client, '{"name":"' + text + '"}'))

    assert [error.location for error in problem.errors or []] == ["body.name"]


@pytest.mark.validation
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32-le"])
async def test_json_is_utf_8(probe_client: AsyncClient, encoding: str) -> None:
    response = await post(probe_client, '{"name":"Ada"}'.encode(encoding))

    assert refusal_of(response) == UNREADABLE


@pytest.mark.validation
@pytest.mark.parametrize(
    "half", [r"\ud83d", r"\uDE00", r"\ud83d\ud83d\ude00", r"\ud83d\n\ude00", r"\\\ud83d"]
)
async def test_half_a_character_is_no_text(probe_client: AsyncClient, half: str) -> None:
    for body in (f'{{"name":"{half}"}}', f'{{"{half}":1}}'):
        assert refusal_of(await post(probe_client, body)) == UNREADABLE


@pytest.mark.parametrize(
    ("text", "read"), [(r"\ud83d\uDE00\u00e9", "\U0001f600\u00e9"), (r"\\ud83d\"", '\\ud83d"')]
)
async def test_whole_characters_may_be_escaped(
    probe_client: AsyncClient, text: str, read: str
) -> None:
    response = await post(probe_client, f'{{"name":"{text}"}}')

    assert Greeting.model_validate(response.json()).name == read


async def test_another_kind_of_body_is_not_looked_at(
    probe_client: AsyncClient, settings: CoreSettings
) -> None:
    body = b"[" * (settings.json_size_limit + 1)

    response = await probe_client.post("/probes/sizes", content=body)

    assert response.json() == len(body)
