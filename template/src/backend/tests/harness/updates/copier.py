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


def command() -> list[str]:
    """Return how Copier is started: from .venv, from PATH, or brought by uv."""
    beside = shutil.which("copier", path=str(Path(sys.executable).parent))
    if copier := beside or shutil.which("copier"):
        return [copier]
    if uvx := shutil.which("uvx"):
        return [uvx, "--quiet", "--from", WANTED, "copier"]
    raise RefusalError(MISSING)


def run_copier(
    *words: str, where: Path, stdin: IO[str] | int = subprocess.DEVNULL, hashes: str = "sha1"
) -> None:
    """Run Copier in a folder; the repositories that it makes name objects by `hashes`."""
    finished = subprocess.run(  # noqa: S603 - Copier, with words of our own
        [*command(), *words],
        cwd=where,
        # Nobody's own answers, and nobody's trust.
        env=environment(alone=True)
        | {"COPIER_SETTINGS_PATH": os.devnull, "GIT_DEFAULT_HASH": hashes},
        stdin=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        said = finished.stderr.strip().splitlines() or ["nothing"]
        raise RefusalError(f"Copier could not do it and nothing was changed. It said: {said[-1]}")
