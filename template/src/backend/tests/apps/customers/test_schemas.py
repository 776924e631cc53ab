"""Bodies of the onboarding: what is refused, and at which place."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import pytest
from httpx import AsyncClient

from backend.apps.customers.models import Customer
from backend.apps.customers.schemas import CustomerRead
from backend.tests.apps.answers import refusal_of, wrong_places
from backend.tests.apps.bodies import body_with, body_without
from backend.tests.apps.customers.factories import (
    CustomerCreateFactory,
    CustomerProfileFactory,
    CustomerSubscriptionFactory,
)
from backend.tests.harness.factories import BodyFactory

INVALID_REQUEST = (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
LINES = ["", "   ", "n" * 121, "two\nlines", "nul\0", None, ["Ada"]]

START, PROFILE, SUBSCRIPTION = "", "/{customer_id}/profile", "/{customer_id}/subscription"
# Each body, and where it is sent below the organization's customers.
FACTORIES: dict[str, type[BodyFactory[Any]]] = {
    START: CustomerCreateFactory,
    PROFILE: CustomerProfileFactory,
    SUBSCRIPTION: CustomerSubscriptionFactory,
}
WRONG: list[tuple[str, str, Sequence[object]]] = [
    (START, "name", LINES),
    (PROFILE, "legal_name", LINES),
    (PROFILE, "country", ["", "de", "DEU", "D1", "ÄÖ", None, 49]),
    (PROFILE, "contact_email", ["", "ada", "ada@", "@example.com", None]),
    (SUBSCRIPTION, "plan", ["", "free", "STARTER", None]),
]
WRONG_VALUES = [(path, field, value) for path, field, values in WRONG for value in values]
REQUIRED = [(path, field) for path, field, _ in WRONG]


def url_of(customer: Customer, path: str) -> str:
    customers = f"/v1/organizations/{customer.organization_id}/customers"
    return customers + path.format(customer_id=customer.id)


@pytest.mark.validation
@pytest.mark.parametrize(("path", "field", "value"), WRONG_VALUES)
async def test_a_wrong_value_is_refused(
    admin_client: AsyncClient, customer: Customer, path: str, field: str, value: object
) -> None:
    wrong = body_with(FACTORIES[path], **{field: value})

    response = await admin_client.post(url_of(customer, path), json=wrong)

    assert refusal_of(response) == INVALID_REQUEST
    assert wrong_places(response) == [f"body.{field}"]


@pytest.mark.validation
@pytest.mark.parametrize(("path", "field"), REQUIRED)
async def test_a_missing_field_is_refused(
    admin_client: AsyncClient, customer: Customer, path: str, field: str
) -> None:
    incomplete = body_without(FACTORIES[path], field)

    response = await admin_client.post(url_of(customer, path), json=incomplete)

    assert refusal_of(response) == INVALID_REQUEST
    assert wrong_places(response) == [f"body.{field}"]


@pytest.mark.validation
@pytest.mark.parametrize("path", FACTORIES)
async def test_an_unknown_field_is_refused(
    admin_client: AsyncClient, customer: Customer, path: str
) -> None:
    surprising = body_with(FACTORIES[path], state="complete")

    response = await admin_client.post(url_of(customer, path), json=surprising)

    assert refusal_of(response) == INVALID_REQUEST
    assert wrong_places(response) == ["body.state"]


async def test_an_address_is_kept_in_lower_case(
    admin_client: AsyncClient, customer: Customer
) -> None:
    profile = body_with(CustomerProfileFactory, contact_email="Ada@Example.com")

    response = await admin_client.post(url_of(customer, PROFILE), json=profile)

    assert CustomerRead.model_validate(response.json()).contact_email == "ada@example.com"
