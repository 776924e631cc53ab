"""Servers start ahead of the first test only for commands that are known to want them."""

from pathlib import Path

import pytest

from backend.tests.harness.early import selects


@pytest.mark.parametrize("argument", ["-q", "-n", "4", "--cov", "--randomly-seed=1", "-x"])
def test_the_whole_suite_wants_servers(argument: str) -> None:
    assert not selects(argument)


@pytest.mark.parametrize("argument", ["-k", "-kmembers", "-m", "--lf", "--co", "--version", "-h"])
def test_a_part_of_it_may_not(argument: str) -> None:
    assert selects(argument)


def test_a_path_may_not(tmp_path: Path) -> None:
    assert selects(f"{tmp_path}::test_something")
