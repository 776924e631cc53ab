"""Bound on the time that a process takes to end, once a signal has asked it to."""

import os
import signal
import threading
from types import FrameType

import structlog

from backend.core.settings import CoreSettings

# After requests or jobs have had theirs: for what is shared to be closed.
CLOSE_SECONDS = 5
FORCED = 1

log = structlog.get_logger(__name__)


def end_by_force_after(seconds: float) -> threading.Timer:
    """Start a clock; unless it is cancelled it ends the process, whatever hangs in it.

    A thread, because a thread that never returns would keep an event loop from ending, too.
    """
    clock = threading.Timer(seconds, end_by_force)
    clock.daemon = True
    clock.start()
    return clock


def end_by_force() -> None:
    log.error("shutdown_forced")
    os._exit(FORCED)


def longest_end(settings: CoreSettings) -> float:
    return settings.shutdown_seconds + CLOSE_SECONDS


def bound_shutdown(settings: CoreSettings) -> None:
    """Start the clock when the server of this process is asked to end.

    Without a handler there is no server: then the signal itself ends the process.
    """
    handle = signal.getsignal(signal.SIGTERM)
    if not callable(handle) or threading.current_thread() is not threading.main_thread():
        return

    def start_clock(number: int, frame: FrameType | None) -> None:
        end_by_force_after(longest_end(settings))
        handle(number, frame)

    signal.signal(signal.SIGTERM, start_clock)
