"""Builds deliveries, and what they come of."""

from polyfactory import Use
from polyfactory.factories.pydantic_factory import ModelFactory

from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.values import DeliveryState
from backend.apps.events import MatchedTender, TendersMatched
from backend.tests.apps.accounts.factories import somebodys_email
from backend.tests.harness.factories import BodyFactory, RowFactory

FAKER = BodyFactory.__faker__


def title() -> str:
    return f"{FAKER.bs().capitalize()} for {FAKER.city()}"


def subject() -> str:
    return f"{FAKER.random_int(2, 20)} new tenders for {FAKER.catch_phrase()}"


def score() -> float:
    return FAKER.random_int(1, 100) / 100


class MatchedTenderFactory(ModelFactory[MatchedTender]):
    __faker__ = FAKER

    title = Use(title)
    buyer = Use(FAKER.company)
    country = Use(FAKER.country_code)
    url = Use(FAKER.url)
    score = Use(score)
    value = None
    currency = None
    deadline = None


class TendersMatchedFactory(ModelFactory[TendersMatched]):
    """What tenders says when some of them fit a profile."""

    __faker__ = FAKER

    profile_name = Use(FAKER.catch_phrase)
    tenders = Use(MatchedTenderFactory.batch, 2)


class DeliveryFactory(RowFactory[Delivery]):
    """A mail that nobody has tried to send yet."""

    recipient = Use(somebodys_email)
    subject = Use(subject)
    text = Use(FAKER.paragraph)
    state = DeliveryState.PENDING
    attempts = 0
    attempts_allowed = 3
    reason = None
    handed_over_at = None
    sent_at = None
