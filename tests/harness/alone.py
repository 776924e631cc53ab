"""Generated services that keep their harness and have a few tests of ours alone."""

import re
import shutil
from pathlib import Path

from tests.harness.questions import ORDINARY
from tests.harness.repositories import UNDER_TEST
from tests.harness.runs import Bench, Outcomes
from tests.harness.services import generate


def small_service_of(template: Path, folder: Path, *sources: Path) -> Path:
    """Generate a service from the working tree, and leave it the tests of `sources` alone."""
    return only_tests_of(generate(template, folder / "service", ORDINARY, UNDER_TEST), *sources)


def only_tests_of(service: Path, *sources: Path) -> Path:
    """Leave of the service's tests its harness and the files `sources`, joined to one."""
    tests = service / "src" / "backend" / "tests"
    rooms = [tests / room for room in ("architecture", "core", "runtime", "migrations")]
    for folder in (*rooms, *filter(Path.is_dir, (tests / "apps").iterdir())):
        shutil.rmtree(folder)
    for file in (*tests.rglob("test_*.py"), *tests.glob("*/**/conftest.py")):
        file.unlink()
    (tests / "test_probe.py").write_text(joined(*sources), encoding="utf-8")
    return service


def joined(*sources: Path) -> str:
    """Return the files as one, in which none has to import from another."""
    texts = (source.read_text(encoding="utf-8") for source in sources)
    return re.sub(r"(?m)^from tests\..*\n", "", "\n".join(texts))


def outcomes_of(service: Path, temporary: Path, *words: str, binaries: str = "") -> Outcomes:
    """Run all tests of a service on the embedded servers, with these PostgreSQL binaries."""
    bench = Bench(service, temporary, "embedded", {"TESTBED_POSTGRES_BIN": binaries})
    report = temporary / "report.xml"
    bench.pytest(*words, f"--junit-xml={report}")
    return Outcomes.of(report)
