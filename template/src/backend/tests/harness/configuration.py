"""What the harness is told: by the environment, and by `[tool.testbed]` in pyproject.toml."""

import os
import tomllib
from functools import cache
from typing import Any, TypedDict

from backend.tests.harness.servers.contract import GIVEN, Plan, ServersError
from backend.tests.harness.servers.engines import AUTO, DOCKER, EMBEDDED
from backend.tests.harness.servers.given import are_given
from backend.tests.harness.servers.places import CHECKOUT

CHOICES = (AUTO, DOCKER, EMBEDDED, GIVEN)
ENGINE, LINGER = "TESTBED_ENGINE", "TESTBED_LINGER_SECONDS"
DESK_SECONDS = 600.0


class Images(TypedDict):
    """The container images; the embedded engine takes the major version from the tag.

    Without one of Redis, `redis = ""`, none is started.
    """

    postgres: str
    redis: str


DEFAULT_IMAGES: Images = {"postgres": "postgres:18-alpine", "redis": "redis:8-alpine"}


def plan_for_tests() -> Plan:
    """Return the servers that a test run asks for. Raises ServersError on a bad value."""
    images = configured_images()
    return Plan(
        engine=chosen_engine(),
        postgres_image=images["postgres"],
        redis_image=images["redis"],
    )


def configured_images() -> Images:
    images: Images = {**DEFAULT_IMAGES, **pyproject().get("tool", {}).get("testbed", {})}
    return images


@cache
def service_name() -> str:
    """Return the name by which runs of one service know each other's databases."""
    # An adopted harness has no project; its folder lies in the service's own.
    return str(pyproject().get("project", {}).get("name", CHECKOUT.parent.name))


def pyproject() -> dict[str, Any]:
    file = CHECKOUT / "pyproject.toml"
    return tomllib.loads(file.read_text()) if file.exists() else {}


def urls_are_wanted() -> bool:
    """Whether the servers are somebody else's: their URLs are given, or the engine is `url`."""
    return chosen_engine() == GIVEN or (chosen_engine() == AUTO and are_given())


def chosen_engine() -> str:
    engine = os.environ.get(ENGINE) or AUTO
    if engine not in CHOICES:
        message = f"{ENGINE} is {engine!r}: choose one of {', '.join(CHOICES)}."
        raise ServersError(message)
    return engine


def linger_seconds() -> float:
    """Return how long the servers outlive the last run, so that the next need not start them.

    Ten minutes at a desk, where somebody runs the tests again; nothing where `CI` is set. Raises
    ServersError on a bad value.
    """
    text = os.environ.get(LINGER)
    if not text:
        return 0 if os.environ.get("CI") else DESK_SECONDS
    try:
        return float(text)
    except ValueError:
        message = f"{LINGER} is {text!r}: give a number of seconds."
        raise ServersError(message) from None
