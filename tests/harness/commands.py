"""Runs programs as a user's shell would, and says everything they said when they fail."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PROGRAMS = Path(sys.executable).parent


def attempt(
    *command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def run(*command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """Return what the command printed. Fails the test when the command fails."""
    finished = attempt(*command, cwd=cwd, environment=environment)
    said = f"{finished.stdout}{finished.stderr}"
    assert finished.returncode == 0, f"{command} in {cwd} left with {finished.returncode}\n{said}"
    return said
