"""Runs that must all pass, and runs that are killed: `python -m benchmarks.endurance --help`.

Not a benchmark of time: it counts flakes and leftovers, which take hours to find and must be none.
docs/performance.md shows what it counted last.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import record
from benchmarks.chapters import publish
from benchmarks.service import ACCOUNTS_ONLY
from tests.harness import services
from tests.harness.alone import only_tests_of
from tests.harness.commands import attempt
from tests.harness.paths import ROOT
from tests.harness.repositories import UNDER_TEST, snapshot
from tests.harness.runs import ENGINES, Bench

PROBE = ROOT / "tests" / "servers" / "probe.py"
LONGEST_SECONDS = 8.0
END_SECONDS = 120.0
WORKERS = ("0", "2", "4")
BUSY_PROCESSES = 8
MOST_REASONS, SUMMARY_CHARACTERS = 30, 2_000


def main() -> int:
    """Return 0 if nothing failed and nothing was left."""
    given = arguments()
    failures = 0
    for times, failure in enumerate(CAMPAIGNS[given.campaign](given), 1):
        failures += failure is not None
        say(failure or f"{times} times, {failures} failures")
        # Each time: who is stopped after an hour has an hour's result.
        record.write_endured(named(given), record.Endured(times, failures))
    publish()
    return bool(failures)


def named(given: argparse.Namespace) -> str:
    example = "" if given.campaign == "kills" or given.example else " without the example"
    return f"{given.campaign}{example}, engine `{given.engine}`"


def runs(given: argparse.Namespace) -> Iterator[str | None]:
    """Run the whole suite in ever new random orders, with few and many workers in turn."""
    with made(given.engine, answers={"example": given.example}) as bench:
        for workers in WORKERS * given.times:
            finished = bench.pytest("--quiet", "-n", workers, "-p", "no:cacheprovider")
            failed = finished.returncode or bench.leftovers()
            yield f"with {workers} workers: {reasons(finished.stdout)}" if failed else None


def load(given: argparse.Namespace) -> Iterator[str | None]:
    """Run the suite beside so many busy processes that it gets a part of a core."""
    with made(given.engine, answers={"example": given.example}) as bench, busy_processes():
        for _ in range(given.times):
            finished = bench.pytest("--quiet", "-n", "2", "-p", "no:cacheprovider")
            failed = finished.returncode or bench.leftovers()
            yield f"under load: {reasons(finished.stdout)}" if failed else None


@contextmanager
def busy_processes() -> Iterator[None]:
    command = (sys.executable, "-c", "while True: pass")
    busy = [subprocess.Popen(command) for _ in range(BUSY_PROCESSES)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def reasons(output: str) -> str:
    """Return what pytest says in each failure, once, and its summary."""
    said = (line for line in output.splitlines() if line.startswith("E  "))
    return "\n".join([*list(dict.fromkeys(said))[:MOST_REASONS], output[-SUMMARY_CHARACTERS:]])


def kills(given: argparse.Namespace) -> Iterator[str | None]:
    """Kill each kind of process at random moments; nothing may be left, the next run passes."""
    with made(given.engine, answers=ACCOUNTS_ONLY) as bench:
        only_tests_of(bench.service, PROBE)
        for victim in tuple(VICTIMS) * given.times:
            moment = random.uniform(0, LONGEST_SECONDS)  # noqa: S311 -- any moment will do
            reason = survived(bench, victim, moment)
            yield f"{victim} killed after {moment:.2f} s: {reason}" if reason else None


CAMPAIGNS: Mapping[str, Callable[[argparse.Namespace], Iterator[str | None]]] = {
    "runs": runs,
    "kills": kills,
    "load": load,
}


def survived(bench: Bench, kind: str, moment: float) -> str | None:
    """Return what was wrong after the kill, or None."""
    command = [sys.executable, "-m", "pytest", "-n", "2"]
    running = subprocess.Popen(
        command, cwd=bench.service, env=bench.environment, stdout=subprocess.DEVNULL
    )
    with suppress(subprocess.TimeoutExpired):
        running.wait(moment)
    VICTIMS[kind](bench, running)
    try:
        running.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        return "the run hangs"
    if left := bench.leftovers():
        return f"left behind: {left}"
    after = bench.pytest("--quiet")
    return None if after.returncode == 0 else f"the next run fails: {after.stdout[-2000:]}"


def kill_controller(_: Bench, running: subprocess.Popen[bytes]) -> None:
    running.kill()


def kill_worker(bench: Bench, _: subprocess.Popen[bytes]) -> None:
    kill(process for process in bench.processes() if b"exec(eval(" in command_of(process))


def kill_supervisor(bench: Bench, _: subprocess.Popen[bytes]) -> None:
    kill(iter(bench.supervisors()))


def kill_server(bench: Bench, _: subprocess.Popen[bytes]) -> None:
    if bench.engine == "docker":
        for container in bench.containers():
            attempt("docker", "kill", container, cwd=bench.service)
    else:
        kill(iter(bench.servers()))


VICTIMS: Mapping[str, Callable[[Bench, subprocess.Popen[bytes]], None]] = {
    "controller": kill_controller,
    "worker": kill_worker,
    "supervisor": kill_supervisor,
    "server": kill_server,
}


def kill(processes: Iterator[int]) -> None:
    """Kill the first, if there is one at this moment."""
    with suppress(ProcessLookupError, StopIteration):
        os.kill(next(processes), signal.SIGKILL)


def command_of(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


@contextmanager
def made(engine: str, answers: services.Answers) -> Iterator[Bench]:
    with TemporaryDirectory(prefix="bench-") as folder:
        template = snapshot(Path(folder) / "template")
        service = services.generate(template, Path(folder) / "service", answers, UNDER_TEST)
        yield replace(Bench(service, Path(folder), engine), more={"TESTBED_LINGER_SECONDS": "0"})


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endurance", description=__doc__)
    parser.add_argument("campaign", choices=list(CAMPAIGNS))
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[-1])
    parser.add_argument("--times", type=int, default=20)
    with_example = argparse.BooleanOptionalAction
    parser.add_argument("--example", action=with_example, default=True, help="run its tests too")
    return parser.parse_args()


if __name__ == "__main__":
    for role in ("AUTHOR", "COMMITTER"):
        os.environ[f"GIT_{role}_NAME"] = "Endurance"
        os.environ[f"GIT_{role}_EMAIL"] = "endurance@example.com"
    sys.exit(main())
