"""What was measured, chapter by chapter: a run that is cut off, or short, keeps the rest."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.figures import Times

FILE = Path(__file__).with_name("measured.json")
ENDURED = Path(__file__).with_name("endured.json")


@dataclass(frozen=True)
class Measured:
    """The answer to one chapter's question, and where it comes from."""

    machine: str
    rounds: dict[str, list[float]]

    @property
    def times(self) -> Times:
        return Times(self.rounds)


def read(file: Path = FILE) -> dict[str, Measured]:
    if not file.exists():
        return {}
    return {name: Measured(**each) for name, each in json.loads(file.read_text()).items()}


def write(name: str, measured: Measured, file: Path = FILE) -> None:
    every = {**read(file), name: measured}
    text = json.dumps({key: asdict(each) for key, each in sorted(every.items())}, indent=1)
    file.write_text(f"{text}\n")


@dataclass(frozen=True)
class Endured:
    """How often something was done that must leave no trace, and how often it left one."""

    times: int
    failures: int


def endured(file: Path = ENDURED) -> dict[str, Endured]:
    return {what: Endured(**each) for what, each in json.loads(file.read_text()).items()}


def write_endured(what: str, result: Endured, file: Path = ENDURED) -> None:
    every = {**endured(file), what: result}
    text = json.dumps({key: asdict(each) for key, each in sorted(every.items())}, indent=1)
    file.write_text(f"{text}\n")


def described(engine: str) -> str:
    """Name the machine and what ran on it."""
    return (
        f"{os.cpu_count()} cores ({platform.machine()}, {platform.system()}), "
        f"Python {platform.python_version()}, engine `{engine}`"
    )
