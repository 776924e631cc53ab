"""Every path of a generated service has one owner, and copier.yml treats it accordingly."""

import pytest
from jinja2 import Environment

from tests.harness.ownership import PATTERNS, owners
from tests.harness.paths import ROOT
from tests.harness.questions import CONFIGURATION
from tests.harness.services import Made, tree

OWNED = [(kind, p) for kind, owned in PATTERNS.items() for ps in owned.values() for p in ps]
# Of the user's files, those that come into being later.
LATER = {"/.env", "/uv.lock"}
USERS = {pattern for owned in PATTERNS.values() for pattern in owned["user"]}


def excluded(operation: str) -> set[str]:
    """Return the patterns that Copier leaves out in this operation."""
    text = "\n".join(CONFIGURATION["_exclude"])
    return set(
        Environment(autoescape=True)
        .from_string(text)
        .render(_copier_operation=operation, example=True)
        .split()
    )


@pytest.mark.parametrize("kind", PATTERNS)
def test_every_file_has_one_owner(made: Made, kind: str) -> None:
    owned = {path: owners(path, kind) for path in tree(made.of(kind))}

    assert not {path: found for path, found in owned.items() if len(found) != 1}


@pytest.mark.parametrize(("kind", "pattern"), OWNED)
def test_every_pattern_owns_a_file(made: Made, kind: str, pattern: str) -> None:
    path = made.of(kind) / pattern.strip("!/*")

    assert path.exists() or pattern in LATER


def test_a_users_file_that_exists_is_kept() -> None:
    assert sorted(CONFIGURATION["_skip_if_exists"]) == sorted(USERS)


def test_only_an_update_leaves_the_users_files_out() -> None:
    assert excluded("update") - excluded("copy") == USERS - LATER
    assert excluded("copy") >= LATER


def test_the_documentation_names_every_pattern() -> None:
    documentation = (ROOT / "docs" / "ownership.md").read_text(encoding="utf-8")
    named = [pattern.strip("!/*") for _, pattern in OWNED]

    assert not [path for path in named if f"`{path}" not in documentation]
