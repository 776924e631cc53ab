"""Copier's command, wherever this machine has it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO

from backend.tests.harness.updates.git import environment
from backend.tests.harness.updates.refusal import RefusalError

WANTED = "copier>=9.19.1,<10"
MISSING = "Copier is missing: install uv, which brings it by itself, or `pip install copier`."
# Copier lets git collect what it rendered. What this user's git ignores everywhere would be left
# out, and edits of it lost without a word.
IGNORE_NOTHING = ("core.excludesFile", os.devnull)


def command() -> list[str]:
    """Return how Copier is started: from .venv, from PATH, or brought by uv."""
    beside = shutil.which("copier", path=str(Path(sys.executable).parent))
    if copier := beside or shutil.which("copier"):
        return [copier]
    if uvx := shutil.which("uvx"):
        return [uvx, "--quiet", "--from", WANTED, "copier"]
    raise RefusalError(MISSING)


def run_copier(*words: str, where: Path, stdin: IO[str] | int = subprocess.DEVNULL) -> None:
    finished = subprocess.run(  # noqa: S603 - Copier, with words of our own
        [*command(), *words],
        cwd=where,
        env=with_configuration(environment(), *IGNORE_NOTHING),
        stdin=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        said = finished.stderr.strip().splitlines() or ["nothing"]
        raise RefusalError(f"Copier could not do it and nothing was changed. It said: {said[-1]}")


def with_configuration(variables: dict[str, str], key: str, value: str) -> dict[str, str]:
    """Add to the configuration that git reads from its environment."""
    number = variables.get("GIT_CONFIG_COUNT") or "0"
    added = {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return {**variables, **added, "GIT_CONFIG_COUNT": str(int(number) + 1)}
