"""What a fixture draws at random for a whole run depends on the seed, not on who asks first."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from backend.tests.harness.servers.places import SOURCE

PLUGIN = "backend.tests.harness.plugins.randomness"
TESTS = """
import random
from typing import TypedDict

import pytest
from faker import Faker
from polyfactory.factories import TypedDictFactory


class Lot(TypedDict):
    number: int


class LotFactory(TypedDictFactory[Lot]): ...


@pytest.fixture(scope="session")
def drawn_once():
    return random.random(), Faker().name(), LotFactory.build()["number"]


@pytest.fixture
def drawn_before():
    return random.random(), Faker().name()


@pytest.fixture
def drawn_after(drawn_once):
    return random.random(), Faker().name()


@pytest.mark.parametrize("name", ["one", "two"])
def test_a_draw(name, drawn_before, drawn_once, drawn_after):
    print("drawn", name, drawn_before, drawn_once, drawn_after)
"""


def draws(folder: Path, *options: str) -> list[str]:
    """Return what each test drew, in the order of their names."""
    (folder / "test_draws.py").write_text(TESTS)
    plugins = ("-p", "pytest_randomly", "-p", PLUGIN)
    command = [sys.executable, "-m", "pytest", "-qs", *plugins, *options, "test_draws.py"]
    finished = subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(SOURCE), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(re.findall(r"drawn .*", finished.stdout))


@pytest.mark.slow
def test_a_test_alone_draws_what_it_drew_among_others(tmp_path: Path) -> None:
    seed = "--randomly-seed=7"
    together = draws(tmp_path, seed)

    alone = [*draws(tmp_path, seed, "-k", "one"), *draws(tmp_path, seed, "-k", "two")]

    assert alone == together


@pytest.mark.slow
def test_another_seed_draws_something_else(tmp_path: Path) -> None:
    assert draws(tmp_path, "--randomly-seed=7") != draws(tmp_path, "--randomly-seed=8")
