"""Builds tenders, watches and matches, and what the feed and other apps say about them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from polyfactory import PostGenerated, Use
from polyfactory.factories.pydantic_factory import ModelFactory

from backend.apps.events import ProfileRemoved, ProfileSaved
from backend.apps.tenders.models import Tender, TenderMatch, Watch
from backend.apps.tenders.values import phrases_of
from backend.core.clock import utc_now
from backend.tests.apps.tenders.feed import Published
from backend.tests.harness.factories import BodyFactory, RowFactory

FAKER = BodyFactory.__faker__
EUROS = 100
# Of the common procurement vocabulary.
WORKS = {
    "45233140": "Roadworks",
    "45214200": "Construction of a school building",
    "09331200": "Solar photovoltaic modules",
    "33140000": "Medical consumables",
    "72230000": "Development of custom software",
    "90511000": "Collection of refuse",
}


def cpv_codes() -> list[str]:
    return [FAKER.random_element(list(WORKS))]


def title_of(_: str, tender: dict[str, Any]) -> str:
    """What its first code stands for, and where."""
    codes: list[str] = tender["cpv_codes"]
    work = WORKS.get(codes[0]) if codes else None
    return f"{work or FAKER.bs().capitalize()}, {FAKER.city()}"


def keywords_of(_: str, tender: dict[str, Any]) -> list[str]:
    return phrases_of(tender["title"])


def reference() -> str:
    return FAKER.numerify("######-2026")


def url() -> str:
    return f"https://tenders.example.com/notice/{FAKER.numerify('######-2026')}"


def value() -> int:
    return FAKER.random_int(10_000, 5_000_000) * EUROS


def soon() -> datetime:
    return utc_now() + timedelta(days=FAKER.random_int(10, 60))


def lately() -> datetime:
    return utc_now() - timedelta(hours=FAKER.random_int(1, 48))


def unrevised(_: str, tender: dict[str, Any]) -> datetime:
    published_at: datetime = tender["published_at"]
    return published_at


def somebodys() -> UUID:
    """The key of a profile, which is another app's."""
    return FAKER.uuid4(cast_to=None)


def nothing() -> list[str]:
    return []


class Announcement:
    """Open for some weeks, and worth euros."""

    reference = Use(reference)
    cpv_codes = Use(cpv_codes)
    title = PostGenerated(title_of)
    buyer = Use(FAKER.company)
    country = Use(FAKER.country_code)
    url = Use(url)
    value = Use(value)
    currency = "EUR"
    deadline = Use(soon)
    published_at = Use(lately)
    revised_at = PostGenerated(unrevised)


class TenderFactory(Announcement, RowFactory[Tender]):
    keywords = PostGenerated(keywords_of)


class PublishedFactory(Announcement, BodyFactory[Published]):
    """A tender as the feed publishes it."""


class WatchFactory(RowFactory[Watch]):
    """Wants roads, wherever and whatever they cost."""

    name = Use(FAKER.catch_phrase)
    keywords = Use(lambda: ["roadworks"])
    cpv_codes = Use(nothing)
    countries = Use(nothing)
    min_value = None
    max_value = None
    is_active = True
    told_at = Use(utc_now)
    profile_id = Use(somebodys)


class TenderMatchFactory(RowFactory[TenderMatch]):
    score = Use(lambda: FAKER.random_int(1, 100) / 100)
    profile_id = Use(somebodys)


class ProfileSavedFactory(ModelFactory[ProfileSaved]):
    """What another app tells of a profile that wants roads."""

    __faker__ = FAKER
    at = Use(utc_now)
    name = Use(FAKER.catch_phrase)
    keywords = ("roadworks",)
    cpv_codes = ()
    countries = ()
    min_value = None
    max_value = None


class ProfileRemovedFactory(ModelFactory[ProfileRemoved]):
    __faker__ = FAKER
    at = Use(utc_now)
