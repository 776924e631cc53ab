"""Copier as two verbs, and what its result looks like; nothing here trusts a template."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from copier import Settings, run_copy, run_update

from tests.harness.commands import PROGRAMS, attempt
from tests.harness.repositories import UNDER_TEST

Answers = Mapping[str, object]
Tree = dict[str, bytes]


class Generate(Protocol):
    """Makes a service of these answers, from the working tree or from another version."""

    def __call__(self, answers: Answers | None = None, version: str = UNDER_TEST) -> Path: ...


@dataclass(frozen=True)
class Made:
    """What was generated of each kind that copier.yml offers."""

    service: Path
    harness: Path

    def of(self, kind: str) -> Path:
        made: Path = getattr(self, kind)
        return made


@dataclass(frozen=True)
class Updated:
    """A service that lived, before and after an update to the next version."""

    service: Path
    before: Tree
    after: Tree


def generate(template: Path, destination: Path, answers: Answers, version: str) -> Path:
    run_copy(
        str(template),
        destination,
        data=dict(answers),
        vcs_ref=version,
        defaults=True,
        quiet=True,
        settings=Settings(),
    )
    return destination


def update(service: Path, version: str, answers: Answers | None = None) -> None:
    run_update(
        service,
        data=dict(answers or {}),
        vcs_ref=version,
        defaults=True,
        overwrite=True,
        quiet=True,
        settings=Settings(),
    )


def tree(service: Path) -> Tree:
    """Return every file of the service and its content, without git's own."""
    files = (path for path in service.rglob("*") if path.is_file())
    inside = ((path.relative_to(service), path) for path in files)
    return {str(name): path.read_bytes() for name, path in inside if name.parts[0] != ".git"}


@contextmanager
def only_looked_at(service: Path) -> Iterator[Path]:
    """Lend a service to many tests; whoever changes it fails, not who comes after."""
    before = tree(service)
    yield service
    changed = {path for path, _ in before.items() ^ tree(service).items()}
    assert not changed, f"A test changed what all of them look at: {sorted(changed)}"


def copier(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return attempt(PROGRAMS / "copier", *words, cwd=cwd)


def make(service: Path, *words: str, engine: str = "embedded") -> str:
    """Run the service's own verb, which must succeed."""
    finished = attempt_make(service, *words, engine=engine)
    said = f"{finished.stdout}{finished.stderr}"
    assert finished.returncode == 0, f"make {words} left with {finished.returncode}\n{said}"
    return said


def attempt_make(
    service: Path, *words: str, engine: str = "embedded"
) -> subprocess.CompletedProcess[str]:
    """Run the service's own verb, in this repository's environment instead of a new one."""
    (service / ".venv").mkdir(exist_ok=True)
    (service / ".venv" / ".ready").touch()
    environment = {
        # Not those of the `make test` that runs this:
        "ARGS": "",
        "MAKEFLAGS": "",
        "MAKELEVEL": "0",
        "PYTHONPATH": str(service / "src"),
        "TESTBED_ENGINE": engine,
        "TESTBED_LINGER_SECONDS": "0",
    }
    command = ("make", "--no-print-directory", f"BIN={PROGRAMS}", *words)
    return attempt(*command, cwd=service, environment=environment)


def docker_answers() -> bool:
    """Whether a Docker engine serves this machine, as the generated service would find it."""
    ask = "import docker; docker.from_env().ping()"
    return attempt(PROGRAMS / "python", "-c", ask, cwd=Path(os.curdir)).returncode == 0
