"""Builds alert profiles, and what clients send about them."""

from polyfactory import Use

from backend.apps.alerts.models import AlertProfile
from backend.apps.alerts.schemas import AlertProfileCreate, AlertProfileUpdate
from backend.tests.harness.factories import BodyFactory, RowFactory

FAKER = BodyFactory.__faker__
MILLION_EUROS = 1_000_000_00


def name() -> str:
    return f"{FAKER.catch_phrase()} {FAKER.hexify('^' * 6)}"


def keywords() -> list[str]:
    return [word.lower() for word in FAKER.words(2, unique=True)]


def cpv_codes() -> list[str]:
    return [FAKER.numerify("%#######")]


def countries() -> list[str]:
    return [FAKER.country_code()]


def low() -> int:
    return FAKER.random_int(0, MILLION_EUROS)


def high() -> int:
    return FAKER.random_int(MILLION_EUROS, 10 * MILLION_EUROS)


class Criteria:
    """What a profile asks for, stored or sent."""

    name = Use(name)
    keywords = Use(keywords)
    cpv_codes = Use(cpv_codes)
    countries = Use(countries)
    min_value = Use(low)
    max_value = Use(high)


class AlertProfileFactory(Criteria, RowFactory[AlertProfile]): ...


class AlertProfileCreateFactory(Criteria, BodyFactory[AlertProfileCreate]): ...


class AlertProfileUpdateFactory(Criteria, BodyFactory[AlertProfileUpdate]): ...
