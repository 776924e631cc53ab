"""Where a supervisor keeps its files: one place per checkout, plan and version of this package."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backend.tests.harness.servers.contract import Plan
from backend.tests.harness.servers.folders import is_own, is_safe, own_folder_among_others
from backend.tests.harness.servers.locks import locked_if_free

PACKAGE = Path(__file__).resolve().parent
SOURCE = PACKAGE.parents[3]
CHECKOUT = SOURCE.parent
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 -- not a temporary file: memory for the rows
EVERYBODYS = Path("/tmp")  # noqa: S108 -- what lies there is only for `nobody` to enter
LONGEST_FOLDER = 60
PROGRAM_VARIABLES = ("TESTBED_POSTGRES_BIN", "TESTBED_REDIS_SERVER")
ENOUGH_MEMORY = 512 * 2**20


@dataclass(frozen=True)
class Place:
    """The files by which the runs of one checkout meet at one supervisor."""

    folder: Path
    name: str

    @property
    def lock(self) -> Path:
        """Held by a run while it looks for the supervisor or starts it."""
        return self.folder / f"{self.name}.lock"

    @property
    def alive(self) -> Path:
        """Held by the supervisor as long as it lives, however it dies."""
        return self.folder / f"{self.name}.alive"

    @property
    def socket(self) -> Path:
        return self.folder / f"{self.name}.socket"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def data(self) -> Path:
        """Where its rows lie; if nowhere yet, in memory as far as there is enough of it."""
        folders = [storage / f"testbed-data-{os.getuid()}" / self.name for storage in storages()]
        return next(filter(Path.exists, folders), folders[0])

    @property
    def programs(self) -> Path:
        """Copies of the servers' programs, never in memory: /dev/shm is often `noexec`."""
        return open_folder() / f"testbed-programs-{os.getuid()}" / self.name

    def clear(self) -> None:
        """Remove what the servers of a dead supervisor left."""
        self.socket.unlink(missing_ok=True)
        for folder in filter(lies_in_own_folder, (self.data, self.programs)):
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):
                folder.parent.rmdir()

    def remove(self) -> None:
        """Remove every file of a supervisor that ends or is dead; `alive` must be held."""
        self.clear()
        self.log.unlink(missing_ok=True)
        with locked_if_free(self.lock) as nobody_waits:
            if nobody_waits:
                self.lock.unlink(missing_ok=True)
        self.alive.unlink(missing_ok=True)

    def others(self) -> Iterator["Place"]:
        """Yield every other place of this user, alive or not."""
        names = {
            file.stem for pattern in ("*.alive", "*.lock") for file in self.folder.glob(pattern)
        }
        return (Place(self.folder, name) for name in names - {self.name})

    def older(self) -> Iterator["Place"]:
        """Yield the places of the same checkout and plan, but of other code than ours."""
        plan = self.name.rpartition("-")[0]
        return (place for place in self.others() if place.name.startswith(f"{plan}-"))


def place_for(plan: Plan) -> Place:
    """Return this checkout's place for `plan`. Raises ServersError.

    Programs that the environment names are servers of their own: those that run are others.
    """
    programs = [os.environ.get(variable, "") for variable in PROGRAM_VARIABLES]
    shape = short_hash(" ".join([str(plan), *programs]).rstrip())
    return Place(private_folder(), f"{checkout()}-{shape}-{version()}")


def places_of_checkout() -> list[Place]:
    """Return the places of this checkout where somebody is, or was, alive. Raises ServersError."""
    folder = private_folder()
    files = sorted(folder.glob(f"{checkout()}-*.alive"))
    return [Place(folder, file.stem) for file in files]


def checkout() -> str:
    return short_hash(f"{os.getuid()} {CHECKOUT}")


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@cache
def version() -> str:
    """A fingerprint of this package: an updated harness gets a supervisor of its own."""
    files = sorted(PACKAGE.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def private_folder() -> Path:
    """Return the folder of this user's places. Raises ServersError."""
    temporary = Path(tempfile.gettempdir())
    # The address of a socket holds about a hundred bytes, and its name needs some of them.
    parent = temporary if len(str(temporary)) <= LONGEST_FOLDER else EVERYBODYS
    return own_folder_among_others(parent / f"testbed-{os.getuid()}")


def storages() -> list[Path]:
    """Return where rows may lie, the best first. The best changes while memory fills."""
    disk = open_folder()
    if not SHARED_MEMORY.is_dir() or not is_safe(SHARED_MEMORY):
        return [disk]
    is_ample = shutil.disk_usage(SHARED_MEMORY).free >= ENOUGH_MEMORY
    return [SHARED_MEMORY, disk] if is_ample else [disk, SHARED_MEMORY]


def lies_in_own_folder(path: Path) -> bool:
    return is_own(path.parent)


def open_folder() -> Path:
    """Root's servers run as `nobody`, who may not be able to enter a TMPDIR of root's."""
    return EVERYBODYS if os.getuid() == 0 else Path(tempfile.gettempdir())
