"""`make update` in a service: what it refuses, does and tells."""

import shutil
from pathlib import Path

import pytest

from tests.harness.lives import FORMATTED, MINE, append, edit_what_the_template_changes, lead_a_life
from tests.harness.repositories import NEXT, UNDER_TEST, commit, conflicts, git
from tests.harness.services import attempt_make, update
from tests.harness.successors import IMPROVED, MOVED, TOLD
from tests.harness.updates import REFRESHED, Updating, make_update

# What is said after the lists, in this order, where nothing is replaced but the installation.
TAIL = (
    f"make setup\n{REFRESHED}\n",
    "make check\n",
    "0 findings",
    "make test\n",
    "servers: embedded: PostgreSQL",
    " passed in ",
    "nothing is left to do: commit it.",
)


def test_a_lived_in_service_needs_nobody(easy: Updating) -> None:
    assert easy.finished.returncode == 0, easy.said
    assert "make help" in easy.said
    assert not conflicts(easy.service)
    assert IMPROVED in (easy.service / "src/backend/core/clock.py").read_text()


def test_an_update_refreshes_the_environment_before_it_checks(easy: Updating) -> None:
    assert easy.said.index(REFRESHED) < easy.said.index("make help")


def test_an_update_says_what_is_new(easy: Updating) -> None:
    assert easy.said.startswith(
        f"From {UNDER_TEST} to {NEXT}. The changelog says since:\n\n{TOLD}\n"
    )


def test_an_update_lists_what_it_did(easy: Updating) -> None:
    assert "  src/backend/core/added.py\n" in easy.said
    assert "Merged with your changes (2):\n  .env.example\n  pyproject.toml\n" in easy.said
    assert f"and formatted anew (1):\n  {FORMATTED}\n" in easy.said
    assert f"(2):\n  .dockerignore, which is {MOVED} now\n  mise.toml\n" in easy.said
    assert "nothing is left to do: commit it." in easy.said


def test_the_newest_version_is_not_updated(easy: Updating, tmp_path: Path) -> None:
    service = easy.copy(tmp_path / "service")
    commit(service, "Updated")
    again = make_update(service)

    assert again.returncode == 0
    assert f"Nothing to do: you have {NEXT}" in again.stdout
    assert not git(service, "status", "--porcelain")


def test_a_conflict_is_named_with_its_line(hard: Updating) -> None:
    clock = (hard.service / "src/backend/core/clock.py").read_text().splitlines()
    line = clock.index("<<<<<<< before updating") + 1

    assert hard.finished.returncode != 0
    assert f"  src/backend/core/clock.py:{line}\n" in hard.said
    assert conflicts(hard.service).split() == ["src/backend/core/clock.py"]


def test_an_edit_of_a_dropped_file_is_kept(hard: Updating) -> None:
    told = f"decide about each (2):\n  .dockerignore, which is {MOVED} now\n  mise.toml\n"

    assert told in hard.said
    assert "- decide about the files above that you changed" in hard.said
    assert MINE in (hard.service / "mise.toml").read_text()
    assert MINE in (hard.service / ".dockerignore").read_text()


def test_copier_alone_would_lose_it(outdated: Path) -> None:
    edit_what_the_template_changes(outdated)
    update(outdated, NEXT)

    assert not (outdated / "mise.toml").exists()
    assert MINE not in (outdated / MOVED).read_text()


def test_answers_change_without_a_new_version_and_are_checked(outdated: Path) -> None:
    append(outdated / "local.mk", "broken:\n\t@exit 3")
    commit(outdated, "A verb that fails")
    words = f"--to {UNDER_TEST} --data postgres_version=16 --then broken"
    finished = make_update(outdated, words)

    assert finished.returncode != 0
    assert f"You have {UNDER_TEST} and keep it, with other answers." in finished.stdout
    assert "needs you:\n- mend what `make broken` finds\n" in finished.stdout
    assert "postgres_version: 16" in (outdated / ".copier-answers.yml").read_text()
    assert "postgres:16" in (outdated / "pyproject.toml").read_text()


@pytest.mark.slow
def test_after_an_update_the_service_is_checked_and_tested(first: Path, tmp_path: Path) -> None:
    service = Path(shutil.copytree(first, tmp_path / "service"))
    lead_a_life(service)
    finished = attempt_make(service, f"INSTALL=echo {REFRESHED}", "update")
    said = finished.stdout + finished.stderr
    places = [said.find(told) for told in TAIL]

    assert finished.returncode == 0, said
    assert -1 not in places
    assert places == sorted(places)
