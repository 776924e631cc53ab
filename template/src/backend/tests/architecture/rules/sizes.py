"""TB601: files fit."""

from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot_file
from backend.tests.architecture.engine.source import Source

SOURCE, TESTS, CONFTEST, FIRST_CONFTEST = 200, 300, 100, 150


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        # Alembic writes revisions, and they are as long as the change they make.
        if is_in(source.path, source.layout.revisions):
            continue
        if (count := len(source.lines)) > limit(source):
            yield spot_file(source, f"It has {count} lines.", limit(source) + 1)


def limit(source: Source) -> int:
    if source.is_conftest:
        return FIRST_CONFTEST if source.folder == source.layout.tests else CONFTEST
    return TESTS if source.is_test_file else SOURCE


RULE = Rule(
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
    check=check,
)
