"""Structured logs: one stream, one format, no secrets."""

import logging.config
import re
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from backend.core.settings import CoreSettings, Environment

SECRET_NAME = re.compile(r"(?i)passw|secret|token|authorization|cookie|api_?key")
REDACTED = "[redacted]"


def configure_logging(settings: CoreSettings) -> None:
    """Send structlog's events and the standard library's records down one road."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    logging.config.dictConfig(standard_library(settings))


def standard_library(settings: CoreSettings) -> dict[str, Any]:
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared_processors(),
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            drop_color_message,
            *rendering(settings.environment),
        ],
    }
    stdout = {
        "class": "logging.StreamHandler",
        "formatter": "structured",
        "stream": "ext://sys.stdout",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"stdout": stdout},
        "root": {"handlers": ["stdout"], "level": settings.log_level},
        "loggers": {
            # uvicorn brings handlers of its own; without them its records take our road.
            "uvicorn": {"handlers": [], "propagate": True},
            "uvicorn.error": {"handlers": [], "propagate": True},
            # The request context middleware writes the access log, with the request's id.
            "uvicorn.access": {"handlers": [], "propagate": False},
        },
    }


def shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        redact_secrets,
    ]


def rendering(environment: Environment) -> list[Processor]:
    # Neither way prints the variables of a traceback's frames: they hold passwords.
    if environment is Environment.DEVELOPMENT:
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def drop_color_message(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Uvicorn says everything twice, once in colour."""
    event.pop("color_message", None)
    return event


def redact_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Whatever is stored under a key that sounds secret, at any depth, is not printed."""
    return {key: _redacted(key, value) for key, value in event.items()}


def _redacted(key: object, value: object) -> object:
    if isinstance(key, str) and SECRET_NAME.search(key):
        return REDACTED
    if isinstance(value, Mapping):
        return {inner: _redacted(inner, kept) for inner, kept in value.items()}
    if isinstance(value, list):
        return [_redacted(None, kept) for kept in value]
    return value
