"""Start and memory of the API, against those of release 1.1.0."""

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Chapter, Ratio, Times
from benchmarks.requests import ENVIRONMENT, LINE, cpu_seconds, get, send, service
from tests.harness.paths import ROOT, TEMPLATE

RELEASE = "1.1.0"
OURS, THEIRS = "this version", f"release {RELEASE}"
IMPORT, FIRST, MEMORY = "import", "first request served", "idle memory"
STATUS = "VmRSS:"
MEBIBYTE = 1024
EXPLAINED = f"""\
CPU time that a new process takes for `import backend.runtime.main`, and until its first answer,
from what Python has compiled before; the release is the template of the commit "Release {RELEASE}",
on the same packages."""
RESIDENT = "What the API has resident after its first answer, as Linux counts it (VmRSS)."
WHY = "Most of both is SQLAlchemy, FastAPI, pydantic and redis-py, which are loaded whole."


def named(what: str, version: str) -> str:
    return f"{what}, {version}"


def against_release(what: str, goal: float) -> tuple[Ratio, ...]:
    return (Ratio(what, THEIRS, named(what, OURS), named(what, THEIRS), at_most=goal, why=WHY),)


def measure_start(_: str, rounds: int) -> Times:
    times = Times()
    with sources() as versions:
        for _round in range(rounds):
            for version, source in versions.items():
                times.add(named(IMPORT, version), import_seconds(source))
            for version, source in versions.items():
                with service(source) as (process, port):
                    send(port, get(LINE, "/livez"))
                    times.add(named(FIRST, version), cpu_seconds(process))
    return times


def measure_memory(_: str, rounds: int) -> Times:
    """Return mebibytes in place of seconds."""
    sizes = Times()
    with sources() as versions:
        for _round in range(rounds):
            for version, source in versions.items():
                with service(source) as (process, port):
                    send(port, get(LINE, "/livez"))
                    sizes.add(named(MEMORY, version), resident(process))
    return sizes


@contextmanager
def sources() -> Iterator[Mapping[str, Path]]:
    """Yield what to import each version from; both are compiled."""
    with TemporaryDirectory() as folder:
        git = ("git", "-C", str(ROOT))
        found = run(*git, "log", "--all", "--format=%H", f"--grep=^Release {RELEASE}$")
        packed = run(*git, "archive", found.decode().split()[-1], "template/src/backend")
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        versions = {OURS: TEMPLATE / "src", THEIRS: Path(folder) / "template" / "src"}
        for source in versions.values():
            import_seconds(source)
        yield versions


def run(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


def import_seconds(source: Path) -> float:
    environment = {**os.environ, **ENVIRONMENT, "PYTHONPATH": str(source)}
    environment |= {"PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-c", "import backend.runtime.main"]
    process = subprocess.Popen(command, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime


def resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / MEBIBYTE for line in lines if line.startswith(STATUS))


def mebibytes(size: float) -> str:
    return f"{size:.1f} MiB"


FOOTPRINT_RATIOS = (*against_release(IMPORT, 0.75), *against_release(FIRST, 0.75))
LAUNCH = Chapter("The start of the API", EXPLAINED, measure_start, FOOTPRINT_RATIOS)
RESIDENT_SET = Chapter(
    "Memory of the API", RESIDENT, measure_memory, against_release(MEMORY, 0.85), mebibytes
)
