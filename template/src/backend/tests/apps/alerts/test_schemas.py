"""Bodies of alert profiles: what is refused, at which place, and what is made of the rest."""

from collections.abc import Sequence
from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.apps.alerts.models import AlertProfile
from backend.apps.alerts.schemas import AlertProfileCreate, AlertProfileRead
from backend.tests.apps.alerts.factories import (
    AlertProfileCreateFactory,
    AlertProfileUpdateFactory,
)
from backend.tests.apps.alerts.paths import path_of
from backend.tests.apps.answers import problem_of, refusal_of, wrong_places
from backend.tests.apps.bodies import body_with, body_without

INVALID_REQUEST = (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
MOST_MONEY = 2**53 - 1

# Each field, what it refuses, and whether the place is an item of a list.
WRONG: list[tuple[str, Sequence[object], str]] = [
    ("name", ["", "   ", "n" * 121, "two\nlines", "nul\0", None, ["Ada"]], ""),
    ("keywords", [["k"] * 21, "bridge", None], ""),
    ("keywords", [[""], ["k" * 81], ["two\nlines"], [None]], ".0"),
    ("cpv_codes", [["45221100"] * 21, None], ""),
    ("cpv_codes", [["4522110"], ["45221100-1"], ["bridges!"], ["٤٥٢٢١١٠٠"]], ".0"),
    ("countries", [["DE"] * 21, None], ""),
    ("countries", [["de"], ["DEU"], [""]], ".0"),
    ("min_value", [-1, MOST_MONEY + 1, 1.5, "1", True], ""),
    ("max_value", [-1, MOST_MONEY + 1, 1.5, "1", True], ""),
]
WRONG_VALUES = [
    (field, value, f"body.{field}{item}") for field, values, item in WRONG for value in values
]
UNFIT: list[tuple[dict[str, object], str]] = [
    ({"keywords": [], "cpv_codes": []}, "name at least one keyword or CPV code"),
    ({"min_value": 2, "max_value": 1}, "min_value must not be greater than max_value"),
]
LIMITS = [
    AlertProfileCreateFactory.build(name="n" * 120),
    AlertProfileCreateFactory.build(keywords=[f"{index:080}" for index in range(20)]),
    AlertProfileCreateFactory.build(keywords=[]),
    AlertProfileCreateFactory.build(cpv_codes=[], countries=[]),
    AlertProfileCreateFactory.build(min_value=0, max_value=0),
    AlertProfileCreateFactory.build(min_value=MOST_MONEY, max_value=MOST_MONEY),
    AlertProfileCreateFactory.build(min_value=None, max_value=1),
    AlertProfileCreateFactory.build(min_value=1, max_value=None),
]


def brief(given: object) -> str:
    return str(given)[:40]


@pytest.mark.validation
@pytest.mark.parametrize(("field", "value", "place"), WRONG_VALUES, ids=brief)
async def test_a_wrong_value_is_refused(
    admin_client: AsyncClient, url: str, field: str, value: object, place: str
) -> None:
    wrong = body_with(AlertProfileCreateFactory, **{field: value})

    response = await admin_client.post(url, json=wrong)

    assert refusal_of(response) == INVALID_REQUEST
    assert place in wrong_places(response)


@pytest.mark.validation
@pytest.mark.parametrize(("fields", "sentence"), UNFIT)
async def test_fields_that_do_not_fit_are_refused(
    admin_client: AsyncClient, url: str, fields: dict[str, object], sentence: str
) -> None:
    response = await admin_client.post(url, json=body_with(AlertProfileCreateFactory, **fields))

    assert refusal_of(response) == INVALID_REQUEST
    assert [error.message for error in problem_of(response).errors or []] == [
        f"Value error, {sentence}"
    ]


@pytest.mark.validation
async def test_a_replacement_is_held_to_the_same_rules(
    admin_client: AsyncClient, alert_profile: AlertProfile
) -> None:
    wrong = body_with(AlertProfileUpdateFactory, min_value=2, max_value=1)

    response = await admin_client.put(path_of(alert_profile), json=wrong)

    assert refusal_of(response) == INVALID_REQUEST


@pytest.mark.validation
async def test_a_profile_needs_a_name(admin_client: AsyncClient, url: str) -> None:
    response = await admin_client.post(url, json=body_without(AlertProfileCreateFactory, "name"))

    assert wrong_places(response) == ["body.name"]


@pytest.mark.validation
async def test_an_unknown_field_is_refused(admin_client: AsyncClient, url: str) -> None:
    surprising = body_with(AlertProfileCreateFactory, organization_id="mine")

    response = await admin_client.post(url, json=surprising)

    assert wrong_places(response) == ["body.organization_id"]


@pytest.mark.validation
@pytest.mark.parametrize("new", LIMITS, ids=brief)
async def test_a_value_at_its_limit_is_accepted(
    admin_client: AsyncClient, url: str, new: AlertProfileCreate
) -> None:
    response = await admin_client.post(url, json=new.model_dump(mode="json"))

    assert response.status_code == HTTPStatus.CREATED


async def test_keywords_are_kept_once_and_in_lower_case(
    admin_client: AsyncClient, url: str
) -> None:
    new = body_with(AlertProfileCreateFactory, keywords=[" Bridge", "ROAD", "bridge"])

    response = await admin_client.post(url, json=new)

    assert AlertProfileRead.model_validate(response.json()).keywords == ["bridge", "road"]
