"""TB603: Python is Python."""

from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot

# In two pieces, because this file is Python too.
JINJA = "{" + "%"


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        if JINJA in source.text:
            line = next(number for number, text in enumerate(source.lines, 1) if JINJA in text)
            yield spot(source, line, "A piece of a template is left.")


RULE = Rule(
    code="TB603",
    title="Python is Python",
    why="A file with Jinja in it cannot be linted, typed or run where it lies.",
    way_out="Take the tag out; what must know an answer reads it from the settings.",
    bad="""
    # src/backend/apps/notes/values.py
    LANGUAGE = "{J if language J}en{J endif J}"
    """.replace("J", "%"),
    good="""
    # src/backend/apps/notes/values.py
    LANGUAGE = "en"
    """,
    check=check,
)
