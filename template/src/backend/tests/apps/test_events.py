"""What apps tell each other gets from a saved profile to its readers, and to the history of it.

It names three apps of the example, so whoever deletes one of them deletes this file too.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypeVar

import pytest
from httpx import AsyncClient

from backend.apps.accounts.models import Organization
from backend.apps.alerts.schemas import AlertProfileRead
from backend.apps.deliveries.schemas import Counts, DashboardRead, DeliveryRead
from backend.apps.deliveries.values import DeliveryState
from backend.apps.registry import RESOURCES
from backend.apps.tenders.events import IngestionDue
from backend.apps.tenders.schemas import TenderMatchRead
from backend.core.dependencies import State, with_resources
from backend.core.pagination import Page
from backend.core.resources import opened
from backend.core.schemas import Schema
from backend.tests.apps.alerts.factories import AlertProfileCreateFactory
from backend.tests.apps.deliveries.mailers import variables_of
from backend.tests.apps.tenders.factories import PublishedFactory
from backend.tests.apps.tenders.feed import FakeFeed, Published
from backend.tests.harness.fakes.mail import Answer
from backend.tests.harness.fakes.mail_server import open_mail_server
from backend.tests.harness.fakes.mailbox import Mailbox
from backend.tests.harness.fakes.server import open_server
from backend.tests.harness.jobs import Publish, RunJobs
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.workers import StartWorker

LATER = timedelta(minutes=5)
WANTED = AlertProfileCreateFactory.build(
    keywords=["roadworks"], cpv_codes=[], countries=["DE"], min_value=None, max_value=None
)
FITTING = PublishedFactory.build(title="Roadworks, Berlin", country="DE")
UNFIT = PublishedFactory.build(title="Roadworks, Paris", country="FR")
S = TypeVar("S", bound=Schema)


@dataclass(frozen=True)
class Outside:
    """The world around the service: where tenders come from, and where mails go."""

    feed: FakeFeed
    mailbox: Mailbox
    variables: dict[str, Any]
    publish: Publish

    async def tell_of(self, *tenders: Published) -> None:
        """Have the feed publish these, and say that it is time to walk through it."""
        self.feed.publish(*tenders)
        await self.publish(IngestionDue())


@asynccontextmanager
async def outside(state: State) -> AsyncIterator[Outside]:
    """Open both, and have whatever this test asks and runs lead there."""
    async with (
        open_server() as feeding,
        feeding.running(FakeFeed()) as feed,
        open_mail_server() as mailing,
        mailing.running(Mailbox()) as mailbox,
    ):
        variables = {"tender_feed_url": feeding.url, **variables_of(mailing.port)}
        async with opened(RESOURCES, settings_for_tests(**variables)) as resources:
            state.update(with_resources(state, resources))
            yield Outside(feed, mailbox, variables, Publish(state["sessionmaker"]))


async def save(client: AsyncClient, organization: Organization) -> str:
    """Save the profile WANTED, and return the path of the organization that has it."""
    path = f"/v1/organizations/{organization.id}"
    response = await client.post(f"{path}/alert-profiles", json=WANTED.model_dump(mode="json"))
    assert response.status_code == HTTPStatus.CREATED
    return path


async def only(kind: type[S], client: AsyncClient, path: str) -> S:
    """Return the one that is listed there."""
    response = await client.get(path)
    (item,) = Page[kind].model_validate(response.json()).items  # type: ignore[valid-type] # a kind is one
    return item


async def counts(client: AsyncClient, path: str) -> Counts:
    response = await client.get(f"{path}/dashboard")
    return DashboardRead.model_validate(response.json()).total


async def test_a_saved_profile_becomes_a_mail_and_a_line_of_history(
    admin_client: AsyncClient,
    organization: Organization,
    state: State,
    run_jobs: RunJobs,
) -> None:
    async with outside(state) as world:
        path = await save(admin_client, organization)
        await world.tell_of(UNFIT, FITTING)
        await run_jobs()

    profile = await only(AlertProfileRead, admin_client, f"{path}/alert-profiles")
    match = await only(TenderMatchRead, admin_client, f"{path}/tender-matches")
    delivery = await only(DeliveryRead, admin_client, f"{path}/deliveries")
    (mail,) = world.mailbox.mails
    assert (match.profile_id, match.tender.title) == (profile.id, FITTING.title)
    assert (delivery.profile_id, delivery.state) == (profile.id, DeliveryState.SENT)
    assert (mail.recipient, mail.subject) == (delivery.recipient, delivery.subject)
    assert mail.text.startswith(FITTING.title)


async def test_a_profile_is_told_of_what_was_there_before_it(
    admin_client: AsyncClient,
    organization: Organization,
    state: State,
    run_jobs: RunJobs,
) -> None:
    async with outside(state) as world:
        await world.tell_of(UNFIT, FITTING)
        await run_jobs()
        await save(admin_client, organization)
        await run_jobs()

    assert [mail.text.startswith(FITTING.title) for mail in world.mailbox.mails] == [True]


async def test_what_was_told_is_not_told_again(
    admin_client: AsyncClient,
    organization: Organization,
    state: State,
    run_jobs: RunJobs,
) -> None:
    async with outside(state) as world:
        await save(admin_client, organization)
        for _ in range(2):
            await world.tell_of(FITTING)
            await run_jobs()

    assert len(world.feed.asked) == 2
    assert len(world.mailbox.mails) == 1


async def test_who_removes_a_profile_gets_no_more_mails(
    admin_client: AsyncClient,
    organization: Organization,
    state: State,
    run_jobs: RunJobs,
) -> None:
    async with outside(state) as world:
        path = await save(admin_client, organization)
        profile = await only(AlertProfileRead, admin_client, f"{path}/alert-profiles")
        await admin_client.delete(f"{path}/alert-profiles/{profile.id}")
        await world.tell_of(FITTING)
        await run_jobs()

    assert world.mailbox.conversations == 0


async def test_the_dashboard_tells_how_far_a_mail_has_come(
    admin_client: AsyncClient, organization: Organization, state: State, run_jobs: RunJobs
) -> None:
    async with outside(state) as world:
        path = await save(admin_client, organization)
        await world.tell_of(FITTING)
        world.mailbox.will(Answer("451 Try again"))
        await run_jobs()
        assert await counts(admin_client, path) == Counts(pending=1)

        await run_jobs(after=LATER)

    assert await counts(admin_client, path) == Counts(sent=1)


@pytest.mark.slow
@pytest.mark.committed
async def test_a_real_worker_goes_all_the_way(
    admin_client: AsyncClient,
    organization: Organization,
    state: State,
    start_worker: StartWorker,
) -> None:
    async with outside(state) as world:
        path = await save(admin_client, organization)
        await world.tell_of(UNFIT, FITTING)
        worker = await start_worker(**world.variables)
        await worker.until("job_done", job="deliveries.send_mail")

    assert await counts(admin_client, path) == Counts(sent=1)
    assert [mail.text.startswith(FITTING.title) for mail in world.mailbox.mails] == [True]
