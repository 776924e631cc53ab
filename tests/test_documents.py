"""The documentation names nothing that does not exist."""

import configparser
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from tests.harness import documents
from tests.harness.commands import PROGRAMS, run
from tests.harness.paths import ROOT, TEMPLATE
from tests.harness.repositories import tracked
from tests.harness.services import tree

# Named because a user may make them; the template has none.
USERS_OWN = {".env", "local.mk", "uv.lock"}
GUIDE = TEMPLATE / "docs" / "testing.md"
TABLES_OF_MESSAGES = ("What a test may not leave behind", "When a test fails")
SETTINGS = """
from backend.apps.settings import Settings
print(*(name.upper() for name in Settings.model_fields))
"""


@pytest.mark.parametrize("page", documents.pages(ROOT), ids=lambda page: page.name)
def test_our_pages_name_what_exists(service: Path, page: Path) -> None:
    verbs = documents.verbs(ROOT / "Makefile") | documents.verbs(service / "Makefile")

    assert not documents.broken_links(page)
    assert documents.verbs_named(page) <= verbs
    assert not documents.paths_missing(page, tracked(), tree(service)) - USERS_OWN


def test_the_services_pages_name_what_exists(service: Path) -> None:
    for page in documents.pages(service):
        assert not documents.broken_links(page)
        assert documents.verbs_named(page) <= documents.verbs(service / "Makefile")
        assert not documents.paths_missing(page, tree(service)) - USERS_OWN


def test_the_testing_guide_names_fixtures_that_exist() -> None:
    existing = documents.fixtures(TEMPLATE / "src" / "backend" / "tests")

    assert documents.first_column(GUIDE, "Fixtures") <= existing


def test_the_testing_guide_names_markers_that_exist() -> None:
    settings = configparser.ConfigParser()
    settings.read(TEMPLATE / "pytest.ini")
    markers = {line.split(":")[0] for line in settings["pytest"]["markers"].strip().splitlines()}

    assert documents.first_column(GUIDE, "Markers") <= markers


def test_the_testing_guide_names_variables_that_exist() -> None:
    python = (TEMPLATE / "src" / "backend" / "tests" / "harness").rglob("*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in python)
    named = set(re.findall(r"TESTBED_[A-Z_]+", GUIDE.read_text(encoding="utf-8")))

    assert not [name for name in named if f'"{name}"' not in source]


def test_the_testing_guide_quotes_what_is_said() -> None:
    folders = (TEMPLATE / "src" / "backend" / part for part in ("tests/harness", "core"))
    said = list(chain.from_iterable(map(documents.sentences, folders)))
    quoted = documents.messages_named(GUIDE, *TABLES_OF_MESSAGES)

    assert len(quoted) > len(TABLES_OF_MESSAGES)
    assert {sentence for sentence in quoted if not any(sentence in one for one in said)} == set()


def test_mise_knows_every_verb(service: Path) -> None:
    tasks = tomllib.loads((service / "mise.toml").read_text(encoding="utf-8"))["tasks"]

    assert tasks.keys() == documents.verbs(service / "Makefile") - {"help"}


def test_the_example_environment_lists_every_setting(service: Path) -> None:
    source = {"PYTHONPATH": str(service / "src")}
    python = (PROGRAMS / "python", "-B", "-c", SETTINGS)
    settings = run(*python, cwd=service, environment=source)
    example = (service / ".env.example").read_text(encoding="utf-8")

    assert re.findall(r"(?m)^(?:# )?([A-Z_]+)=", example) == settings.split()
