"""A process that outlives its supervisor and clears up what a killed one could not."""

import os
import subprocess
import sys
import time
from pathlib import Path

from backend.tests.harness.servers.locks import locked_if_free
from backend.tests.harness.servers.places import SOURCE, Place

MODULE = "backend.tests.harness.servers.janitor"
POLL_SECONDS = 0.05
PATIENCE_SECONDS = 10.0


def employ_janitor(place: Place) -> subprocess.Popen[bytes]:
    """Start the process; the kernel tells it of our end, however we end, by closing its input."""
    return subprocess.Popen(  # noqa: S603 -- our own command line
        [sys.executable, "-P", "-S", "-m", MODULE, str(place.folder), place.name, str(os.getpid())],
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        start_new_session=True,
    )


def wait_for_the_end_of(supervisor: int) -> None:
    """A dying process gives back its pipes before its locks; without either it has no children."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while os.getppid() == supervisor and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def clear_up(place: Place) -> None:
    """Remove what is left, unless a new supervisor has the place already."""
    if place.alive.exists():
        with locked_if_free(place.alive) as dead:
            if dead:
                clear_patiently(place)


def clear_patiently(place: Place) -> None:
    """Dying servers still write into the folder that goes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    place.clear()
    while place.data.exists() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        place.clear()
    place.remove()


if __name__ == "__main__":
    sys.stdin.read()
    wait_for_the_end_of(int(sys.argv[3]))
    clear_up(Place(Path(sys.argv[1]), sys.argv[2]))
