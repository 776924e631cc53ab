"""The log as the service writes it when it serves: its format, its redaction."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO

import structlog

from backend.core.settings import CoreSettings
from backend.runtime.logging import configure_logging


@contextmanager
def written_log(settings: CoreSettings) -> Iterator[StringIO]:
    """Log as the service does, but into memory; afterwards the process logs as before."""
    root, written = logging.getLogger(), StringIO()
    level = root.level
    # The handler keeps the stream that is standard output at this moment.
    with redirect_stdout(written):
        configure_logging(settings)
    handlers = list(root.handlers)
    try:
        yield written
    finally:
        for handler in handlers:
            root.removeHandler(handler)
        root.setLevel(level)
        structlog.reset_defaults()
