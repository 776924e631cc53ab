"""A digest tells each reader once about the tenders that fit, the best first."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Membership, Organization
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.repository.dashboards import Dashboards
from backend.apps.deliveries.repository.deliveries import DeliveryRepository
from backend.apps.deliveries.schemas import Counts
from backend.apps.deliveries.service.digests import DigestService, subject_of, text_of
from backend.apps.deliveries.settings import DeliveriesSettings
from backend.apps.events import TendersMatched
from backend.core.dependencies import State
from backend.core.outbox import Outbox
from backend.core.transactions import transaction
from backend.tests.apps.accounts.builders import MakeMembership
from backend.tests.apps.deliveries.factories import MatchedTenderFactory, TendersMatchedFactory
from backend.tests.apps.deliveries.mailers import DeliverMails
from backend.tests.apps.deliveries.reading import ReadCounts
from backend.tests.harness.jobs import Publish, RunJobs

DEADLINE = datetime(2026, 12, 24, 12, tzinfo=UTC)


async def test_every_reader_is_written_to(
    digest: TendersMatched, readers: list[str], deliver_mails: DeliverMails
) -> None:
    mails = await deliver_mails()

    assert sorted(mail.recipient for mail in mails) == readers
    assert {mail.subject for mail in mails} == {subject_of(digest)}
    assert {mail.text for mail in mails} == {text_of(digest)}


async def test_a_digest_that_comes_again_is_sent_once(
    digest: TendersMatched, readers: list[str], publish: Publish, deliver_mails: DeliverMails
) -> None:
    await publish(digest)
    await deliver_mails()

    await publish(digest)
    mails = await deliver_mails()

    assert sorted(mail.recipient for mail in mails) == readers


async def test_who_may_not_sign_in_is_not_written_to(
    gone_reader: Membership, publish: Publish, deliver_mails: DeliverMails
) -> None:
    await publish(TendersMatchedFactory.build(organization_id=gone_reader.organization_id))

    assert await deliver_mails() == []


async def test_members_of_other_organizations_are_not_written_to(
    digest: TendersMatched,
    readers: list[str],
    make_membership: MakeMembership,
    deliver_mails: DeliverMails,
) -> None:
    stranger = await make_membership()

    mails = await deliver_mails()

    assert stranger.organization_id != digest.organization_id
    assert sorted(mail.recipient for mail in mails) == readers


@pytest.mark.usefixtures("readers")
async def test_a_match_without_tenders_is_no_news(
    organization: Organization, publish: Publish, run_jobs: RunJobs, session: AsyncSession
) -> None:
    await publish(TendersMatchedFactory.build(organization_id=organization.id, tenders=()))

    await run_jobs()

    assert (await session.scalars(select(Delivery))).all() == []


async def test_a_digest_shows_before_it_is_sent(
    state: State,
    mail_settings: DeliveriesSettings,
    organization: Organization,
    read_counts: ReadCounts,
) -> None:
    matched = TendersMatchedFactory.build(organization_id=organization.id)
    assert await read_counts() == Counts()

    async with transaction(state["sessionmaker"]) as session:
        deliveries = DeliveryRepository(session, Dashboards(state["redis"], 60))
        await DigestService(deliveries, Outbox(session), mail_settings).write(matched)

    assert await read_counts() == Counts(pending=1)


def test_the_best_comes_first() -> None:
    scores = [0.2, 0.9, 0.5]
    tenders = [MatchedTenderFactory.build(score=score, title=f"{score}") for score in scores]

    text = text_of(TendersMatchedFactory.build(tenders=tuple(tenders)))

    assert text.index("0.9") < text.index("0.5") < text.index("0.2")


def test_a_blank_line_stands_between_two_tenders() -> None:
    tenders = [
        MatchedTenderFactory.build(
            title=title, buyer="Bern", country="CH", url="https://tenders.example/1", score=1
        )
        for title in ("A", "B")
    ]

    text = text_of(TendersMatchedFactory.build(tenders=tuple(tenders)))

    assert text == (
        "A\nBern, CH\nhttps://tenders.example/1\n\nB\nBern, CH\nhttps://tenders.example/1\n"
    )


def test_a_tender_is_told_with_all_that_is_known() -> None:
    tender = MatchedTenderFactory.build(
        title="A\r\nbridge",
        buyer="City of\tBern",
        country="CH",
        url="https://tenders.example/1",
        value=1_234_567_89,
        currency="CHF",
        deadline=DEADLINE,
    )

    text = text_of(TendersMatchedFactory.build(tenders=(tender,)))

    assert text.splitlines() == [
        "A bridge",
        "City of Bern, CH",
        "Value: 1,234,567.89 CHF",
        "Deadline: 2026-12-24 12:00 UTC",
        "https://tenders.example/1",
    ]


def test_what_is_not_known_is_not_told() -> None:
    tender = MatchedTenderFactory.build(value=0)

    text = text_of(TendersMatchedFactory.build(tenders=(tender, MatchedTenderFactory.build())))

    assert text.count("Value: 0.00 EUR") == text.count("Value") == 1
    assert "Deadline" not in text


@pytest.mark.parametrize(
    ("count", "profile", "subject"),
    [
        (1, "Bridges", "1 new tender for Bridges"),
        (2, "Bridges", "2 new tenders for Bridges"),
        (
            1,
            "Bridges\r\nBcc: everyone@example.com",
            "1 new tender for Bridges Bcc: everyone@example.com",
        ),
        (1, "x" * 300, "1 new tender for " + "x" * 183),
    ],
    ids=["one", "two", "a line break", "a long name"],
)
def test_a_subject_is_one_line(count: int, profile: str, subject: str) -> None:
    tenders = tuple(MatchedTenderFactory.batch(count))

    assert subject_of(TendersMatchedFactory.build(profile_name=profile, tenders=tenders)) == subject
