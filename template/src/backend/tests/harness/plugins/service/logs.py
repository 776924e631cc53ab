"""Makes structlog's tracebacks plain: the coloured ones take seconds for every unexpected error."""

import structlog


def pytest_configure() -> None:
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("%H:%M:%S"),
            plain,
        ]
    )
