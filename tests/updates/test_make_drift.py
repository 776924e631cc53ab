"""`make drift` shows what a service changed of the template's files, and nothing else."""

from pathlib import Path

from tests.harness.lives import FORMATTED, MINE, edit_what_the_template_changes, lead_a_life
from tests.harness.repositories import NEXT, UNDER_TEST
from tests.harness.services import make
from tests.harness.successors import MOVED

CLOCK = "src/backend/core/clock.py"


def test_drift_is_shown_with_what_would_conflict(outdated: Path) -> None:
    lead_a_life(outdated)
    edit_what_the_template_changes(outdated)
    said = make(outdated, "drift")
    files = [line.split(" b/")[1] for line in said.splitlines() if line.startswith("diff --git")]

    assert f"as {UNDER_TEST} made them" in said
    assert files == [".dockerignore", "local.mk", "mise.toml", "ruff.toml", CLOCK, FORMATTED]
    assert f"+{MINE}" in said
    assert f"Would conflict with {NEXT} (1):\n  {CLOCK}:" in said
    assert f"dropped or moved in {NEXT} (2):\n  .dockerignore, which is {MOVED} now\n" in said
    assert f"An update to {NEXT} needs a person." in said
