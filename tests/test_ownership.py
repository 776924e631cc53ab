"""Every path of a generated service has one owner, and copier.yml treats it accordingly."""

from pathlib import Path

import pytest
from jinja2 import Environment

from tests.harness.ownership import PATTERNS, owners
from tests.harness.paths import ROOT
from tests.harness.questions import CONFIGURATION
from tests.harness.services import tree


def excluded(operation: str) -> set[str]:
    """Return the patterns that Copier leaves out in this operation."""
    text = "\n".join(CONFIGURATION["_exclude"])
    return set(
        Environment(autoescape=True)
        .from_string(text)
        .render(_copier_operation=operation, example=True)
        .split()
    )


def test_every_file_has_one_owner(service: Path) -> None:
    unclear = {path: owners(path) for path in tree(service) if len(owners(path)) != 1}

    assert not unclear


@pytest.mark.parametrize("pattern", [p for patterns in PATTERNS.values() for p in patterns])
def test_every_pattern_owns_a_file(service: Path, pattern: str) -> None:
    path = service / pattern.strip("!/*")

    assert path.exists() or pattern == "/.env"


def test_a_users_file_that_exists_is_kept() -> None:
    assert sorted(CONFIGURATION["_skip_if_exists"]) == sorted(PATTERNS["user"])


def test_only_an_update_leaves_the_users_files_out() -> None:
    assert excluded("update") - excluded("copy") == {*PATTERNS["user"]} - {"/.env"}
    assert "/.env" in excluded("copy")


def test_the_documentation_names_every_pattern() -> None:
    documentation = (ROOT / "docs" / "ownership.md").read_text(encoding="utf-8")
    named = [pattern.strip("!/*") for patterns in PATTERNS.values() for pattern in patterns]

    assert not [path for path in named if f"`{path}" not in documentation]
