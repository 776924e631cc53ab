"""What holds for every operation of every app: who may ask for it, and what it says to others.

The operations are found, not listed: a new one is held to the same rules.
"""

from asyncio import to_thread
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.accounts.values import Role
from backend.core.database import create_engine, create_sessionmaker
from backend.core.dependencies import State
from backend.core.security import encode_access_token
from backend.core.settings import CoreSettings
from backend.runtime.app import create_app
from backend.tests.apps.accounts.builders import MakeMembership, MakeOrganization, MakeUser
from backend.tests.apps.accounts.sign_in import ActAs, SignIn
from backend.tests.apps.answers import problem_of, refusal_of, wrong_places
from backend.tests.harness.contracts.bodies import guessed
from backend.tests.harness.contracts.operations import Operation, operations_of
from backend.tests.harness.fuzzing import Fuzzer
from backend.tests.harness.settings import settings_for_tests
from backend.tests.runtime.environment import environment_of
from backend.tests.runtime.processes import running_service

# What anyone may ask for without a token; nothing else. A provider's events are signed instead.
PUBLIC = {
    "POST /v1/auth/register",
    "POST /v1/auth/login",
    "POST /v1/auth/refresh",
    "POST /v1/auth/logout",
    "POST /v1/payment-events",
}
# What changes something in an organization and is every member's to do.
EVERY_MEMBERS: set[str] = set()
# The security scheme of `accounts/dependencies.py`, as the OpenAPI document names it.
BEARER = "HTTPBearer"

OPERATIONS = [
    operation
    for operation in operations_of(create_app(settings_for_tests()))
    if operation.path.startswith("/v1/")
]
WITH_BODY = [operation for operation in OPERATIONS if operation.has_body]
FOR_USERS = [operation for operation in OPERATIONS if BEARER in operation.security]
FOR_OTHERS = [operation for operation in OPERATIONS if operation.security - {BEARER}]
WITH_QUERY = [operation for operation in FOR_USERS if operation.has_query]
FOR_MEMBERS = [operation for operation in FOR_USERS if "{organization_id}" in operation.path]
FOR_SOME_ROLES = [
    operation for operation in FOR_MEMBERS if operation.declares(HTTPStatus.FORBIDDEN)
]

NO_ORGANIZATION = (HTTPStatus.NOT_FOUND, "organization-not-found")


def test_only_what_is_listed_is_public() -> None:
    public = [each for each in OPERATIONS if not each.security and str(each) not in PUBLIC]

    assert [f"{operation} at {operation.place}" for operation in public] == [], (
        "Its route asks for no `CurrentUserDep` and no other security scheme of FastAPI's: add "
        "one, or add the operation to PUBLIC in src/backend/tests/apps/test_registry.py."
    )


async def test_without_credentials_of_another_scheme_nobody_gets_in(client: AsyncClient) -> None:
    responses = {
        f"{operation} at {operation.place}": await client.request(operation.method, operation.url())
        for operation in FOR_OTHERS
    }

    statuses = {name: response.status_code for name, response in responses.items()}
    assert statuses == dict.fromkeys(statuses, HTTPStatus.UNAUTHORIZED)


@pytest.mark.parametrize("operation", FOR_USERS, ids=str)
async def test_without_a_token_nobody_gets_in(client: AsyncClient, operation: Operation) -> None:
    response = await client.request(operation.method, operation.url())

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "access-token-missing")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("operation", FOR_USERS, ids=str)
async def test_with_a_false_token_nobody_gets_in(client: AsyncClient, operation: Operation) -> None:
    client.headers["Authorization"] = "Bearer of.bad.news"

    response = await client.request(operation.method, operation.url())

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "access-token-invalid")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("operation", FOR_USERS, ids=str)
async def test_who_was_deactivated_does_not_get_in(
    make_user: MakeUser, make_membership: MakeMembership, sign_in: SignIn, operation: Operation
) -> None:
    inactive = await make_user(is_active=False)
    membership = await make_membership(user=inactive, role=Role.OWNER)
    url = operation.url(organization_id=membership.organization_id)

    response = await sign_in(inactive).request(operation.method, url)

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "access-token-invalid")


