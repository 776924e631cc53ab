"""`make drift` shows what a service changed of the template's files, and nothing else."""

from pathlib import Path

from tests.harness.lives import MINE, edit_what_the_template_changes, lead_a_life
from tests.harness.repositories import NEXT, UNDER_TEST
from tests.harness.services import make


def test_drift_is_shown_with_what_would_conflict(outdated: Path) -> None:
    lead_a_life(outdated)
    edit_what_the_template_changes(outdated)
    said = make(outdated, "drift")
    files = [line.split(" b/")[1] for line in said.splitlines() if line.startswith("diff --git")]

    assert f"as {UNDER_TEST} made them" in said
    assert files == ["local.mk", "mise.toml", "ruff.toml", "src/backend/core/clock.py"]
    assert f"+{MINE}" in said
    assert f"Would conflict with {NEXT} (1):\n  src/backend/core/clock.py:" in said
    assert f"Changed here, dropped or moved in {NEXT} (1):\n  mise.toml\n" in said
    assert f"An update to {NEXT} needs a person." in said
