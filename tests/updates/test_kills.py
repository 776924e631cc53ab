"""An update that was killed, at whatever moment: the tree from before is there, or comes back."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from backend.tests.harness.updates.checkout import Checkout, remember, take_back
from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.replacing import become
from backend.tests.harness.updates.trees import tree_of_checkout
from tests.harness.commands import run
from tests.harness.lives import append
from tests.harness.repositories import git, repository
from tests.harness.updates import make_update

# Says when it begins, and then does it.
BECOME = """
import sys
from pathlib import Path
from backend.tests.harness.updates.checkout import Checkout, take_back
from backend.tests.harness.updates.replacing import become
print("ready", flush=True)
"""
WRITE = f"{BECOME}become(Path(sys.argv[1]), 'HEAD', sys.argv[2])"
UNDO = f"{BECOME}take_back(Checkout(Path(sys.argv[1]), ''))"


def start_update(service: Path) -> subprocess.Popen[str]:
    """Start an update in a group of its own; return once it works in its worktree."""
    command = (sys.executable, "-m", "backend.tests.harness.updates", "update")
    source = {**os.environ, "PYTHONPATH": str(service / "src")}
    updating = subprocess.Popen(command, cwd=service, env=source, text=True, start_new_session=True)
    while not (service / ".git/testbed-update").exists():
        assert updating.poll() is None
    return updating


def end(group: subprocess.Popen[str]) -> None:
    os.killpg(group.pid, signal.SIGKILL)
    group.communicate()


def test_an_update_killed_while_it_prepares_has_changed_nothing(outdated: Path) -> None:
    end(start_update(outdated))

    assert not git(outdated, "status", "--porcelain")
    assert make_update(outdated).returncode == 0


def test_while_copier_outlives_a_killed_update_none_begins(outdated: Path) -> None:
    updating = start_update(outdated)
    while "copier update" not in children_of(updating.pid):
        assert updating.poll() is None
    updating.kill()
    updating.wait()
    refused = make_update(outdated)
    end(updating)

    assert refused.stderr.startswith("Nothing was done: another update of this repository is at")
    assert not git(outdated, "status", "--porcelain")


def children_of(process: int) -> str:
    """Return the commands of what this process has started."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    commands = (Path(f"/proc/{child}/cmdline") for child in listed)
    with suppress(OSError):
        return " ".join(path.read_text().replace("\0", " ") for path in commands)
    return ""


def test_what_a_killed_update_left_is_no_hindrance(outdated: Path) -> None:
    (outdated / ".git/testbed-update/src").mkdir(parents=True)

    assert make_update(outdated).returncode == 0
    assert not (outdated / ".git/testbed-update").exists()


@pytest.mark.parametrize("milliseconds", [0, 4, 8, 16, 32])
@pytest.mark.parametrize("words", [WRITE, UNDO], ids=["writes", "undoes"])
def test_an_update_killed_while_it_writes_or_undoes_can_be_undone(
    hermetic_git: None,  # noqa: ARG001 - it sets git
    tmp_path: Path,
    milliseconds: int,
    words: str,
) -> None:
    checkout, before, after = two_trees(tmp_path)
    remember(checkout, git(checkout.root, "rev-parse", "HEAD").strip(), after)
    if words == UNDO:
        become(checkout.root, "HEAD", after)
    kill_after(milliseconds, words, str(checkout.root), after)
    # Where the undoing was quicker than the kill, nothing is left to undo.
    with suppress(RefusalError):
        take_back(checkout)

    assert tree_of_checkout(checkout.root) == before
    assert not git(checkout.root, "status", "--porcelain")


def kill_after(milliseconds: int, *words: str) -> None:
    """Start Python with these words, and kill it so long after it said that it is ready."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = (sys.executable, "-c", *words)
    running = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stdout
    assert running.stdout.readline() == "ready\n"
    with suppress(subprocess.TimeoutExpired):
        running.wait(milliseconds / 1000)
    end(running)


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
