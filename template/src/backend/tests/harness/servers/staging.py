"""Copies of the servers' programs for a user who may not enter the folder they lie in."""

import shutil
import stat
from pathlib import Path

from backend.tests.harness.servers.folders import own_folder, own_folder_among_others
from backend.tests.harness.servers.privileges import ServerUser

RUNTIME_PARTS = ("bin", "lib", "share")


def within_reach(program: Path, user: ServerUser, copies: Path) -> Path:
    """Return `program`, or its copy below `copies` where `user` cannot run the original.

    A virtual environment below /root is the usual case. Raises ServersError where `copies` may be
    somebody else's.
    """
    if user.can_run(program):
        return program
    own_folder_among_others(copies.parent, mode=0o755)
    own_folder(copies, mode=0o755)
    installed = program.parent.name == "bin"
    copy = copy_installation(program, copies) if installed else copy_program(program, copies)
    open_up(copies)
    return copy


def copy_program(program: Path, copies: Path) -> Path:
    return Path(shutil.copy2(program, copies / program.name))


def copy_installation(program: Path, copies: Path) -> Path:
    """Keep the layout of the wheel: its programs find their libraries relative to themselves."""
    installation = program.parents[1]
    package = installation.parent
    target = copies / package.name / installation.name
    for part in RUNTIME_PARTS:
        shutil.copytree(installation / part, target / part, symlinks=True, dirs_exist_ok=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copies / libraries.name, dirs_exist_ok=True)
    return target / "bin" / program.name


def open_up(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            executable = path.is_dir() or mode & stat.S_IXUSR
            path.chmod(mode | 0o444 | (0o111 if executable else 0))
