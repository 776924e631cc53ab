"""A full disk is told with the folder, whoever finds it."""

import errno
import shutil
from pathlib import Path

import pytest

from backend.tests.harness.servers.contract import ServersError
from backend.tests.harness.servers.disks import disk_of, full_disk_in, full_disks_named


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'")]),
    ],
    ids=["full", "quota", "copies"],
)
def test_what_finds_no_room_names_the_disk(error: OSError, tmp_path: Path) -> None:
    with (
        pytest.raises(ServersError, match=f"The disk at {disk_of(tmp_path)} is full"),
        full_disks_named(tmp_path / "not" / "there"),
    ):
        raise error


def test_another_error_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), full_disks_named(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied")


def test_a_full_disk_of_long_ago_is_no_reason() -> None:
    lines = ["PANIC: No space left on device", *["LOG: ready"] * 100, "FATAL: no such locale"]

    assert full_disk_in("\n".join(lines)) is None
    assert full_disk_in(lines[0]) == lines[0]
