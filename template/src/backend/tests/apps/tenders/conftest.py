"""The nouns of tenders: what the feed publishes, what is watched for, and what was found."""

from collections.abc import AsyncIterator
from typing import cast

import pytest

from backend.apps.accounts.models import Organization
from backend.apps.tenders.resources import TendersResources, open_resources
from backend.apps.tenders.settings import TendersSettings
from backend.core.dependencies import State, with_resources
from backend.tests.apps.accounts.builders import MakeOrganization
from backend.tests.apps.tenders.builders import (
    MakeTender,
    MakeTenderMatch,
    MakeTenders,
    MakeWatch,
    TenderBuilders,
)
from backend.tests.apps.tenders.composites import MatchedProfile, make_matched_profile
from backend.tests.apps.tenders.feed import FakeFeed
from backend.tests.apps.tenders.ingesting import Ingest
from backend.tests.harness.fakes.server import FakeServer, open_server
from backend.tests.harness.jobs import Publish, RunJobs
from backend.tests.harness.persistence import Persist
from backend.tests.harness.settings import settings_for_tests


@pytest.fixture(scope="session")
async def feed_server() -> AsyncIterator[FakeServer]:
    """The feed's port, open for the whole run."""
    async with open_server() as server:
        yield server


@pytest.fixture(scope="session")
async def tenders_resources(feed_server: FakeServer) -> AsyncIterator[TendersResources]:
    """What tenders open at the start of the process; it leads to the fake."""
    settings = cast("TendersSettings", settings_for_tests(tender_feed_url=feed_server.url))
    async with open_resources(settings) as resources:
        yield resources


@pytest.fixture
async def feed(feed_server: FakeServer) -> AsyncIterator[FakeFeed]:
    """The public feed, which has published nothing yet."""
    async with feed_server.running(FakeFeed()) as feed:
        yield feed


@pytest.fixture
def state(state: State, tenders_resources: TendersResources) -> State:
    """What every request and job carries; the tenders' part of it leads to the fake."""
    return with_resources(state, {"tenders": tenders_resources})


@pytest.fixture
def make_tender(persist: Persist, make_organization: MakeOrganization) -> MakeTender:
    """Saves a tender."""
    return TenderBuilders(persist, make_organization).make_tender


@pytest.fixture
def make_tenders(persist: Persist, make_organization: MakeOrganization) -> MakeTenders:
    """Saves thousands of tenders in one statement, each as a pattern says."""
    return TenderBuilders(persist, make_organization).make_tenders


@pytest.fixture
def make_watch(persist: Persist, make_organization: MakeOrganization) -> MakeWatch:
    """Saves what is watched for, and the organization if none is given."""
    return TenderBuilders(persist, make_organization).make_watch


@pytest.fixture
def make_tender_match(persist: Persist, make_organization: MakeOrganization) -> MakeTenderMatch:
    """Saves a match, and the organization and the tender if none are given."""
    return TenderBuilders(persist, make_organization).make_tender_match


@pytest.fixture
async def matched_profile(
    organization: Organization, make_watch: MakeWatch, make_tender_match: MakeTenderMatch
) -> MatchedProfile:
    """A profile of `organization` for which three tenders were found, one better than another."""
    return await make_matched_profile(organization, make_watch, make_tender_match)


@pytest.fixture
def ingest(feed: FakeFeed, publish: Publish, run_jobs: RunJobs) -> Ingest:
    """Has the worker's own jobs walk through the feed."""
    return Ingest(feed, publish, run_jobs)
