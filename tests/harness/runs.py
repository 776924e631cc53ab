"""Runs of a generated service's tests, and what they leave on this machine."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, parse

from tests.harness.commands import attempt, run
from tests.harness.services import docker_answers

ENGINES = ("embedded", *(("docker",) if docker_answers() else ()))
# The newest is in the environment; the oldest that the harness takes, where this machine has it.
BINARIES = ["", *map(str, Path("/usr/lib/postgresql").glob("15/bin"))]
PATIENCE_SECONDS = 60.0
# Not named as tests are, so that only a run that names them gets them.
ENDLESS, REPORTED = "src/backend/tests/endless.py", "src/backend/tests/reports.py"
# As at a desk, whatever this shell says: what Python has compiled once is kept.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
# Where the servers of a run keep their rows, and copies of their programs.
STORAGES = (Path("/dev/shm"), Path("/tmp"))  # noqa: S108 - looked at, never written to
PLACE = """
from backend.tests.harness.configuration import plan_for_tests
from backend.tests.harness.servers.places import place_for
print(place_for(plan_for_tests()).name)
"""


@dataclass(frozen=True)
class Bench:
    """A service, an engine, and a temporary folder by which the processes of its runs are told."""

    service: Path
    temporary: Path
    engine: str
    more: Mapping[str, str] = field(default_factory=dict)
    # What the run is started by, for a machine that has less than this one.
    around: tuple[str, ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        ours = {"PYTHONPATH": str(self.service / "src"), "TMPDIR": str(self.temporary)}
        servers = {"TESTBED_ENGINE": self.engine, "TESTBED_LINGER_SECONDS": "0"}
        return {**os.environ, **COMPILED, **ours, **servers, **self.more}

    @property
    def place(self) -> str:
        return self.python("-c", PLACE).strip()

    def python(self, *words: str) -> str:
        return run(sys.executable, *words, cwd=self.service, environment=self.environment)

    def pytest(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the service's tests to their end."""
        command = (*self.around, sys.executable, "-m", "pytest", *words)
        return attempt(*command, cwd=self.service, environment=self.environment)

    def start(self, *words: str, tests: Sequence[str] = (ENDLESS,)) -> subprocess.Popen[bytes]:
        """Start a run whose tests never end; return once the first of them has begun."""
        begun = self.temporary / "begun"
        os.mkfifo(begun)
        command = [sys.executable, "-m", "pytest", *words, *tests]
        running = subprocess.Popen(
            command,
            cwd=self.service,
            env={**self.environment, "BEGUN": str(begun)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        # Opening a pipe waits for its other end, which the first test opens. A later test finds no
        # pipe any more and writes a file: a pipe that nobody reads would hold it for ever.
        with begun.open("rb") as pipe:
            begun.unlink()
            pipe.read()
        return running

    def processes(self) -> list[int]:
        """Return every process that runs, or serves, in our temporary folder."""
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if self.is_ours(folder)]

    def supervisors(self) -> list[int]:
        return [
            process
            for process in self.processes()
            if b"servers.supervisor" in Path(f"/proc/{process}/cmdline").read_bytes()
        ]

    def servers(self) -> list[int]:
        """Return the embedded servers and whatever they forked."""
        return [
            process
            for process in self.processes()
            if b"postgres" in Path(f"/proc/{process}/exe").readlink().name.encode()
        ]

    def kill(self, *processes: int) -> None:
        """Kill without warning, and return when they are gone."""
        for process in processes:
            os.kill(process, signal.SIGKILL)
        for process in processes:
            assert has_ended(process)

    def is_ours(self, folder: Path) -> bool:
        with suppress(OSError):
            mark = f"TMPDIR={self.temporary}\0".encode()
            return mark in (folder / "environ").read_bytes()
        return False

    def wait_for_silence(self) -> list[int]:
        """Wait until our processes have ended, and return those that do not within a minute."""
        return [process for process in self.processes() if not has_ended(process)]

    def leftovers(self) -> list[str]:
        """Return what runs, or lies about, of servers whose runs are over."""
        return [*map(str, self.wait_for_silence()), *self.files(), *self.containers()]

    def files(self) -> Iterator[str]:
        yield from map(str, self.temporary.glob("testbed-*/*"))
        for storage in STORAGES:
            yield from map(str, storage.glob(f"testbed-*/{self.place}"))

    def kill_containers(self) -> None:
        """Kill the servers in containers, and take away what is left of them."""
        run("docker", "rm", "--force", "--volumes", *self.containers(), cwd=self.service)

    def containers(self) -> list[str]:
        if self.engine != "docker":
            return []
        label = f"label=testbed.place={self.place}"
        listed = run("docker", "ps", "--all", "--quiet", "--filter", label, cwd=self.service)
        return listed.split()


@dataclass(frozen=True)
class Outcomes:
    """What a run said of each of its tests, from its JUnit report."""

    cases: list[Element]

    @classmethod
    def of(cls, report: Path) -> "Outcomes":
        return cls(list(parse(report).iter("testcase")))  # noqa: S314 -- our own report

    @property
    def failed(self) -> set[str]:
        return {case.attrib["name"] for case in self.cases if len(case)}

    @property
    def passed(self) -> set[str]:
        return {case.attrib["name"] for case in self.cases if not len(case)}

    def said_of(self, name: str) -> str:
        texts = (case.itertext() for case in self.cases if case.attrib["name"] == name)
        return "".join(text for said in texts for text in said)


def has_ended(process: int) -> bool:
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], PATIENCE_SECONDS)[0])
    finally:
        os.close(descriptor)
