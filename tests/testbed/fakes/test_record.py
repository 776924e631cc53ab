"""What was asked is read as a type, or refused."""

import pytest
from pydantic import ValidationError
from starlette.datastructures import Headers, QueryParams

from backend.tests.harness.fakes.record import Asked
from backend.tests.harness.fakes.samples import Greeting


def asked_for(body: bytes) -> Asked:
    return Asked("POST", "/greetings", QueryParams(), Headers(), body)


def test_a_body_is_read_as_what_it_is() -> None:
    assert asked_for(b'{"name": "Ada"}').read(Greeting) == Greeting(name="Ada")


def test_a_body_of_another_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        asked_for(b'{"title": "Countess"}').read(Greeting)
