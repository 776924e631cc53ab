"""`make update-undo`, and an update that was killed: the tree from before comes back, exactly."""

from pathlib import Path

import pytest

from tests.harness.lives import append
from tests.harness.repositories import commit, git
from tests.harness.services import attempt_make, make
from tests.harness.updates import Updating, unignored

CLOCK = "src/backend/core/clock.py"


@pytest.mark.parametrize("life", ["easy", "hard"])
def test_an_update_can_be_undone(life: str, easy: Updating, hard: Updating, tmp_path: Path) -> None:
    updating = {"easy": easy, "hard": hard}[life]
    service = updating.copy(tmp_path / "service")
    ruff = (service / "ruff.toml").read_bytes()
    append(service / "ruff.toml", "# Written after the update.")
    append(service / CLOCK, "# Written after the update.")
    append(service / "notes.txt", "Written after the update.")
    make(service, "update-undo")

    assert unignored(service) == updating.before | {
        "notes.txt": b"Written after the update.\n",
        "ruff.toml": ruff + b"# Written after the update.\n",
    }
    assert "# Written after the update." in git(service, "show", f"refs/testbed/undone:{CLOCK}")


def test_an_update_that_was_committed_can_be_undone(easy: Updating, tmp_path: Path) -> None:
    service = easy.copy(tmp_path / "service")
    commit(service, "Updated")
    make(service, "update-undo")

    assert unignored(service) == easy.before


def test_an_update_is_undone_where_it_was_made(easy: Updating, tmp_path: Path) -> None:
    service = easy.copy(tmp_path / "service")
    git(service, "worktree", "add", "--quiet", "--detach", str(tmp_path / "other"), "HEAD")
    refused = attempt_make(tmp_path / "other", "update-undo")

    assert "There is no update to undo." in refused.stderr
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
