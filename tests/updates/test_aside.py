"""Links, repositories and modes of a service stay what they are, whatever an update brings."""

from pathlib import Path

import pytest

from backend.tests.harness.updates.aside import (
    meeting,
    other_than_utf8,
    set_aside,
    with_modes,
)
from backend.tests.harness.updates.trees import (
    EXECUTABLE,
    LINK,
    ORDINARY,
    REPOSITORY,
    Files,
    stored,
)

MODES = [
    # of the service, after the update, of the template's old and new version; and what is right
    (EXECUTABLE, ORDINARY, ORDINARY, ORDINARY, EXECUTABLE),
    (ORDINARY, EXECUTABLE, EXECUTABLE, EXECUTABLE, ORDINARY),
    (ORDINARY, ORDINARY, ORDINARY, EXECUTABLE, EXECUTABLE),
    (EXECUTABLE, EXECUTABLE, EXECUTABLE, ORDINARY, ORDINARY),
]
KINDS = {
    "a link": {"docs/rules.md": f"{LINK},1"},
    "a link to a folder": {"docs": f"{LINK},1"},
    "a link that is the service's alone": {"src/shared": f"{LINK},1"},
    "a repository": {"docs": f"{REPOSITORY},1"},
    "a file for a folder": {"docs": f"{ORDINARY},1"},
    "a folder for a file": {"ruff.toml/mine.toml": f"{ORDINARY},1"},
}
TEMPLATES = ("docs/rules.md", "ruff.toml")


@pytest.mark.parametrize(("mine", "updated", "old", "new", "right"), MODES)
def test_the_mode_is_merged_as_content_is(
    mine: str, updated: str, old: str, new: str, right: str
) -> None:
    files = [{"a": f"{mode},{number}"} for number, mode in enumerate((mine, updated, old, new))]

    assert with_modes(*files) == {"a": f"{right},1"}


@pytest.mark.parametrize("mine", KINDS.values(), ids=KINDS)
def test_what_copier_would_write_through_is_set_aside(mine: Files) -> None:
    ordinary = {"docs.md": f"{ORDINARY},2", "src/app.py": f"{EXECUTABLE},2"}

    assert set_aside(mine | ordinary, TEMPLATES) == mine


def test_what_is_not_utf8_is_set_aside(unreleased: Path) -> None:
    texts = {"docs/rules.md": "caf\udce9", "ruff.toml": "café", "mine.md": "caf\udce9"}
    mine = {path: stored(unreleased, text) for path, text in texts.items()}
    named = {"caf\udce9.md": f"{ORDINARY},1"}
    made = dict.fromkeys(TEMPLATES, f"{ORDINARY},2")
    aside = other_than_utf8(unreleased, mine | named, made, TEMPLATES)

    assert aside == {"docs/rules.md": mine["docs/rules.md"], **named}


def test_files_of_the_template_give_way_to_what_was_set_aside() -> None:
    aside = {"docs": f"{LINK},1", "ruff.toml/mine.toml": f"{ORDINARY},1"}

    assert meeting([*TEMPLATES, "docs.md", "mypy.ini"], aside) == {*TEMPLATES}
