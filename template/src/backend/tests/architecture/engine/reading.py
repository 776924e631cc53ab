"""Reads the files of a checkout; what cannot be read says so in a sentence."""

import ast
import os
import tokenize
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from backend.tests.architecture.engine.errors import RulesError, told
from backend.tests.architecture.engine.layout import Layout, is_configuration, is_ours


class UnreadableError(Exception):
    """A file that no rule can look at, and where in it the trouble is."""

    def __init__(self, what: str, line: int | None = 1, column: int | None = 1) -> None:
        super().__init__(what)
        self.line, self.column = line or 1, column or 1


def paths_in(checkout: Path, layout: Layout) -> list[str]:
    """Return the Python and the configuration that people wrote, in order. Raises RulesError."""
    paths = {path for root in layout.roots for path in files_below(checkout, root)}
    return sorted(path for path in paths if path.endswith(".py") or is_configuration(path))


def files_below(checkout: Path, root: str) -> Iterator[str]:
    """Yield what is in no hidden folder, and was neither built nor installed."""
    for folder, folders, files in os.walk(checkout / root, onerror=refuse):
        folders[:] = [name for name in folders if is_ours(name)]
        below = Path(folder).relative_to(checkout)
        # An editor's lock is a link to nowhere, called `.#name.py`.
        yield from ((below / name).as_posix() for name in files if not name.startswith(".#"))


def refuse(error: OSError) -> NoReturn:
    raise RulesError(f"{error.filename} cannot be listed, so nothing was checked: {told(error)}.")


def text_in(file: Path) -> str:
    """Return what is written there. Raises UnreadableError."""
    if not file.is_file():
        raise UnreadableError("It is a link that leads nowhere." if file.is_symlink() else NO_FILE)
    try:
        return decoded(file, file.read_bytes()).replace("\r\n", "\n")
    except OSError as error:
        raise UnreadableError(f"It cannot be read: {error.strerror}.") from error
    except (SyntaxError, UnicodeDecodeError) as error:
        raise UnreadableError(f"It is no text in UTF-8: {told(error)}.") from error


NO_FILE = "It is no file that can be read."


def decoded(file: Path, data: bytes) -> str:
    """Take Python as Python does, by its coding cookie; of all else the ASCII words will do."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if file.suffix != ".py":
            return data.decode(errors="replace")
        with tokenize.open(file) as source:
            return source.read()


def parsed(text: str) -> ast.Module:
    """Return the tree. Raises UnreadableError; what a linter warns of is the linter's business."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except SyntaxError as error:
        what = f"Python cannot read it: {error.msg}."
        raise UnreadableError(what, error.lineno, error.offset) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(f"Python cannot read it: {told(error)}.") from error
