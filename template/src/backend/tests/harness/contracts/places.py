"""The place of a function or a class in the source, as a message names it."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any


def place_of(written: Callable[..., Any] | None) -> str:
    """Return `file:line`, relative to the working directory where the file lies in it."""
    try:
        source = inspect.unwrap(written or place_of)
        file = Path(inspect.getsourcefile(source) or "")
        line = inspect.getsourcelines(source)[1]
    except (OSError, TypeError):
        return repr(written)
    here = Path.cwd()
    return f"{file.relative_to(here) if file.is_relative_to(here) else file}:{line}"
