"""An organization reads what was found for it, the best first."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.apps.accounts.models import Organization
from backend.apps.tenders.models import TenderMatch
from backend.apps.tenders.schemas import TenderMatchRead
from backend.apps.tenders.values import MatchOrder
from backend.core.pagination import Page
from backend.tests.apps.answers import refusal_of, wrong_places
from backend.tests.apps.tenders.builders import MakeTenderMatch
from backend.tests.apps.tenders.composites import MatchedProfile
from backend.tests.harness.queries import at_most_queries
from backend.tests.harness.sandbox import Sandbox


def path_of(organization: Organization) -> str:
    return f"/v1/organizations/{organization.id}/tender-matches"


def page_of(*matches: TenderMatch, total: int) -> Page[TenderMatchRead]:
    items = [TenderMatchRead.model_validate(match) for match in matches]
    return Page[TenderMatchRead](items=items, total=total, limit=50, offset=0)


async def test_the_best_match_comes_first(
    member_client: AsyncClient, organization: Organization, matched_profile: MatchedProfile
) -> None:
    response = await member_client.get(path_of(organization))

    expected = page_of(*matched_profile.best_first, total=3)
    assert Page[TenderMatchRead].model_validate(response.json()) == expected


async def test_the_newest_may_come_first(
    member_client: AsyncClient, organization: Organization, matched_profile: MatchedProfile
) -> None:
    response = await member_client.get(path_of(organization), params={"order": MatchOrder.NEWEST})

    expected = page_of(*reversed(matched_profile.matches), total=3)
    assert Page[TenderMatchRead].model_validate(response.json()) == expected


async def test_matches_of_other_tenants_are_not_seen(
    member_client: AsyncClient, organization: Organization, make_tender_match: MakeTenderMatch
) -> None:
    await make_tender_match()

    response = await member_client.get(path_of(organization))

    assert Page[TenderMatchRead].model_validate(response.json()) == page_of(total=0)


async def test_another_organization_is_not_found(
    member_client: AsyncClient, make_tender_match: MakeTenderMatch
) -> None:
    other = await make_tender_match()

    response = await member_client.get(f"/v1/organizations/{other.organization_id}/tender-matches")

    assert refusal_of(response) == (HTTPStatus.NOT_FOUND, "organization-not-found")


async def test_matches_of_one_profile_are_asked_for(
    member_client: AsyncClient,
    organization: Organization,
    matched_profile: MatchedProfile,
    make_tender_match: MakeTenderMatch,
) -> None:
    other = await make_tender_match(organization=organization)

    response = await member_client.get(
        path_of(organization), params={"profile_id": str(other.profile_id)}
    )

    assert Page[TenderMatchRead].model_validate(response.json()) == page_of(other, total=1)
    assert other.profile_id != matched_profile.watch.profile_id


@pytest.mark.parametrize(("least", "count"), [(0, 3), (0.5, 2), (0.51, 1), (1, 1)])
async def test_good_matches_are_asked_for(
    member_client: AsyncClient,
    organization: Organization,
    matched_profile: MatchedProfile,
    least: float,
    count: int,
) -> None:
    response = await member_client.get(path_of(organization), params={"min_score": least})

    expected = page_of(*matched_profile.best_first[:count], total=count)
    assert Page[TenderMatchRead].model_validate(response.json()) == expected


async def test_tenders_come_with_their_matches_in_one_statement(
    member_client: AsyncClient,
    organization: Organization,
    matched_profile: MatchedProfile,
    sandbox: Sandbox,
) -> None:
    # Who is asking, whether they belong here, how many there are, and the page.
    with at_most_queries(4, sandbox):
        response = await member_client.get(path_of(organization))

    assert len(response.json()["items"]) == len(matched_profile.matches)


@pytest.mark.validation
@pytest.mark.parametrize("query", ["min_score=2", "min_score=-1", "profile_id=1", "order=best"])
async def test_a_question_that_cannot_be_is_refused(
    member_client: AsyncClient, organization: Organization, query: str
) -> None:
    response = await member_client.get(f"{path_of(organization)}?{query}")

    assert wrong_places(response) == [f"query.{query.partition('=')[0]}"]
