"""A generated service with tests of the benchmarks' own in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.migrations import add_migrations
from tests.harness import services
from tests.harness.repositories import UNDER_TEST, snapshot
from tests.harness.runs import Bench

PROBES = Path(__file__).with_name("probes")
MODULE = "backend.tests.bench"
FOLDER = "src/backend/tests/bench"
FLOW = f"{FOLDER}/test_flow.py"
LINGER = {"TESTBED_LINGER_SECONDS": "600"}
STOP = ("-m", "backend.tests.harness.servers", "stop")


@contextmanager
def generated(engine: str, migrations: int = 0) -> Iterator[Bench]:
    """Yield a service with so many migrations more; its servers are stopped at the end."""
    with TemporaryDirectory(prefix="bench-") as folder:
        template = snapshot(Path(folder) / "template")
        service = services.generate(template, Path(folder) / "service", {"example": False}, UNDER_TEST)
        shutil.copytree(PROBES, service / FOLDER)
        add_migrations(service, migrations)
        bench = Bench(service, Path(folder), engine, {**LINGER, "MIGRATIONS": str(migrations)})
        yield bench
        bench.python(*STOP)
