"""Git, asked in words; what it refuses becomes a refusal of ours."""

import os
import subprocess
from pathlib import Path

from backend.tests.harness.updates.refusal import RefusalError

# Commits that only a ref knows need an author too, also where nobody told git a name.
AUTHOR = ("-c", "user.name=make update", "-c", "user.email=update@localhost")
# Those of a hook or an alias that started us would lead git to another repository.
INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


def git(where: Path, *words: str, index: Path | None = None, said: str = "") -> str:
    """Return what git printed, with `said` as its input and `index` instead of its own."""
    finished = attempt(where, *words, index=index, said=said)
    if finished.returncode:
        raise RefusalError(f"`git {' '.join(words)}` failed: {finished.stderr.strip()}")
    return finished.stdout


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in INHERITED}


def attempt(
    where: Path, *words: str, index: Path | None = None, said: str = ""
) -> subprocess.CompletedProcess[str]:
    chosen = {"GIT_INDEX_FILE": str(index)} if index else {}
    return subprocess.run(  # noqa: S603 - git, with words of our own
        ["git", *AUTHOR, *words],  # noqa: S607 - the git that the developer uses
        cwd=where,
        env=environment() | chosen,
        input=said,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )


def succeeds(where: Path, *words: str) -> bool:
    return attempt(where, *words).returncode == 0
