"""`make drift` shows what a service changed of the template's files, and nothing else."""

from pathlib import Path

from tests.harness.lives import FORMATTED, MINE, append, edit_what_the_template_changes, lead_a_life
from tests.harness.repositories import NEXT, UNDER_TEST
from tests.harness.services import attempt_make, make
from tests.harness.successors import MOVED

CLOCK = "src/backend/core/clock.py"


def test_drift_is_shown_with_what_would_conflict(outdated: Path) -> None:
    lead_a_life(outdated)
    edit_what_the_template_changes(outdated)
    (outdated / "alembic.ini").unlink()
    append(outdated / "uv.lock", "version = 1")
    said = make(outdated, "drift")
    files = [line.split(" b/")[1] for line in said.splitlines() if line.startswith("diff --git")]

    assert f"as {UNDER_TEST} made them: 6 differ.\n\n5 edited, 1 deleted (6):\n  M .docker" in said
    assert files == [".dockerignore", "alembic.ini", "mise.toml", "ruff.toml", CLOCK, FORMATTED]
    assert "\nYou changed 6 of the template's files; " in said
    assert f"+{MINE}" in said
    assert f"Would conflict with {NEXT} (1):\n  {CLOCK}:" in said
    assert f"dropped or moved in {NEXT} (2):\n  .dockerignore, which is {MOVED} now\n" in said
    assert f"An update to {NEXT} needs a person." in said


def test_drift_fails_only_where_it_is_asked_to(outdated: Path) -> None:
    assert attempt_make(outdated, "drift", "ARGS=--check").returncode == 0
    append(outdated / "ruff.toml", MINE)

    assert attempt_make(outdated, "drift").returncode == 0
    assert attempt_make(outdated, "drift", "ARGS=--check").returncode != 0


def test_something_newer_is_named_and_fails(outdated: Path) -> None:
    newer = attempt_make(outdated, "update-check")
    newest = attempt_make(outdated, "update-check", f"ARGS=--to {UNDER_TEST}")

    assert newer.returncode != 0
    assert newer.stdout == f"You have {UNDER_TEST}, and {NEXT} is newer: make update\n"
    assert newest.returncode == 0
    assert newest.stdout == f"You have {UNDER_TEST}, and nothing is newer.\n"
