"""Services that were not generated, told on a page each, and the harness that they adopt."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from tests.harness import services
from tests.harness.commands import attempt
from tests.harness.paths import ROOT
from tests.harness.repositories import UNDER_TEST, commit, repository
from tests.harness.services import attempt_make

PAGES = ROOT / "tests" / "adoption" / "foreign"
FILE = re.compile(r"## `([^`]+)`\n\n```\w+\n(.*?)```", re.DOTALL)
FOLDER = "testbed"
HARNESS = {"kind": "harness"}
# As in an environment that has what requirements.txt names, and not what the template itself needs.
WITHOUT = ("-pno:pytest_alembic", "-pno:schemathesis", "-pno:cov")
ENVIRONMENT = {"TESTBED_LINGER_SECONDS": "60", "PYTHONPATH": ""}


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


@dataclass(frozen=True)
class Adopted:
    """The repository of a service, with the harness in a folder of it."""

    service: Path

    @property
    def testbed(self) -> Path:
        return self.service / FOLDER

    @property
    def suite(self) -> Path:
        return self.testbed / "suite" / "service"

    def pytest(
        self, *words: str, where: Path | None = None, engine: str = "embedded"
    ) -> CompletedProcess[str]:
        """Run the adopted suite; or, elsewhere in the repository, whatever pytest finds there."""
        command = (sys.executable, "-m", "pytest", *WITHOUT, *words)
        environment = {**ENVIRONMENT, "TESTBED_ENGINE": engine}
        return attempt(*command, cwd=where or self.testbed, environment=environment)

    def python(self, *words: str) -> CompletedProcess[str]:
        environment = {"PYTHONPATH": "src"}
        return attempt(sys.executable, *words, cwd=self.testbed, environment=environment)

    def make(self, *words: str) -> CompletedProcess[str]:
        return attempt_make(self.testbed, f"PYTHON={sys.executable}", *words)

    def only(self, name: str, *lines: str) -> None:
        """Leave of the suite one file, of these lines."""
        for file in self.suite.glob("test_*.py"):
            file.unlink()
        (self.suite / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def rewire(self, old: str, new: str) -> None:
        wiring = self.testbed / "wiring.py"
        text = wiring.read_text(encoding="utf-8")
        assert old in text
        wiring.write_text(text.replace(old, new), encoding="utf-8")
