"""What the table refuses, whatever the code above it forgets to ask, and what its index answers."""

from typing import Any

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.alerts.models import AlertProfile
from backend.tests.apps.alerts.builders import MakeAlertProfile

IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"min_value": -1, "max_value": None}, "ck_alert_profiles_value_range"),
    ({"min_value": None, "max_value": -1}, "ck_alert_profiles_value_range"),
    ({"min_value": 2, "max_value": 1}, "ck_alert_profiles_value_range"),
    ({"keywords": [], "cpv_codes": []}, "ck_alert_profiles_asks_for_something"),
]


@pytest.mark.parametrize(("columns", "constraint"), IMPOSSIBLE)
async def test_a_profile_that_cannot_be_is_not_stored(
    make_alert_profile: MakeAlertProfile, columns: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        await make_alert_profile(**columns)


async def test_a_name_is_an_organizations_own(make_alert_profile: MakeAlertProfile) -> None:
    taken = await make_alert_profile()
    organization = Organization(id=taken.organization_id)

    with pytest.raises(IntegrityError, match="uq_alert_profiles_organization_id_name"):
        await make_alert_profile(organization=organization, name=taken.name)


async def test_profiles_end_with_their_organization(
    make_alert_profile: MakeAlertProfile, session: AsyncSession
) -> None:
    await make_alert_profile()

    await session.execute(delete(Organization))

    assert await session.scalar(select(AlertProfile)) is None


@pytest.mark.parametrize("column", ["keywords", "cpv_codes", "countries"])
async def test_the_index_finds_what_a_list_holds(session: AsyncSession, column: str) -> None:
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    searched = select(AlertProfile.id).where(getattr(AlertProfile, column).contains(["a"]))
    query = searched.compile(session.get_bind(), compile_kwargs={"literal_binds": True})

    plan = await session.scalars(text(f"EXPLAIN {query}"))

    assert "ix_alert_profiles_keywords_cpv_codes_countries" in "\n".join(plan.all())
