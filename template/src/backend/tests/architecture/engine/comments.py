"""The comments of a file, found without taking a text for one."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.source import File, Source

REMARK = re.compile(r"(?:^|\s)([#;].*)")


def comments(file: File, containing: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of every comment with this word in it."""
    if containing in file.text:
        found = file.comments if isinstance(file, Source) else remarks(file)
        yield from ((line, text) for line, text in found if containing in text)


def remarks(file: File) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file.lines, start=1):
        if remark := REMARK.search(line):
            yield number, remark[1]
