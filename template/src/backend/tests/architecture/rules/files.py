"""TB601 to TB603: files fit, tools are silenced with a reason, and Python is Python."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, spot_file
from backend.tests.architecture.engine.source import Source

SOURCE, TESTS, CONFTEST, FIRST_CONFTEST = 200, 300, 100, 150
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
# In pieces, because this file is Python too. Doubled braces are Jinja's with a blank inside.
STATEMENTS = (
    r"block|call|do|el(if|se)|end\w+|extends|filter|for|from|if|import|include|macro|raw|set|with"
)
TAG = re.compile(
    "{" + rf"%[-+]?\s*({STATEMENTS})\b|" + "{" + r"#[-\s]|"
    "{" + r"{-? [a-z_][\w.]*( ?\| ?[^{}]+)? -?}" + "}"
)


def too_long(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        # Alembic writes revisions, and they are as long as the change they make.
        is_revision = is_in(source.path, source.layout.revisions)
        if (count := len(source.lines)) > limit(source) and not is_revision:
            yield spot_file(source, f"It has {count} lines.", limit(source) + 1)


def limit(source: Source) -> int:
    if source.is_conftest:
        return FIRST_CONFTEST if source.folder == source.layout.tests else CONFTEST
    return TESTS if source.is_test_file else SOURCE


def silenced(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        for line, comment in source.comments if PERHAPS.search(source.text) else ():
            # A comment may hold another one: that for ruff stands behind that for mypy.
            pieces = [comment[begin.start() :] for begin in re.finditer("#", comment)]
            if not all(map(is_explained, pieces)):
                yield spot(source, line, "This silences a tool and does not say why.")


def is_explained(piece: str) -> bool:
    return all(coded.fullmatch(piece) for silenced, coded in WAYS if silenced.match(piece))


def jinja(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        # What renders templates may have some as texts.
        is_about = "{" in source.text and not any(source.imports_of("jinja2"))
        for number, line in enumerate(source.lines if is_about else (), start=1):
            if TAG.search(line):
                yield spot(source, number, "A piece of a template is left.")


SIZES = Rule(
    code="TB601",
    title=f"Files fit: {SOURCE} lines, {TESTS} for tests, {CONFTEST} for a conftest.py,"
    f" {FIRST_CONFTEST} for the first",
    why="What fits on a few screens is read before it is changed; what does not holds two ideas."
    " tests/conftest.py has what every test may ask for, and no folder above it to share with.",
    way_out="Divide it by idea; a conftest.py wires, and `harness/` or a module beside it"
    " implements.",
    bad="""
    # src/backend/apps/notes/values.py
    NUMBERS = [
    """
    + "    0,\n" * SOURCE
    + "    ]\n",
    good="""
    # src/backend/apps/notes/values.py
    NUMBERS = [0] * 200
    """,
    check=too_long,
)
REASONS = Rule(
    code="TB602",
    title="Each suppression of a tool has a reason",
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
    check=silenced,
)
PYTHON = Rule(
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
    check=jinja,
)
