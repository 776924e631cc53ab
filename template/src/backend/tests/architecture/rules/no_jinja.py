"""TB603: Python is Python."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot

# In pieces, because this file is Python too. Doubled braces are Jinja's with a blank inside.
WORDS = (
    r"block|call|do|el(if|se)|end\w+|extends|filter|for|from|if|import|include|macro|raw|set|with"
)
STATEMENT, REMARK = "{" + rf"%[-+]?\s*({WORDS})\b", "{" + r"#[-\s]"
VALUE = "{" + r"{-? [a-z_][\w.]*( ?\| ?[^{}]+)? -?}" + "}"
TAG = re.compile(f"{STATEMENT}|{REMARK}|{VALUE}")


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        # Whoever renders templates may have some as texts.
        if any(True for _ in source.imports_of("jinja2")):
            continue
        for number, line in enumerate(source.lines if "{" in source.text else (), start=1):
            if TAG.search(line):
                yield spot(source, number, "A piece of a template is left.")


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
