"""Structured logs: one stream, one format, every line with its request."""

import logging.config
import sys
from functools import partial
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from backend.core.settings import CoreSettings, Environment
from backend.runtime.redaction import redact_rows, redact_secrets


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
            *rendering(settings),
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
            # uvicorn brings handlers of its own. Who is named here loses them, and takes our road.
            "uvicorn": {"propagate": True},
            "uvicorn.error": {"propagate": True},
            # The request context middleware writes the access log, with the request's id.
            "uvicorn.access": {"propagate": False},
            # It would write the address of every call to another service, keys in it included.
            "httpx": {"level": "WARNING"},
            # The jobs' own lines say more.
            "taskiq": {"level": "WARNING"},
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


def rendering(settings: CoreSettings) -> list[Processor]:
    # Plain tracebacks: the fancy ones print every frame's variables, and some hold passwords.
    plain = structlog.dev.plain_traceback
    if settings.environment is Environment.DEVELOPMENT:
        colors = sys.stdout.isatty()
        console = structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)
        return [structlog.processors.format_exc_info, redact_rows, console]
    named = partial(name_service, settings.service_name)
    json = structlog.processors.JSONRenderer()
    return [structlog.processors.format_exc_info, redact_rows, named, json]


def name_service(name: str, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Tell this service's lines from others', where one place collects them all."""
    event.setdefault("service", name)
    return event


def drop_color_message(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Uvicorn says everything twice, once in colour."""
    event.pop("color_message", None)
    return event
