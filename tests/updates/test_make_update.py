"""`make update` in a service: what it refuses, does and tells."""

from pathlib import Path

from tests.harness.lives import MINE, append
from tests.harness.repositories import NEXT, UNDER_TEST, commit, conflicts, git
from tests.harness.successors import IMPROVED, TOLD
from tests.harness.updates import REFRESHED, Updating, make_update, unignored


def test_a_dirty_tree_is_refused_with_one_line(outdated: Path) -> None:
    append(outdated / "notes.txt", "not committed")
    before = unignored(outdated)
    refused = make_update(outdated)

    assert refused.returncode != 0
    assert refused.stderr.startswith("Commit or stash first")
    assert "notes.txt for one.\nmake: " in refused.stderr
    assert unignored(outdated) == before


def test_a_lived_in_service_needs_nobody(easy: Updating) -> None:
    assert easy.finished.returncode == 0, easy.said
    assert "make help" in easy.said
    assert not conflicts(easy.service)
    assert IMPROVED in (easy.service / "src/backend/core/clock.py").read_text()


def test_an_update_refreshes_the_environment_before_it_checks(easy: Updating) -> None:
    assert easy.said.index(REFRESHED) < easy.said.index("make help")


def test_an_update_says_what_is_new(easy: Updating) -> None:
    assert easy.said.startswith(f"From {UNDER_TEST} to {NEXT}.\n{TOLD}\n")


def test_an_update_lists_what_it_did(easy: Updating) -> None:
    assert "Merged with your changes (1):\n  pyproject.toml\n" in easy.said
    assert "Dropped by the template (1):\n  mise.toml\n" in easy.said
    assert "  src/backend/core/added.py\n" in easy.said


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
    assert "changed by you: kept, decide about each (1):\n  mise.toml" in hard.said
    assert MINE in (hard.service / "mise.toml").read_text()


def test_what_git_ignores_is_not_overwritten(outdated: Path) -> None:
    append(outdated / ".gitignore", "/src/backend/core/added.py")
    commit(outdated, "Ignore it")
    append(outdated / "src/backend/core/added.py", MINE)
    refused = make_update(outdated)

    assert refused.returncode != 0
    assert "so move them away first: src/backend/core/added.py." in refused.stderr
    assert (outdated / "src/backend/core/added.py").read_text() == f"{MINE}\n"
    assert not git(outdated, "status", "--porcelain")


def test_answers_change_without_a_new_version_and_are_checked(outdated: Path) -> None:
    append(outdated / "local.mk", "broken:\n\t@exit 3")
    commit(outdated, "A verb that fails")
    words = f"--to {UNDER_TEST} --data postgres_version=16 --then broken"
    finished = make_update(outdated, words)

    assert finished.returncode != 0
    assert "The update is in your tree, but `make broken` fails" in finished.stdout
    assert "postgres_version: 16" in (outdated / ".copier-answers.yml").read_text()
    assert "postgres:16" in (outdated / "pyproject.toml").read_text()


def test_a_bundle_is_enough_for_a_service_among_others(outdated: Path, next_template: Path) -> None:
    bundle = outdated.parent / "template.bundle"
    git(next_template, "bundle", "create", "--quiet", str(bundle), "--all", "HEAD")
    answers = outdated / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace(str(next_template), str(bundle)))
    service = outdated.rename(outdated.parent / "one")
    outdated.mkdir()
    (service / ".git").rename(outdated / ".git")
    service = service.rename(outdated / "one")
    commit(outdated, "Many services, offline")
    finished = make_update(service)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert IMPROVED in (service / "src/backend/core/clock.py").read_text()
