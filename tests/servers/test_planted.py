"""A link that somebody planted where a run keeps its files ends the run, and nothing is written."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.harness.limits import with_shared_memory
from tests.harness.runs import Bench

PLANTED = f"/dev/shm/testbed-data-{os.getuid()}"  # noqa: S108 - what others may plant is tested
PLANT = f'ln -s "$0" {PLANTED} && exec "$@"'


def test_a_link_in_place_of_the_private_folder_is_named(
    embedded: Bench, shared: Path, tmp_path: Path
) -> None:
    planted = shared / f"testbed-{os.getuid()}"
    planted.symlink_to(tmp_path)

    finished = replace(embedded, more={"TMPDIR": str(shared)}).pytest()

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"{planted} is a link" in finished.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_place_of_the_folder_of_rows_is_named(embedded: Bench, tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    plant = ("sh", "-c", PLANT, str(tmp_path / "victim"))
    planted = replace(embedded, around=(*with_shared_memory("size=600m"), *plant))

    finished = planted.pytest()

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"{PLANTED} is a link" in finished.stderr
    assert list((tmp_path / "victim").iterdir()) == []


def test_a_temporary_folder_that_anybody_may_change_is_named(embedded: Bench, shared: Path) -> None:
    shared.chmod(0o777)

    finished = replace(embedded, more={"TMPDIR": str(shared)}).pytest()

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"chmod +t {shared}" in finished.stderr
