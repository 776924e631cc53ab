"""`make update` in a repository that adopted the harness: in its folder, and nowhere else."""

from pathlib import Path

from tests.harness.adoption import FOLDER, Adopted
from tests.harness.lives import append
from tests.harness.repositories import NEXT, UNDER_TEST, commit, conflicts, git
from tests.harness.successors import IMPROVED
from tests.harness.updates import NOWHERE, lead_elsewhere, unignored

CLOCK = "src/backend/tests/harness/clock.py"
UPDATE = ("INSTALL=true", "update", "ARGS=--then help")


def test_an_update_brings_what_is_the_templates_and_nothing_else(outdated: Adopted) -> None:
    before = unignored(outdated.service)
    finished = outdated.make(*UPDATE)
    after = unignored(outdated.service)
    changed = {path for path in before.keys() | after if before.get(path) != after.get(path)}

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert changed == {f"{FOLDER}/{CLOCK}", f"{FOLDER}/.copier-answers.yml"}
    assert IMPROVED in (outdated.testbed / CLOCK).read_text()


def test_a_bundle_is_enough(newer_template: Path, outdated: Adopted, tmp_path: Path) -> None:
    bundle = tmp_path / "testbed.bundle"
    git(newer_template, "bundle", "create", "--quiet", str(bundle), "--all", "HEAD")
    lead_elsewhere(outdated.testbed, newer_template, NOWHERE)
    finished = outdated.make(*UPDATE[:-1], f"{UPDATE[-1]} --from {bundle}")

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert IMPROVED in (outdated.testbed / CLOCK).read_text()


def test_an_update_can_be_undone(outdated: Adopted) -> None:
    before = unignored(outdated.service)
    outdated.make(*UPDATE)
    undone = outdated.make("update-undo")

    assert undone.returncode == 0, undone.stdout + undone.stderr
    assert unignored(outdated.service) == before


def test_drift_shows_what_was_changed_of_the_templates(outdated: Adopted) -> None:
    append(outdated.testbed / CLOCK, "# Mine.")
    append(outdated.testbed / "wiring.py", "# Mine too.")
    commit(outdated.service, "Against all advice")
    said = outdated.make("drift").stdout

    assert f"as {UNDER_TEST} made them" in said
    assert [line for line in said.splitlines() if line.startswith("+# Mine")] == ["+# Mine."]
    assert f"Would conflict with {NEXT} (1):\n  {CLOCK}:" in said


def test_a_file_of_the_users_that_was_deleted_stays_deleted(outdated: Adopted) -> None:
    (outdated.suite / "test_wiring.py").unlink()
    commit(outdated.service, "Show it by tests of our own")
    finished = outdated.make(*UPDATE)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert not (outdated.suite / "test_wiring.py").exists()
    assert not conflicts(outdated.service)
    assert "refs/worktree/testbed/before-update" in git(outdated.service, "for-each-ref")
