"""The harness's part of what a run prints about its tests."""

from tests.harness.commands import attempt
from tests.harness.runs import REPORTED, Bench

PROBE = "src/backend/tests/test_probe.py"
NAME = "reports.py::test_a_path_is_empty[/v1/it's/$HOME]"


def test_the_command_of_a_failure_repeats_it_in_a_shell(embedded: Bench) -> None:
    lines = embedded.pytest("--randomly-seed", "7", REPORTED).stdout.splitlines()
    (command,) = (line for line in lines if " -m pytest " in line)

    again = attempt("sh", "-c", command, cwd=embedded.service, environment=embedded.environment)

    assert "Using --randomly-seed=7" in again.stdout
    assert "1 failed" in again.stdout


def test_a_slow_test_is_named_in_full(embedded: Bench) -> None:
    said = embedded.pytest(f"{PROBE}::test_both_servers_answer[0]", REPORTED).stdout

    (slowest,) = (line for line in said.splitlines() if line.startswith("slowest tests"))
    assert NAME in slowest
