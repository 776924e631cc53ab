"""TB602: whoever suppresses a finding of a tool says why."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot

# How tools are silenced, and how with a code and a reason. mypy refuses a comment of its own that
# has anything but a second comment behind it, so that is where its reasons are.
REASON = r"(\s*#|\s+--?)\s*\w.*"
TOOLS = (
    (r"(?i:noqa)\b(?! is)", rf"(?i:noqa):\s*[A-Z]+\d+([, ]+[A-Z]+\d+)*{REASON}"),
    (r"type:\s*ignore(\[|\s*(#|-|$))", r"type:\s*ignore\[[\w, -]+\]\s*#\s*\w.*"),
    (r"pragma:\s*no", rf"pragma:[a-z ]+{REASON}"),
    (r"(ruff|flake8):\s*noqa", rf"ruff:\s*noqa:\s*[A-Z]+\d+([, ]+[A-Z]+\d+)*{REASON}"),
    (r"mypy:\s*(ignore-errors|disable-error-code|allow-)", rf"mypy:\s*[^#]+{REASON}"),
    (r"(pyright|ty):\s*(ignore|basic|off)", rf"(pyright|ty):\s*ignore\[[\w, -]+\]{REASON}"),
    (r"pyre-(ignore|fixme)", rf"pyre-\w+\[\d+\]{REASON}"),
    (r"pylint:\s*disable", rf"pylint:\s*disable=[\w, -]+{REASON}"),
    (r"nosec\b", rf"nosec\s+B\d+{REASON}"),
)
# Most files silence nothing, and to find their comments takes time.
PERHAPS = re.compile(rf"(?m)#\s*({'|'.join(silenced for silenced, _ in TOOLS)})")
WAYS = [(re.compile(rf"#\s*{silenced}"), re.compile(rf"#\s*{coded}")) for silenced, coded in TOOLS]


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        for line, comment in source.comments if PERHAPS.search(source.text) else ():
            if not all(map(is_explained, pieces(comment))):
                yield spot(source, line, "This silences a tool and does not say why.")


def pieces(comment: str) -> Iterator[str]:
    """Yield a comment from each of its beginnings: `# type: ignore[x]  # noqa: S105 - why`."""
    for begin in re.finditer("#", comment):
        yield comment[begin.start() :]


def is_explained(piece: str) -> bool:
    return all(coded.fullmatch(piece) for silenced, coded in WAYS if silenced.match(piece))


RULE = Rule(
    code="TB602",
    title="Whoever silences a tool says why",
    why="A suppression without a reason is copied, and outlives the reason that it had.",
    way_out="Name the code and add a reason: `# noqa: S105 - opens nothing but test accounts`, or"
    " `# type: ignore[override]  # no bytes here`.",
    bad="""
    # src/backend/apps/notes/values.py
    WORD = "sesame"  # noqa: S105
    TITLE = untyped.title()  # type: ignore[no-any-return]
    """,
    good="""
    # src/backend/apps/notes/values.py
    WORD = "sesame"  # noqa: S105 - the name of a note
    TITLE = untyped.title()  # type: ignore[no-any-return]  # the library has no types
    """,
    check=check,
)
