"""TB501: a skip or an expected failure links its issue."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import names_in, text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import method_of
from backend.tests.architecture.facts.settings import settings_of_pytest

SKIPS = (
    "pytest.skip",
    "pytest.xfail",
    "pytest.importorskip",
    "pytest.mark.skip",
    "pytest.mark.skipif",
    "pytest.mark.xfail",
    "unittest.skip",
    "unittest.skipIf",
    "unittest.skipUnless",
    "unittest.expectedFailure",
    "unittest.SkipTest",
    "_pytest.outcomes.skip",
    "_pytest.outcomes.xfail",
    "_pytest.outcomes.Skipped",
    "pytest.skip.Exception",
    "pytest.xfail.Exception",
)
# An address with a number in its path, or `owner/repository#7`.
ISSUE = re.compile(r"https?://[^\s/]+/\S*\d|\b[\w.-]+/[\w.-]+#\d+")
ISSUE_LINK = re.compile(r"https?://\S+|\b[\w.-]+/[\w.-]+#\d+")
SERVER = re.compile(
    r"(?i)(?<![a-z])(docker|postgres\w*|redis|database|servers?|containers?|testcontainers)(?![a-z])"
)
MARKERS = {"add_marker", "applymarker"}
# Variables that make pytest pass over files, or over one.
IGNORING = {"collect_ignore", "collect_ignore_glob"}
# Linters have `--ignore` too; what it is given tells.
OPTIONS = re.compile(r"--deselect[=\s]|--ignore(-glob)?[=\s]\S*(/|\.py|test|\*)")


def check(project: Project) -> Iterator[Spot]:
    for source in project.tests:
        yield from passed_over(source)
        yield from named(source)
        calls = {id(call.func): call for call in source.nodes(ast.Call)}
        for node, name in source.uses_of(*SKIPS):
            if what := wrong_with(source, calls.get(id(node)), name):
                yield spot(source, node, what)
    left_out = "`{}` leaves tests out and links no issue."
    yield from settings_of_pytest(project, OPTIONS, left_out)


def named(source: Source) -> Iterator[Spot]:
    """Find `item.add_marker("skip")`."""
    for call in source.nodes(ast.Call):
        word = text_of(call.args[0]) if call.args else None
        if method_of(call) in MARKERS and word in {"skip", "skipif", "xfail"}:
            yield spot(source, call, "This mark links no issue.")


def passed_over(source: Source) -> Iterator[Spot]:
    """Find `collect_ignore = [...]`, and `__test__ = False` for a whole file."""
    for assignment in source.tree.body:
        names = {*names_in(assignment)} if isinstance(assignment, ast.Assign) else set()
        if (names & IGNORING and source.is_conftest) or (
            "__test__" in names and source.is_test_file
        ):
            yield spot(source, assignment, "This leaves tests out and links no issue.")


def wrong_with(source: Source, call: ast.Call | None, name: str) -> str | None:
    reasons = [*call.args, *(word.value for word in call.keywords)] if call else []
    told = " ".join(reason for node in reasons for reason in texts_in(source, node))
    # Whoever links an issue of a server's project does not lack the server.
    if name != "pytest.mark.xfail" and (server := SERVER.search(ISSUE_LINK.sub("", told))):
        return f"This skips for want of a server, {server[0]}."
    return None if ISSUE.search(told) else f"`{name}` links no issue."


def texts_in(source: Source, node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if text := text_of(inner):
            yield text
        elif isinstance(inner, ast.Attribute):
            yield inner.attr
        elif isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name):
            yield inner.func.id
        elif isinstance(inner, ast.Name):
            yield from (text_of(value) or "" for value in constants(source, inner.id))


def constants(source: Source, name: str) -> Iterator[ast.expr]:
    for assignment in source.nodes(ast.Assign):
        if any(isinstance(target, ast.Name) and target.id == name for target in assignment.targets):
            yield assignment.value


RULE = Rule(
    code="TB501",
    title="A skip or an expected failure links its issue",
    why="Skipping Redis tests is how they are lost. A missing server fails the run with a"
    " sentence, and a test that is off for another reason has somebody who knows when it"
    " comes back.",
    way_out='Mend or delete the test, or name the issue: `reason="https://.../issues/7"`.',
    bad="""
    import pytest

    @pytest.mark.skipif(not docker_answers(), reason="no Docker")
    async def test_a_note_is_read(client: AsyncClient) -> None: ...
    """,
    good="""
    @pytest.mark.xfail(reason="the driver rounds: https://github.com/MagicStack/asyncpg/issues/1")
    async def test_a_price_is_exact(session: AsyncSession) -> None: ...
    """,
    check=check,
)
