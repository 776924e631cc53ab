"""Asks a running service for anything, with schemathesis, and reports what it did not declare."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

OPTION = "fuzz"
# Enough to see that each operation keeps its word; `make fuzz` asks for more.
FEW_EXAMPLES = 3
NOT_ASKED = (
    # A rule about two fields at once is in no schema, so what a schema allows may still be refused.
    "positive_data_acceptance",
    # The keys in a path are given, so it is not what was just created that is asked for.
    "ensure_resource_availability",
)
# A server that is away is declared as 503, and the services of others are away in tests.
CONFIGURATION = """
continue-on-failure = true
[headers]
Authorization = "{authorization}"
[parameters]
{parameters}
[checks]
not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "503"]
negative_data_rejection.expected-statuses = ["4xx", "503"]
"""


@dataclass(frozen=True)
class Fuzzer:
    """Someone with a token, and keys that lead to what is theirs."""

    authorization: str
    keys: Mapping[str, object]
    # Operations that would end what all the others ask for.
    spared: Sequence[str] = ()

    def ask(self, url: str, folder: Path, config: pytest.Config) -> str | None:
        """Return schemathesis's report, or nothing where there is nothing to report."""
        finished = subprocess.run(  # noqa: S603 - our own command line
            [*self.command(folder), "run", f"{url}/openapi.json", *amount(config), *self.limits()],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        return finished.stdout + finished.stderr if finished.returncode else None

    def limits(self) -> Iterator[str]:
        for operation_id in self.spared:
            yield from ("--exclude-operation-id", operation_id)

    def command(self, folder: Path) -> list[str]:
        file = folder / "schemathesis.toml"
        parameters = "\n".join(f'"path.{name}" = "{key}"' for name, key in self.keys.items())
        file.write_text(
            CONFIGURATION.format(authorization=self.authorization, parameters=parameters)
        )
        return [sys.executable, "-m", "schemathesis.cli", "--config-file", str(file)]


def amount(config: pytest.Config) -> list[str]:
    """Return what a bounded run is told, or a long one if its number of examples is given."""
    examples = config.getoption(OPTION)
    phases = "examples,coverage,fuzzing,stateful" if examples else "fuzzing"
    seed = str(config.getoption("randomly_seed"))
    number = str(examples or FEW_EXAMPLES)
    return [
        "--phases",
        phases,
        "--max-examples",
        number,
        "--seed",
        seed,
        "--exclude-checks",
        ",".join(NOT_ASKED),
    ]
