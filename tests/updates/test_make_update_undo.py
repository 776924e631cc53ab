"""`make update-undo`, and an update that was killed: the tree from before comes back, exactly."""

from pathlib import Path

import pytest

from tests.harness.lives import append
from tests.harness.repositories import commit, git
from tests.harness.services import attempt_make, make
from tests.harness.updates import Updating, unignored


@pytest.mark.parametrize("life", ["easy", "hard"])
def test_an_update_can_be_undone(life: str, easy: Updating, hard: Updating, tmp_path: Path) -> None:
    updating = {"easy": easy, "hard": hard}[life]
    service = updating.copy(tmp_path / "service")
    append(service / "notes.txt", "written after the update")
    make(service, "update-undo")

    assert unignored(service) == updating.before
    assert not git(service, "status", "--porcelain")
    assert "written after the update" in git(service, "show", "refs/testbed/undone:notes.txt")


def test_an_update_that_was_committed_can_be_undone(easy: Updating, tmp_path: Path) -> None:
    service = easy.copy(tmp_path / "service")
    commit(service, "Updated")
    make(service, "update-undo")

    assert unignored(service) == easy.before


def test_work_after_an_update_is_not_undone(easy: Updating, tmp_path: Path) -> None:
    service = easy.copy(tmp_path / "service")
    commit(service, "Updated")
    commit(service, "A day of work")
    refused = attempt_make(service, "update-undo")

    assert refused.returncode != 0
    assert "You committed more than the update since" in refused.stderr


def test_without_an_update_there_is_nothing_to_undo(outdated: Path) -> None:
    assert "There is no update to undo." in attempt_make(outdated, "update-undo").stderr
