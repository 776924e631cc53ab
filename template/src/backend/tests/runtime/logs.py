"""Reads the lines that the service logs."""

import json
from typing import Any, Protocol


class ReadLog(Protocol):
    """The verb behind the `read_log` fixture."""

    def __call__(self) -> list[dict[str, Any]]:
        """Return the lines written so far, parsed."""
        ...


def parsed(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]
