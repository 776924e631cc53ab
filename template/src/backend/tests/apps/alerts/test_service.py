"""Alert profiles: created, replaced and removed, one of a name in an organization."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.alerts.models import AlertProfile
from backend.apps.alerts.schemas import AlertProfileCreate, AlertProfileRead, AlertProfileUpdate
from backend.apps.events import ProfileRemoved, ProfileSaved
from backend.core.outbox import OutboxEvent
from backend.tests.apps.alerts.builders import MakeAlertProfile
from backend.tests.apps.alerts.factories import (
    AlertProfileCreateFactory,
    AlertProfileUpdateFactory,
)
from backend.tests.apps.alerts.paths import path_of
from backend.tests.apps.answers import problem_of, refusal_of
from backend.tests.apps.commits import LoseCommits
from backend.tests.harness.jobs import Published
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox

CRITERIA = set(AlertProfileCreate.model_fields)
NAME_TAKEN = (HTTPStatus.CONFLICT, "alert-profile-name-taken")
NOT_FOUND = (HTTPStatus.NOT_FOUND, "alert-profile-not-found")


async def test_what_is_created_is_stored_and_answered(
    admin_client: AsyncClient, url: str, session: AsyncSession
) -> None:
    new = AlertProfileCreateFactory.build()

    response = await admin_client.post(url, json=new.model_dump(mode="json"))

    assert response.status_code == HTTPStatus.CREATED
    stored = (await session.scalars(select(AlertProfile))).one()
    expected = AlertProfileRead(id=stored.id, created_at=stored.created_at, **new.model_dump())
    assert AlertProfileRead.model_validate(stored) == expected
    assert AlertProfileRead.model_validate(response.json()) == expected


async def test_a_replacement_is_stored_and_answered(
    admin_client: AsyncClient, alert_profile: AlertProfile, session: AsyncSession
) -> None:
    change = AlertProfileUpdateFactory.build()

    response = await admin_client.put(path_of(alert_profile), json=change.model_dump(mode="json"))

    expected = AlertProfileRead(
        id=alert_profile.id, created_at=alert_profile.created_at, **change.model_dump()
    )
    stored = await session.get_one(AlertProfile, alert_profile.id)
    assert AlertProfileRead.model_validate(stored) == expected
    assert AlertProfileRead.model_validate(response.json()) == expected


async def test_what_a_replacement_leaves_out_is_gone(
    admin_client: AsyncClient, alert_profile: AlertProfile, session: AsyncSession
) -> None:
    change = AlertProfileUpdate(name="Bridges", keywords=["bridge"])

    await admin_client.put(
        path_of(alert_profile), json=change.model_dump(mode="json", exclude_unset=True)
    )

    stored = await session.get_one(AlertProfile, alert_profile.id)
    assert (stored.cpv_codes, stored.countries) == ([], [])
    assert (stored.min_value, stored.max_value) == (None, None)


async def test_a_profile_keeps_its_own_name(
    admin_client: AsyncClient, alert_profile: AlertProfile
) -> None:
    change = AlertProfileUpdateFactory.build(name=alert_profile.name)

    response = await admin_client.put(path_of(alert_profile), json=change.model_dump(mode="json"))

    assert response.status_code == HTTPStatus.OK


async def test_a_taken_name_is_not_given_again(
    admin_client: AsyncClient, url: str, alert_profile: AlertProfile
) -> None:
    new = AlertProfileCreateFactory.build(name=alert_profile.name)

    response = await admin_client.post(url, json=new.model_dump(mode="json"))

    assert refusal_of(response) == NAME_TAKEN
    assert repr(new.name) in problem_of(response).detail


async def test_a_profile_does_not_take_anothers_name(
    admin_client: AsyncClient, organization: Organization, make_alert_profile: MakeAlertProfile
) -> None:
    one, other = [await make_alert_profile(organization=organization) for _ in range(2)]
    change = AlertProfileUpdateFactory.build(name=other.name)

    response = await admin_client.put(path_of(one), json=change.model_dump(mode="json"))

    assert refusal_of(response) == NAME_TAKEN


async def test_tenants_may_use_the_same_name(
    admin_client: AsyncClient, url: str, make_alert_profile: MakeAlertProfile
) -> None:
    theirs = await make_alert_profile()
    new = AlertProfileCreateFactory.build(name=theirs.name)

    response = await admin_client.post(url, json=new.model_dump(mode="json"))

    assert response.status_code == HTTPStatus.CREATED


async def test_a_new_profile_is_told(
    admin_client: AsyncClient, url: str, published: Published
) -> None:
    new = AlertProfileCreateFactory.build()

    response = await admin_client.post(url, json=new.model_dump(mode="json"))

    created = AlertProfileRead.model_validate(response.json())
    (told,) = await published(ProfileSaved)
    assert told.profile_id == created.id
    assert AlertProfileCreate.model_validate(told.model_dump(include=CRITERIA)) == new


async def test_a_replaced_profile_is_told(
    admin_client: AsyncClient, alert_profile: AlertProfile, published: Published
) -> None:
    change = AlertProfileUpdateFactory.build()

    await admin_client.put(path_of(alert_profile), json=change.model_dump(mode="json"))

    (told,) = await published(ProfileSaved)
    assert told.profile_id == alert_profile.id
    assert AlertProfileUpdate.model_validate(told.model_dump(include=CRITERIA)) == change


async def test_a_removed_profile_is_told(
    admin_client: AsyncClient, alert_profile: AlertProfile, published: Published
) -> None:
    await admin_client.delete(path_of(alert_profile))

    (told,) = await published(ProfileRemoved)
    assert (told.organization_id, told.profile_id) == (
        alert_profile.organization_id,
        alert_profile.id,
    )


async def test_what_was_refused_is_not_told(
    admin_client: AsyncClient, url: str, alert_profile: AlertProfile, published: Published
) -> None:
    new = AlertProfileCreateFactory.build(name=alert_profile.name)

    await admin_client.post(url, json=new.model_dump(mode="json"))

    assert await published(ProfileSaved) == []


@pytest.mark.committed
async def test_of_two_of_a_name_at_once_the_second_reads_what_a_later_one_reads(
    admin_client: AsyncClient, url: str, sandbox: Sandbox, session: AsyncSession
) -> None:
    new = AlertProfileCreateFactory.build(name="Roads, (bridges)=(all)").model_dump(mode="json")

    responses = await race(sandbox, *(admin_client.post(url, json=new) for _ in range(2)))

    (created, lost) = sorted(responses, key=lambda response: response.status_code)
    assert created.status_code == HTTPStatus.CREATED
    assert problem_of(lost) == problem_of(await admin_client.post(url, json=new))
    assert len((await session.scalars(select(AlertProfile))).all()) == 1


async def test_what_is_removed_is_gone(
    admin_client: AsyncClient, alert_profile: AlertProfile, session: AsyncSession
) -> None:
    response = await admin_client.delete(path_of(alert_profile))

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    assert await session.get(AlertProfile, alert_profile.id) is None


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_profiles_of_other_tenants_are_unknown(
    admin_client: AsyncClient, url: str, make_alert_profile: MakeAlertProfile, method: str
) -> None:
    theirs = await make_alert_profile()
    body = AlertProfileUpdateFactory.build().model_dump(mode="json") if method == "PUT" else None

    response = await admin_client.request(method, f"{url}/{theirs.id}", json=body)

    assert refusal_of(response) == NOT_FOUND
    assert problem_of(response).detail == f"Alert profile {theirs.id} does not exist."


async def test_a_lost_commit_removes_and_tells_nothing(
    admin_client: AsyncClient,
    alert_profile: AlertProfile,
    session: AsyncSession,
    lose_commits: LoseCommits,
) -> None:
    lose_commits()

    response = await admin_client.delete(path_of(alert_profile))

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")
    assert await session.get(AlertProfile, alert_profile.id) is not None
    assert (await session.scalars(select(OutboxEvent))).all() == []
