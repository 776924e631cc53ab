"""`make update` finds the template and its versions offline, moved, and without its tags."""

from pathlib import Path

from tests.harness.lives import replace
from tests.harness.repositories import NEXT, UNDER_TEST, commit, git
from tests.harness.services import make
from tests.harness.successors import IMPROVED
from tests.harness.updates import NOWHERE, lead_elsewhere, make_update

CLOCK = "src/backend/core/clock.py"


def test_a_bundle_is_enough_for_a_service_among_others(outdated: Path, next_template: Path) -> None:
    bundle = outdated.parent / "template.bundle"
    git(next_template, "bundle", "create", "--quiet", str(bundle), "--all", "HEAD")
    lead_elsewhere(outdated, next_template, str(bundle))
    service = outdated.rename(outdated.parent / "one")
    outdated.mkdir()
    (service / ".git").rename(outdated / ".git")
    service = service.rename(outdated / "one")
    commit(outdated, "Many services, offline")
    finished = make_update(service)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert IMPROVED in (service / CLOCK).read_text()


def test_a_template_that_is_not_there_is_named(outdated: Path, next_template: Path) -> None:
    lead_elsewhere(outdated, next_template, NOWHERE)
    refused = make_update(outdated)

    assert refused.returncode != 0
    assert refused.stderr.startswith(f"The template is not to be had from {NOWHERE}.")
    assert "--from" in refused.stderr


def test_a_template_may_be_taken_from_elsewhere_once(outdated: Path, next_template: Path) -> None:
    lead_elsewhere(outdated, next_template, NOWHERE)
    finished = make_update(outdated, f"--from {next_template}")
    answers = (outdated / ".copier-answers.yml").read_text()

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert IMPROVED in (outdated / CLOCK).read_text()
    assert f"_src_path: {NOWHERE}\n" in answers
    assert f"_commit: {NEXT}\n" in answers


def test_a_version_is_known_though_no_tag_was_pushed(outdated: Path, next_template: Path) -> None:
    untagged = outdated.parent / "untagged.git"
    git(next_template, "clone", "--quiet", "--bare", "--no-tags", ".", str(untagged))
    lead_elsewhere(outdated, next_template, str(untagged))
    finished = make_update(outdated)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stdout.startswith(f"From {UNDER_TEST[1:]} to {NEXT[1:]}.")
    assert IMPROVED in (outdated / CLOCK).read_text()


def test_a_version_that_nobody_knows_is_named(outdated: Path) -> None:
    replace(outdated / ".copier-answers.yml", UNDER_TEST, "v1.2.3")
    commit(outdated, "A version that never was")
    refused = make_update(outdated)

    assert refused.returncode != 0
    assert refused.stderr.startswith("The template has no version v1.2.3: ")


def test_drift_takes_a_template_from_elsewhere_too(outdated: Path, next_template: Path) -> None:
    lead_elsewhere(outdated, next_template, NOWHERE)

    assert "No difference." in make(outdated, "drift", f"ARGS=--from {next_template}")
