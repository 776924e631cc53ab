"""A context variable of one test is not there in the next, whoever set it."""

from contextvars import ContextVar

import pytest
from structlog.contextvars import bind_contextvars, get_contextvars

NUMBER: ContextVar[int] = ContextVar("number", default=0)


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.usefixtures("bound")
def test_what_a_fixture_binds_is_there_for_its_test_alone(number: int) -> None:
    bind_contextvars(**{f"number_{number}": number})

    assert get_contextvars() == {"bound": True, f"number_{number}": number}


@pytest.mark.parametrize("number", [1, 2])
def test_what_a_test_binds_is_gone_in_the_next(number: int) -> None:
    before = NUMBER.get(), get_contextvars()

    NUMBER.set(number)
    bind_contextvars(number=number)

    assert before == (0, {})
