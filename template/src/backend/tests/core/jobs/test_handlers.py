"""A handler is known by its app and its name, and by what it hears of."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.core.dependencies import State, with_resources
from backend.core.jobs.handlers import HANDLERS, Steps, name_of, on, on_in_steps
from backend.tests.core.happenings import Greeted
from backend.tests.core.jobs.samples import answer, answer_in_steps


@pytest.mark.parametrize(
    ("declare", "act", "in_steps"),
    [(on, answer, False), (on_in_steps, answer_in_steps, True)],
    ids=["on", "on_in_steps"],
)
def test_what_is_declared_is_known(
    declare: Callable[[type[Greeted]], Any], act: Callable[..., Any], in_steps: bool
) -> None:
    try:
        assert declare(Greeted)(act) is act
        handler = HANDLERS[name_of(act)]
    finally:
        HANDLERS.pop(name_of(act))

    assert (handler.event, handler.act, handler.in_steps) == (Greeted, act, in_steps)


def test_a_handler_is_named_after_its_app() -> None:
    def forecast() -> None: ...

    forecast.__module__, forecast.__qualname__ = "backend.apps.weather.jobs", "forecast"

    assert name_of(forecast) == "weather.forecast"


def test_a_handler_finds_what_its_app_has_opened(state: State) -> None:
    opened = object()

    steps = Steps(with_resources(state, {"weather": opened}))

    assert steps.resources("weather") is opened
