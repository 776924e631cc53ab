"""`make update-undo`, and an update that was killed: the tree from before comes back, exactly."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from backend.tests.harness.updates.checkout import Checkout, remember, take_back
from backend.tests.harness.updates.trees import tree_of_checkout
from tests.harness.commands import run
from tests.harness.lives import append
from tests.harness.repositories import commit, git, repository
from tests.harness.services import attempt_make, make
from tests.harness.updates import Updating, make_update, unignored

BECOME = """
import sys
from pathlib import Path
from backend.tests.harness.updates.trees import become
print("ready", flush=True)
become(Path(sys.argv[1]), sys.argv[2])
"""


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


def test_an_update_killed_while_it_prepares_has_changed_nothing(outdated: Path) -> None:
    command = (sys.executable, "-m", "backend.tests.harness.updates", "update")
    source = {**os.environ, "PYTHONPATH": str(outdated / "src")}
    updating = subprocess.Popen(command, cwd=outdated, env=source, start_new_session=True)
    while not (outdated / ".git/testbed-update").exists():
        assert updating.poll() is None
    os.killpg(updating.pid, signal.SIGKILL)
    updating.wait()

    assert not git(outdated, "status", "--porcelain")
    assert make_update(outdated).returncode == 0


def test_an_update_killed_while_git_prepares_is_no_hindrance(outdated: Path) -> None:
    place = outdated / ".git/testbed-update"
    git(outdated, "worktree", "add", "--quiet", "--detach", str(place))
    git(outdated, "worktree", "lock", "--reason", "initializing", str(place))

    assert make_update(outdated).returncode == 0
    assert "testbed-update" not in git(outdated, "worktree", "list")


@pytest.mark.parametrize("milliseconds", [0, 4, 8, 16, 32])
def test_an_update_killed_while_it_writes_can_be_undone(
    hermetic_git: None,  # noqa: ARG001 - it sets git
    tmp_path: Path,
    milliseconds: int,
) -> None:
    checkout, before, after = two_trees(tmp_path)
    remember(checkout, git(checkout.root, "rev-parse", "HEAD").strip())
    command = (sys.executable, "-c", BECOME, str(checkout.root), after)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    writing = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert writing.stdout
    assert writing.stdout.readline() == "ready\n"
    with suppress(subprocess.TimeoutExpired):
        writing.wait(milliseconds / 1000)
    os.killpg(writing.pid, signal.SIGKILL)
    writing.communicate()
    take_back(checkout)

    assert tree_of_checkout(checkout.root) == before
    assert not git(checkout.root, "status", "--porcelain")


def two_trees(root: Path) -> tuple[Checkout, str, str]:
    """Return a repository of many files, its tree, and one in which all of them differ."""
    for number in range(600):
        append(root / f"{number % 7}" / f"{number}.txt", "before")
    repository(root)
    checkout, before = Checkout(root, ""), git(root, "rev-parse", "HEAD^{tree}").strip()
    for number in range(600):
        (root / f"{number % 7}" / f"{number}.txt").rename(root / f"{number}.txt")
    after = tree_of_checkout(root)
    git(root, "reset", "--hard", "--quiet")
    run("git", "clean", "-fdq", cwd=root)
    return checkout, before, after
