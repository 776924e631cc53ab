"""What apps open is opened in order, shared by name, and closed whatever happens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from backend.core.resources import OpenResources, opened
from backend.core.settings import CoreSettings


def door(name: str, passed: list[str]) -> OpenResources:
    """Open what only remembers who went in and out."""

    @asynccontextmanager
    async def pass_through(_: CoreSettings) -> AsyncIterator[str]:
        passed.append(f"into {name}")
        try:
            yield name
        finally:
            passed.append(f"out of {name}")

    return pass_through


@asynccontextmanager
async def hand_back(settings: CoreSettings) -> AsyncIterator[CoreSettings]:
    yield settings


async def test_each_is_shared_under_its_apps_name(settings: CoreSettings) -> None:
    async with opened({"a": door("alerts", []), "b": door("billing", [])}, settings) as resources:
        assert resources == {"a": "alerts", "b": "billing"}


async def test_each_gets_the_settings(settings: CoreSettings) -> None:
    async with opened({"alerts": hand_back}, settings) as resources:
        assert resources["alerts"] is settings


async def test_the_last_one_opened_is_closed_first(settings: CoreSettings) -> None:
    passed: list[str] = []

    async with opened({"a": door("a", passed), "b": door("b", passed)}, settings):
        pass

    assert passed == ["into a", "into b", "out of b", "out of a"]


async def test_what_is_open_is_closed_when_the_work_fails(settings: CoreSettings) -> None:
    passed: list[str] = []

    with pytest.raises(OSError, match="Nobody answers"):
        async with opened({"a": door("a", passed)}, settings):
            raise OSError("Nobody answers.")

    assert passed == ["into a", "out of a"]
