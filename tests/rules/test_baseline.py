"""A baseline counts down: what it names may go, and nothing may come."""

from pathlib import Path

import pytest

from backend.tests.architecture.engine.baseline import (
    NAME,
    Baseline,
    BaselineError,
    read_baseline,
    write_baseline,
)
from backend.tests.architecture.engine.examples import example_project
from backend.tests.architecture.engine.findings import Finding
from backend.tests.architecture.engine.report import look_at, unwaived
from backend.tests.architecture.engine.ruleset import all_rules
from tests.harness.commands import run

HEAD = "# src/backend/tests/apps/notes/helpers.py\nimport time\n"
ONE = f"{HEAD}time.sleep(1)\n"
TWO = f"{ONE}time.sleep(2)\n"


def findings_in(text: str) -> list[Finding]:
    findings, _ = unwaived(example_project(text), all_rules())
    return list(findings)


def recorded(folder: Path, text: str) -> Baseline:
    written: Baseline = write_baseline(folder, findings_in(text))
    return written


def test_what_is_recorded_does_not_fail(tmp_path: Path) -> None:
    recorded(tmp_path, TWO)

    report = look_at(example_project(TWO), all_rules(), read_baseline(tmp_path))

    assert report.is_clean
    assert f"2 of once 2 in {NAME}" in report.summary


def test_what_is_new_fails(tmp_path: Path) -> None:
    recorded(tmp_path, ONE)

    report = look_at(example_project(TWO), all_rules(), read_baseline(tmp_path))

    assert [finding.text for finding in report.new] == ["time.sleep(2)"]


def test_a_copy_of_something_known_is_new(tmp_path: Path) -> None:
    recorded(tmp_path, ONE)

    report = look_at(example_project(f"{ONE}time.sleep(1)\n"), all_rules(), read_baseline(tmp_path))

    assert len(report.new) == 1


def test_what_moves_is_known(tmp_path: Path) -> None:
    recorded(tmp_path, ONE)

    moved = example_project(ONE.replace("import", '\n"""Notes."""\n\nimport'))

    assert look_at(moved, all_rules(), read_baseline(tmp_path)).is_clean


def test_what_is_mended_has_to_leave_the_list(tmp_path: Path) -> None:
    recorded(tmp_path, TWO)

    report = look_at(example_project(ONE), all_rules(), read_baseline(tmp_path))

    assert not report.is_clean
    assert f"{NAME}: 1 of its findings are mended: `make rules-baseline`." in report.lines()


def test_the_second_time_only_takes_out(tmp_path: Path) -> None:
    recorded(tmp_path, ONE)

    again = recorded(tmp_path, f"{HEAD}time.sleep(2)\ntime.sleep(3)\n")

    assert (again.counts.total(), again.began_with) == (0, 1)


def test_nobody_adds_by_hand(tmp_path: Path) -> None:
    recorded(tmp_path, ONE)
    file = tmp_path / NAME
    file.write_text(file.read_text().replace("sleep(1)", "sleep(2)"))

    with pytest.raises(BaselineError, match="was changed by hand"):
        read_baseline(tmp_path)


@pytest.mark.parametrize("content", ["<<<<<<< HEAD", "[]", "{}", '{"findings": [["TB502"]]}'])
def test_a_baseline_that_is_none_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)

    with pytest.raises(BaselineError, match="Take it back with git"):
        read_baseline(tmp_path)


def commit_baseline(folder: Path) -> None:
    for words in (("init", "--quiet"), ("add", NAME), ("commit", "--quiet", "-m", "Adopt")):
        run("git", *words, cwd=folder)


@pytest.mark.usefixtures("hermetic_git")
def test_nobody_adds_by_recording_it_elsewhere(tmp_path: Path) -> None:
    recorded(tmp_path, ONE)
    commit_baseline(tmp_path)

    (tmp_path / NAME).write_text(str(Baseline.of(findings_in(TWO))))

    with pytest.raises(BaselineError, match="has more findings than git's"):
        read_baseline(tmp_path)


@pytest.mark.usefixtures("hermetic_git")
def test_nobody_begins_again_by_deleting_it(tmp_path: Path) -> None:
    recorded(tmp_path, ONE)
    commit_baseline(tmp_path)
    (tmp_path / NAME).unlink()

    again = recorded(tmp_path, TWO)

    assert (again.counts.total(), again.began_with) == (1, 1)


def test_without_a_baseline_everything_counts(tmp_path: Path) -> None:
    assert read_baseline(tmp_path) is None
