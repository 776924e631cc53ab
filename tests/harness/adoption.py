"""Services that were not generated, told on a page each, and the harness that they adopt."""

import re
from pathlib import Path

from tests.harness import services
from tests.harness.paths import ROOT
from tests.harness.repositories import UNDER_TEST, commit, repository

PAGES = ROOT / "tests" / "adoption" / "foreign"
FILE = re.compile(r"## `([^`]+)`\n\n```\w+\n(.*?)```", re.DOTALL)
FOLDER = "testbed"
HARNESS = {"kind": "harness"}


def write_files(page: Path, destination: Path, *, testbed: bool) -> None:
    """Write the files that a page tells: those of the service, or those that adopt the harness."""
    for name, text in FILE.findall(page.read_text(encoding="utf-8")):
        if name.startswith(f"{FOLDER}/") is testbed:
            (destination / name).parent.mkdir(parents=True, exist_ok=True)
            (destination / name).write_text(text, encoding="utf-8")


def foreign(name: str, destination: Path) -> Path:
    """Return the repository of a service that has never heard of this one."""
    write_files(PAGES / f"{name}.md", destination, testbed=False)
    return repository(destination)


def adopt(template: Path, service: Path, version: str = UNDER_TEST) -> Path:
    """Copy the harness into the service, as its user would; return the new folder."""
    return services.generate(template, service / FOLDER, HARNESS, version)


def wire(name: str, service: Path) -> None:
    """Write the wiring and the tests of the page, and commit everything."""
    write_files(PAGES / f"{name}.md", service, testbed=True)
    commit(service, "Adopt the harness")