@pytest.mark.parametrize("operation", FOR_MEMBERS, ids=str)
async def test_a_stranger_is_told_it_does_not_exist(
    act_as: ActAs, make_organization: MakeOrganization, operation: Operation
) -> None:
    mine, theirs = await make_organization(), await make_organization()
    stranger = await act_as(Role.OWNER, mine)

    response = await stranger.request(operation.method, operation.url(organization_id=theirs.id))

    assert refusal_of(response) == NO_ORGANIZATION


@pytest.mark.parametrize("operation", FOR_MEMBERS, ids=str)
async def test_a_stranger_cannot_tell_it_from_missing(
    act_as: ActAs,
    make_organization: MakeOrganization,
    session: AsyncSession,
    operation: Operation,
) -> None:
    stranger = await act_as(Role.OWNER, await make_organization())
    url = operation.url(organization_id=(await make_organization()).id)
    theirs = await stranger.request(operation.method, url)
    await session.execute(delete(Organization))
    await session.commit()

    missing = await stranger.request(operation.method, url)

    assert refusal_of(missing) == NO_ORGANIZATION
    assert problem_of(theirs) == problem_of(missing)


@pytest.mark.parametrize("operation", FOR_SOME_ROLES, ids=str)
async def test_too_low_a_role_is_refused(
    make_membership: MakeMembership, sign_in: SignIn, operation: Operation
) -> None:
    owner = await make_membership(role=Role.OWNER)
    member = await make_membership(organization=owner.organization)
    url = operation.url(organization_id=member.organization_id, user_id=owner.user_id)

    response = await sign_in(member.user).request(operation.method, url)

    assert refusal_of(response) == (HTTPStatus.FORBIDDEN, "role-too-low")


def test_not_every_member_may_change_what_the_organization_has() -> None:
    changing = [operation for operation in FOR_MEMBERS if operation.method != "GET"]

    unguarded = {str(operation) for operation in changing if operation not in FOR_SOME_ROLES}
    assert unguarded <= EVERY_MEMBERS


@pytest.mark.validation
@pytest.mark.parametrize("operation", FOR_MEMBERS, ids=str)
async def test_a_path_without_a_key_is_refused(
    admin_client: AsyncClient, operation: Operation
) -> None:
    url = operation.url(organization_id="not-a-key")

    response = await admin_client.request(operation.method, url)

    assert refusal_of(response) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
    assert "path.organization_id" in wrong_places(response)


@pytest.mark.validation
@pytest.mark.parametrize("operation", WITH_QUERY, ids=str)
async def test_no_query_takes_what_no_row_can_hold(
    act_as: ActAs, organization: Organization, operation: Operation
) -> None:
    owner = await act_as(Role.OWNER, organization)
    url = operation.url(organization_id=organization.id)

    response = await owner.request(
        operation.method, url, params=dict.fromkeys(operation.query, "nul\0")
    )

    assert sorted(wrong_places(response)) == sorted(f"query.{name}" for name in operation.query)


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
def test_no_body_takes_something_else_for_a_number(operation: Operation) -> None:
    assert guessed(operation.body) == [], (
        "Declare these fields with `Strict()`, as in `Annotated[int, Strict()]`: JSON has numbers "
        "and truths of its own."
    )


@pytest.mark.parametrize("operation", FOR_USERS, ids=str)
async def test_without_a_database_all_is_unavailable(
    admin_client: AsyncClient, state: State, settings: CoreSettings, operation: Operation
) -> None:
    state["sessionmaker"] = create_sessionmaker(create_engine(settings))

    response = await admin_client.request(operation.method, operation.url())

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")


@pytest.mark.slow
@pytest.mark.committed
async def test_whatever_is_asked_is_answered_as_declared(
    make_membership: MakeMembership,
    live_settings: CoreSettings,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    owner = await make_membership(role=Role.OWNER)
    token = encode_access_token(live_settings, owner.user_id, timedelta(days=1))
    keys = {"organization_id": owner.organization_id}
    fuzzer = Fuzzer(f"Bearer {token}", keys, spared=["dissolve_organization"])

    async with running_service(tmp_path, environment_of(live_settings)) as url:
        report = await to_thread(fuzzer.ask, url, tmp_path, pytestconfig)

    assert report is None, report
