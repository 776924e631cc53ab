"""`make update` refuses with one sentence, and then nothing has changed."""

import fcntl
import shutil
import sys
from pathlib import Path

import pytest

from backend.tests.harness.updates.answers import FILE, SOURCE, recorded
from backend.tests.harness.updates.git import reason
from tests.harness.commands import attempt
from tests.harness.lives import MINE, append
from tests.harness.repositories import commit, git
from tests.harness.services import attempt_make
from tests.harness.updates import make_update, unignored

# What `make update` needs of a machine besides Copier.
NEEDED = ("git", "make", "sh")


def test_a_dirty_tree_is_refused_with_one_line(outdated: Path) -> None:
    append(outdated / "notes.txt", "not committed")
    before = unignored(outdated)
    refused = make_update(outdated)

    assert refused.returncode != 0
    assert refused.stderr.startswith("Commit or stash first")
    assert "notes.txt for one.\nmake: " in refused.stderr
    assert unignored(outdated) == before


def test_what_git_ignores_is_not_overwritten(outdated: Path) -> None:
    append(outdated / ".gitignore", "/src/backend/core/added.py")
    commit(outdated, "Ignore it")
    append(outdated / "src/backend/core/added.py", MINE)
    refused = make_update(outdated)

    assert refused.returncode != 0
    assert "so move them away first: src/backend/core/added.py." in refused.stderr
    assert (outdated / "src/backend/core/added.py").read_text() == f"{MINE}\n"
    assert not git(outdated, "status", "--porcelain")


@pytest.mark.parametrize("verb", ["update", "update-undo", "drift"])
def test_of_two_at_once_the_second_is_refused(outdated: Path, verb: str) -> None:
    before = unignored(outdated)
    with (outdated / ".git/testbed-update.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = attempt_make(outdated, verb)

    assert refused.returncode != 0
    assert refused.stderr.startswith("Nothing was done: another update of this repository is at")
    assert refused.stderr.count("\n") == 2
    assert unignored(outdated) == before


def test_without_copier_it_says_where_to_get_it(
    outdated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python").symlink_to(Path(sys.executable).resolve())
    for name in NEEDED:
        (programs / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(programs))
    refused = make_update(outdated, "", f"BIN={programs}")

    assert refused.returncode != 0
    assert refused.stderr.startswith("Copier is missing: install uv, which brings it by itself, or")
    assert not git(outdated, "status", "--porcelain")


def test_a_service_without_git_is_told_to_begin(outdated: Path) -> None:
    shutil.rmtree(outdated / ".git")
    refused = make_update(outdated)

    assert refused.returncode != 0
    assert refused.stderr.startswith("An update needs git to merge with: `git init`")


def test_a_repository_of_another_user_is_told_as_that(unreleased: Path) -> None:
    words = ("git", "rev-parse", "--show-toplevel")
    refused = attempt(*words, cwd=unreleased, environment={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})

    assert reason(refused.stderr) == (
        "Git refuses this repository because another user owns it. If you trust it:"
        f" git config --global --add safe.directory {unreleased}"
    )


def test_a_bare_repository_is_told_as_that(outdated: Path) -> None:
    git(outdated, "config", "core.bare", "true")
    refused = make_update(outdated)

    assert refused.returncode != 0
    assert refused.stderr.startswith("This repository is bare: ")


def test_without_git_it_says_what_is_missing(
    outdated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("make", "sh"):
        (programs / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(programs))

    assert make_update(outdated).stderr.startswith("git is missing: ")


def test_a_template_without_its_history_is_told_as_that(outdated: Path) -> None:
    template = outdated.parent / "shallow"
    source = recorded((outdated / FILE).read_text(), SOURCE)
    git(outdated, "clone", "--quiet", "--depth=1", f"file://{source}", str(template))
    refused = make_update(outdated, f"--from {template}")

    assert refused.returncode != 0
    assert refused.stderr.startswith("The template is a shallow clone, and version ")


def test_a_service_that_does_not_know_its_template_is_told_so(outdated: Path) -> None:
    (outdated / ".copier-answers.yml").unlink()
    commit(outdated, "Forget where it came from")
    refused = make_update(outdated)

    assert refused.returncode != 0
    assert refused.stderr.startswith(".copier-answers.yml does not say which version")
