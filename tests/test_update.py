"""`copier update` brings what is the template's, and leaves alone what is the user's."""

import tomllib

import pytest
import yaml
from jinja2 import Environment, StrictUndefined

from tests.harness.lives import FORMATTED, lead_a_life
from tests.harness.ownership import is_users
from tests.harness.paths import ROOT
from tests.harness.questions import CONFIGURATION, EXTREME, HOSTILE, ORDINARY, TRUSTED_ONLY
from tests.harness.repositories import UNDER_TEST, conflicts, git, released, repository
from tests.harness.services import Answers, Generate, Updated, tree, update
from tests.harness.successors import IMPROVED
from tests.harness.updates import lost, make_update, unignored

NEEDS_YOU, TASKS = "needs you:\n", "- do what the changelog says"
OTHERS = {**EXTREME, "description": HOSTILE["description"]}


@pytest.mark.parametrize("answers", [ORDINARY, HOSTILE], ids=["ordinary", "hostile"])
def test_an_update_to_the_same_version_changes_nothing(
    generate: Generate, answers: Answers
) -> None:
    service = repository(generate(answers))
    update(service, UNDER_TEST)

    assert not git(service, "status", "--porcelain")


def test_what_is_left_out_is_known_without_any_answer() -> None:
    rules = Environment(undefined=StrictUndefined, autoescape=True)

    for pattern in CONFIGURATION["_exclude"]:
        assert rules.from_string(pattern).render(_copier_operation="update") is not None


@pytest.mark.parametrize("version", released())
@pytest.mark.parametrize("answers", [ORDINARY, OTHERS], ids=["same", "changed"])
def test_an_untouched_service_becomes_like_a_new_one(
    generate: Generate, version: str, answers: Answers
) -> None:
    service, new = repository(generate(ORDINARY, version)), tree(generate(answers))
    update(service, UNDER_TEST, answers)
    updated = tree(service)
    different = {path for path in updated.keys() | new if updated.get(path) != new.get(path)}

    assert not conflicts(service)
    assert not [path for path in different if not is_users(path)]


@pytest.mark.parametrize("version", released())
def test_a_lived_in_service_of_any_version_needs_nobody(generate: Generate, version: str) -> None:
    service, new = repository(generate(ORDINARY, version)), tree(generate(ORDINARY))
    made = unignored(service)
    lead_a_life(service)
    mine = unignored(service)
    said = make_update(service, f"--to {UNDER_TEST}").stdout
    updated = unignored(service)
    untouched = {path for path in new if made.get(path) == mine.get(path) and not is_users(path)}
    # Formatting stays where the template changed nothing.
    formatted = mine if made[FORMATTED] == new[FORMATTED] else new

    # A major version may ask for something, and for nothing else.
    assert said.partition(NEEDS_YOU)[2].startswith(TASKS if NEEDS_YOU in said else ""), said
    assert not conflicts(service), said
    assert not [line for line in lost(made, mine, updated) if not line.startswith(FORMATTED)]
    assert not [path for path in untouched if updated[path] != new[path]]
    assert updated[FORMATTED] == formatted[FORMATTED]


def test_no_version_ever_asked_for_trust() -> None:
    changes = git(ROOT, "log", "--format=%h", "--", "copier.yml").split()
    versions = [yaml.safe_load(git(ROOT, "show", f"{change}:copier.yml")) for change in changes]

    assert versions
    assert not [version for version in versions if TRUSTED_ONLY & version.keys()]


def test_a_lived_in_service_updates_without_a_conflict(updated: Updated) -> None:
    assert not conflicts(updated.service)
    assert not list(updated.service.rglob("*.rej"))


def test_what_is_the_users_stays_as_it_was(updated: Updated) -> None:
    mine = {path: text for path, text in updated.before.items() if is_users(path)}

    assert {path: text for path, text in updated.after.items() if is_users(path)} == mine


def test_what_is_the_templates_arrives(updated: Updated) -> None:
    assert IMPROVED in updated.after["src/backend/core/clock.py"].decode()
    assert "src/backend/core/added.py" in updated.after
    assert "mise.toml" not in updated.after


def test_what_users_wrote_or_deleted_is_still_so(generate: Generate, updated: Updated) -> None:
    assert not list(lost(tree(generate(ORDINARY)), updated.before, updated.after))


def test_both_write_into_pyproject(updated: Updated) -> None:
    pyproject = tomllib.loads(updated.after["pyproject.toml"].decode())
    packages, groups = pyproject["project"]["dependencies"], pyproject["dependency-groups"]

    assert packages[-3:] == ["added>=1", "stripe>=12", "boto3>=1.40"]
    assert groups["dev"][1:] == ["added>=1", "freezegun>=1.5", "respx>=0.22"]
    assert all("!=0.0.1" in line for line in packages[:-3] + groups["harness"])
