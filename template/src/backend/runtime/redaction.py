"""Keeps out of the log what nobody may read there."""

import re
from collections.abc import Mapping
from functools import lru_cache

from structlog.typing import EventDict, WrappedLogger

SECRET_NAME = re.compile(r"(?i)passw|secret|token|authorization|cookie|api_?key")
# Up to the next exception of the chain, because a row may hold line breaks.
ROW_DETAIL = re.compile(r"DETAIL:.*?(?=\n\n(?:The above|During handling)|\Z)", re.DOTALL)
REDACTED = "[redacted]"
# What SQLAlchemy and redis-py say of the statement and the command that failed.
PARAMETERS = re.compile(
    r"(?<=\[parameters: ).*?(?=\]\n\(Background|\]\n\n(?:The above|During handling)|\]?\Z)",
    re.DOTALL,
)
COMMAND = re.compile(r"(?<=Command # )\d+ \(.*?\)(?= of pipeline caused error: )", re.DOTALL)


def redact_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Whatever is stored under a key that sounds secret, at any depth, is not printed."""
    return {key: _redacted(key, value) for key, value in event.items()}


def redact_rows(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """PostgreSQL explains a violated constraint with the whole row, password hash and all.

    A statement's parameters and a command's keys are people's data as well.
    """
    if isinstance(trace := event.get("exception"), str):
        trace = ROW_DETAIL.sub(f"DETAIL: {REDACTED}", trace)
        event["exception"] = COMMAND.sub(REDACTED, PARAMETERS.sub(REDACTED, trace))
    return event


@lru_cache
def sounds_secret(name: str) -> bool:
    return SECRET_NAME.search(name) is not None


def _redacted(key: object, value: object) -> object:
    if isinstance(key, str) and sounds_secret(key):
        return REDACTED
    if isinstance(value, Mapping):
        return {inner: _redacted(inner, kept) for inner, kept in value.items()}
    if isinstance(value, list):
        return [_redacted(None, kept) for kept in value]
    return value
