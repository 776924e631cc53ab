"""TB602: whoever suppresses a finding of a tool says why."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.comments import comments
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot

SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:)")
REASON = re.compile(
    r"#\s*(noqa:\s*[A-Z0-9, ]+|type:\s*ignore\[[a-z, -]+\]|pragma:[a-z ]+)\s+(#|--?)\s*\w"
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        for word in ("noqa", "type:", "pragma:"):
            for line, comment in comments(source, word):
                if SUPPRESSION.match(comment) and not REASON.match(comment):
                    yield spot(source, line, "This silences a tool and does not say why.")


RULE = Rule(
    code="TB602",
    title="Whoever silences a tool says why",
    why="A suppression without a reason is copied, and outlives the reason that it had.",
    way_out="Name the code and add a reason: `# noqa: S105 - opens nothing but test accounts`.",
    bad="""
    # src/backend/apps/notes/values.py
    WORD = "sesame"  # noqa: S105
    """,
    good="""
    # src/backend/apps/notes/values.py
    WORD = "sesame"  # noqa: S105 - the name of a note
    """,
    check=check,
)
