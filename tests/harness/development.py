"""The development verbs of a generated service, run and rehearsed."""

import re
import shutil
from pathlib import Path
from subprocess import CompletedProcess

from tests.harness.commands import PROGRAMS, attempt, run
from tests.harness.runs import Bench

FOLDER = """
from backend.tests.harness.development import development_data
print(development_data().folder)
"""


def serve(bench: Bench) -> CompletedProcess[str]:
    """Run what `make run` runs, to its end."""
    command = (PROGRAMS / "python", "-m", "backend.tests.harness.develop")
    return attempt(*command, cwd=bench.service, environment=bench.environment)


def develop(bench: Bench, *words: str) -> CompletedProcess[str]:
    """Run what `make migrate` runs, with `words` before it."""
    command = ("-m", "backend.tests.harness.develop", *words, "alembic", "upgrade", "head")
    python = PROGRAMS / "python"
    return attempt(python, *command, cwd=bench.service, environment=bench.environment)


def rehearse(bench: Bench, *words: str) -> str:
    """Return the commands that make would run."""
    ready = ("-o", ".venv/.ready", "-o", ".env", "MAKEFLAGS=")
    return run("make", "-n", *ready, *words, cwd=bench.service, environment=bench.environment)


def addresses(bench: Bench) -> dict[str, str]:
    """Return the URL of the warm PostgreSQL, as a user would export it in development."""
    shown = bench.python("-m", "backend.tests.harness.servers")
    urls = {"DATABASE_URL": re.findall(r"postgresql://\S+", shown)[0]}
    others = {"ENVIRONMENT": "development", "REDIS_URL": "redis://127.0.0.1:1/0"}
    return {**others, **urls, "SECRET_KEY": "a-key-of-more-than-thirty-two-characters"}


def forget(bench: Bench) -> None:
    """Remove the rows of development, which outlive their servers."""
    folder = Path(bench.python("-c", FOLDER).strip())
    shutil.rmtree(folder.parent, ignore_errors=True)
