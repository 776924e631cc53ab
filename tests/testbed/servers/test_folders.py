"""What somebody else may have put where a run keeps its files is refused, and not followed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.tests.harness.servers.contract import ServersError
from backend.tests.harness.servers.folders import (
    open_file,
    own_folder,
    own_folder_among_others,
    read_file,
    write_file,
)
from backend.tests.harness.servers.locks import wait_for
from backend.tests.harness.servers.passwords import password_of
from backend.tests.harness.servers.privileges import server_user
from backend.tests.harness.servers.staging import within_reach

NOBODY = 65_534
OPENERS: list[Callable[[Path], object]] = [
    read_file,
    wait_for,
    lambda path: open_file(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT),
    lambda path: password_of(path.parent),
]


def somebodys(folder: Path) -> Path:
    """Return a folder of another user's: only root can give one away."""
    if os.geteuid() != 0:
        return Path("/")
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    return folder


def linked(path: Path) -> Path:
    """Return a file of the victim's that `path` is a link to."""
    precious = path.parent / "precious"
    precious.write_text("data")
    path.symlink_to(precious)
    return precious


def test_a_link_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)

    with pytest.raises(ServersError, match="/link is a link"):
        own_folder(tmp_path / "link")


def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServersError, match="belongs to the user with the number"):
        own_folder(somebodys(tmp_path / "folder"))


def test_a_folder_that_others_may_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)

    with pytest.raises(ServersError, match=f"chmod go-w {tmp_path}"):
        own_folder(tmp_path)


@pytest.mark.parametrize("mode", [0o777, 0o775])
def test_a_place_where_anybody_may_rename_is_refused(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)

    with pytest.raises(ServersError, match=rf"chmod \+t {tmp_path}"):
        own_folder_among_others(tmp_path / "folder")


def test_a_place_like_tmp_is_used(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)

    folder = own_folder_among_others(tmp_path / "folder", mode=0o711)

    assert folder.stat().st_mode & 0o777 == 0o711


@pytest.mark.parametrize("opener", OPENERS)
def test_a_link_in_place_of_a_file_is_refused(
    tmp_path: Path, opener: Callable[[Path], object]
) -> None:
    precious = linked(tmp_path / "password")

    with pytest.raises(ServersError, match="/password is no ordinary file"):
        opener(tmp_path / "password")

    assert precious.read_text() == "data"


def test_a_second_name_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("data")
    (tmp_path / "name").hardlink_to(tmp_path / "precious")

    with pytest.raises(ServersError, match="/name is no ordinary file"):
        read_file(tmp_path / "name")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(ServersError, match="/pipe is no ordinary file"):
        open_file(tmp_path / "pipe", os.O_WRONLY)


def test_a_file_is_written_in_place_of_a_link(tmp_path: Path) -> None:
    precious = linked(tmp_path / "file")

    write_file(tmp_path / "file", "new")

    assert (precious.read_text(), read_file(tmp_path / "file")) == ("data", "new")


def test_an_owner_is_never_given_what_a_link_leads_to(tmp_path: Path) -> None:
    precious = linked(tmp_path / "file")

    server_user().own(tmp_path / "file")

    assert precious.stat().st_uid == os.geteuid()


def test_copies_of_programs_never_go_where_a_link_leads(tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / "testbed-programs").symlink_to(tmp_path / "victim")

    with pytest.raises(ServersError, match="/testbed-programs is a link"):
        within_reach(tmp_path / "nothing", server_user(), tmp_path / "testbed-programs" / "place")

    assert list((tmp_path / "victim").iterdir()) == []
