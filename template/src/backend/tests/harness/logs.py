"""The service's own logging, for as long as a test wants it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO

import structlog

from backend.core.settings import CoreSettings
from backend.runtime.logging import configure_logging

# The root and those that `configure_logging` sets up by name.
LOGGERS = (None, "uvicorn", "uvicorn.error", "uvicorn.access", "httpx", "taskiq")


@contextmanager
def collected_log(settings: CoreSettings) -> Iterator[StringIO]:
    """Log as the process does, and collect what would have gone to its standard output."""
    with unchanged_logging():
        with redirect_stdout(StringIO()) as written:
            configure_logging(settings)
        yield written


@contextmanager
def unchanged_logging() -> Iterator[None]:
    """Undo what is done to the process's logging meanwhile."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    structured = structlog.get_config()
    try:
        yield
    finally:
        structlog.configure(**structured)
        for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
            logger.handlers[:], logger.propagate = handlers, propagate
            logger.setLevel(level)
