"""The lines of configuration, without their comments, and which of them pytest reads."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Spot, spot
from backend.tests.architecture.engine.source import Configuration

Line = tuple[Configuration, int, str]
OF_PYTEST = {"pyproject.toml", "pytest.ini", "pytest.toml", "setup.cfg", "tox.ini"}
# A `#` begins a comment only after a blank; `;` does in ini files.
COMMENT, INI_COMMENT = re.compile(r"(^|\s)#.*"), re.compile(r"(^|\s)[#;].*")


def lines_of(file: Configuration) -> Iterator[Line]:
    comment = INI_COMMENT if file.name.endswith((".ini", ".cfg")) else COMMENT
    for number, line in enumerate(file.lines, start=1):
        yield file, number, comment.sub("", line).rstrip()


def settings_of_pytest(project: Project, wrong: re.Pattern[str], what: str) -> Iterator[Spot]:
    """Yield the lines that say something wrong to pytest; `what` may name it as `{}`."""
    for configuration in project.configuration:
        is_read = configuration.name in OF_PYTEST
        for file, number, line in lines_of(configuration) if is_read else ():
            if found := wrong.search(line):
                yield spot(file, number, what.format(found[0].strip()))
