"""The rules of the house: a failed test's name and path say what is wrong where."""

from ast import get_docstring
from pathlib import Path

import pytest

from backend.tests.architecture.sources import (
    CONFTESTS,
    FILES,
    REASON,
    REVISIONS,
    RULES,
    SUPPRESSION,
    TEST_FILES,
    comments,
    fixtures,
    holds_tests,
    line_limit,
    mirrored,
    nodes,
    relative,
)

# In two pieces, because this file is Python too.
JINJA = "{" + "%"


@pytest.mark.parametrize("file", TEST_FILES, ids=relative)
def test_fixtures_live_in_conftest(file: Path) -> None:
    assert [fixture.name for fixture in fixtures(file)] == []


@pytest.mark.parametrize("file", CONFTESTS, ids=relative)
def test_fixtures_have_a_return_type(file: Path) -> None:
    assert [fixture.name for fixture in fixtures(file) if fixture.returns is None] == []


@pytest.mark.parametrize("file", CONFTESTS, ids=relative)
def test_fixtures_have_a_description(file: Path) -> None:
    assert [fixture.name for fixture in fixtures(file) if not get_docstring(fixture)] == []


@pytest.mark.parametrize("file", TEST_FILES, ids=relative)
def test_tests_are_functions(file: Path) -> None:
    assert not any(holds_tests(node) for node in nodes(file))


@pytest.mark.parametrize(
    "file", [file for file in TEST_FILES if not file.is_relative_to(RULES)], ids=relative
)
def test_tests_mirror_what_they_prove(file: Path) -> None:
    assert any(module.exists() for module in mirrored(file))


@pytest.mark.parametrize(
    "file", [file for file in FILES if not file.is_relative_to(REVISIONS)], ids=relative
)
def test_files_fit(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= line_limit(file)


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_whoever_suppresses_a_finding_says_why(file: Path) -> None:
    suppressions = [comment for comment in comments(file) if SUPPRESSION.match(comment)]

    assert [comment for comment in suppressions if not REASON.match(comment)] == []


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_python_is_python(file: Path) -> None:
    assert JINJA not in file.read_text()
