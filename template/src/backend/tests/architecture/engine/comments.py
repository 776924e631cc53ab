"""The comments of a file, found without taking a text for one."""

import io
import re
import tokenize
from collections.abc import Iterator

from backend.tests.architecture.engine.source import File, Source

REMARK = re.compile(r"(?:^|\s)([#;].*)")


def comments(file: File, containing: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of every comment with this word in it."""
    # Tokenizing is slow, and most files have no such word.
    if containing not in file.text:
        return
    if not isinstance(file, Source):
        yield from remarks(file, containing)
        return
    for token in tokenize.generate_tokens(io.StringIO(file.text).readline):
        if token.type == tokenize.COMMENT and containing in token.string:
            yield token.start[0], token.string


def remarks(file: File, containing: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file.lines, start=1):
        if containing in line and (remark := REMARK.search(line)):
            yield number, remark[1]
