"""Bodies: what is refused, at which place, and what they never show."""

from collections.abc import Sequence
from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.apps.accounts.models import Organization
from backend.apps.accounts.schemas import Registration, TokenPair
from backend.core.schemas import Schema
from backend.tests.apps.accounts.factories import (
    CredentialsFactory,
    PresentedTokenFactory,
    RegistrationFactory,
    refresh_token,
)
from backend.tests.apps.accounts.operations import (
    CHANGE_ROLE,
    FOUND_ORGANIZATION,
    INVITE,
    LOG_IN,
    LOG_OUT,
    REFRESH,
    REGISTER,
    RENAME_ORGANIZATION,
    WITH_BODY,
    OperationWithBody,
)
from backend.tests.apps.answers import refusal_of, wrong_places
from backend.tests.apps.bodies import body_with, body_without

INVALID_REQUEST = (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")

EMAILS = ["", "ada", "ada@", "@example.com", "ada@example", "a" * 243 + "@example.com", None, 7]
LINES = ["", "   ", "n" * 121, "two\nlines", "nul\0", None, ["Ada"]]
NEW_PASSWORDS = ["p" * 11, "p" * 129, None]
GIVEN_PASSWORDS = ["", "p" * 129, None]
TOKENS = ["", "t" * 201, None]
ROLES = ["", "king", "OWNER", None]

WRONG: list[tuple[OperationWithBody, str, Sequence[object]]] = [
    (REGISTER, "email", EMAILS),
    (REGISTER, "password", NEW_PASSWORDS),
    (REGISTER, "full_name", LINES),
    (REGISTER, "organization_name", LINES),
    (LOG_IN, "email", EMAILS),
    (LOG_IN, "password", GIVEN_PASSWORDS),
    (REFRESH, "refresh_token", TOKENS),
    (LOG_OUT, "refresh_token", TOKENS),
    (FOUND_ORGANIZATION, "name", LINES),
    (RENAME_ORGANIZATION, "name", LINES),
    (INVITE, "email", EMAILS),
    (INVITE, "role", ROLES),
    (CHANGE_ROLE, "role", ROLES),
]
WRONG_VALUES = [(operation, field, value) for operation, field, values in WRONG for value in values]
REQUIRED = [
    (operation, field)
    for operation in WITH_BODY
    for field in operation.factory.__model__.model_fields
]
LIMITS = [
    RegistrationFactory.build(email="a" * 242 + "@example.com"),
    RegistrationFactory.build(password="p" * 12),
    RegistrationFactory.build(password="p" * 128),
    RegistrationFactory.build(full_name="n"),
    RegistrationFactory.build(full_name="n" * 120),
    RegistrationFactory.build(organization_name="n" * 120),
    RegistrationFactory.build(full_name="Zoë Ødegård 王"),
]
PAIR = TokenPair(access_token=refresh_token(), refresh_token=refresh_token(), expires_in=900)
SECRETS = [
    (RegistrationFactory.build(), "password"),
    (CredentialsFactory.build(), "password"),
    (PresentedTokenFactory.build(), "refresh_token"),
    (PAIR, "access_token"),
    (PAIR, "refresh_token"),
]


def brief(given: object) -> str:
    return str(given)[:40]


@pytest.mark.validation
@pytest.mark.parametrize(("operation", "field", "value"), WRONG_VALUES, ids=brief)
async def test_a_wrong_value_is_refused(
    owner_client: AsyncClient,
    organization: Organization,
    operation: OperationWithBody,
    field: str,
    value: object,
) -> None:
    wrong = body_with(operation.factory, **{field: value})

    response = await operation.send(owner_client, organization.id, body=wrong)

    assert refusal_of(response) == INVALID_REQUEST
    assert wrong_places(response) == [f"body.{field}"]


@pytest.mark.validation
@pytest.mark.parametrize(("operation", "field"), REQUIRED, ids=str)
async def test_a_missing_field_is_refused(
    owner_client: AsyncClient,
    organization: Organization,
    operation: OperationWithBody,
    field: str,
) -> None:
    incomplete = body_without(operation.factory, field)

    response = await operation.send(owner_client, organization.id, body=incomplete)

    assert refusal_of(response) == INVALID_REQUEST
    assert wrong_places(response) == [f"body.{field}"]


@pytest.mark.validation
@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
async def test_an_unknown_field_is_refused(
    owner_client: AsyncClient, organization: Organization, operation: OperationWithBody
) -> None:
    surprising = body_with(operation.factory, is_active=False)

    response = await operation.send(owner_client, organization.id, body=surprising)

    assert refusal_of(response) == INVALID_REQUEST
    assert wrong_places(response) == ["body.is_active"]


@pytest.mark.validation
@pytest.mark.parametrize("new", LIMITS)
async def test_a_value_at_its_limit_is_accepted(client: AsyncClient, new: Registration) -> None:
    response = await REGISTER.send(client, body=new)

    assert response.status_code == HTTPStatus.ACCEPTED


@pytest.mark.validation
@pytest.mark.parametrize("operation", [REGISTER, LOG_IN], ids=str)
async def test_a_refused_password_is_not_repeated(
    client: AsyncClient, operation: OperationWithBody
) -> None:
    secret = "open sesame" * 12

    response = await operation.send(client, body=body_with(operation.factory, password=secret))

    assert refusal_of(response) == INVALID_REQUEST
    assert "open sesame" not in response.text


@pytest.mark.parametrize(("body", "field"), SECRETS)
def test_a_printed_body_shows_no_secret(body: Schema, field: str) -> None:
    secret = body.model_dump()[field]

    assert secret not in repr(body)
    assert secret not in str(body)
