"""Events travel as JSON, between releases that know more and less of them."""

from datetime import timedelta

from backend.core.clock import utc_now
from backend.tests.core.happenings import Greeted


def test_an_event_survives_its_journey() -> None:
    greeted = Greeted(name="Ada")

    assert Greeted.model_validate_json(greeted.model_dump_json()) == greeted


def test_an_event_is_called_after_its_class() -> None:
    assert Greeted.kind() == "Greeted"


def test_an_event_knows_when_it_happened() -> None:
    assert utc_now() - Greeted(name="Ada").at < timedelta(minutes=1)


def test_two_events_are_never_the_same() -> None:
    assert Greeted(name="Ada") != Greeted(name="Ada")


def test_what_a_newer_release_adds_is_ignored() -> None:
    newer = {**Greeted(name="Ada").model_dump(mode="json"), "language": "en"}

    assert Greeted.model_validate(newer).name == "Ada"
