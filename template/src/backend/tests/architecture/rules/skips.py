"""TB501: a skip or an expected failure links its issue."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import names_in, text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, words
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import given_to, method_of
from backend.tests.architecture.facts.settings import settings_of_pytest

SKIPS = words("""
    pytest.skip pytest.xfail pytest.importorskip pytest.skip.Exception pytest.xfail.Exception
    pytest.mark.skip pytest.mark.skipif pytest.mark.xfail
    unittest.skip unittest.skipIf unittest.skipUnless unittest.expectedFailure unittest.SkipTest
    _pytest.outcomes.skip _pytest.outcomes.xfail _pytest.outcomes.Skipped
""")
# An address with a number in its path, or `owner/repository#7`.
ISSUE = re.compile(r"https?://[^\s/]+/\S*\d|\b[\w.-]+/[\w.-]+#\d+")
ISSUE_LINK = re.compile(r"https?://\S+|\b[\w.-]+/[\w.-]+#\d+")
SERVER = re.compile(
    r"(?i)(?<![a-z])(docker|postgres\w*|redis|database|servers?|containers?|testcontainers)(?![a-z])"
)
# Variables that make pytest pass over files.
IGNORING = {"collect_ignore", "collect_ignore_glob"}
# Linters have `--ignore` too; what it is given tells.
OPTIONS = re.compile(r"--deselect[=\s]|--ignore(-glob)?[=\s]\S*(/|\.py|test|\*)")
LEAVES_OUT = "This leaves tests out and links no issue."


def check(project: Project) -> Iterator[Spot]:
    for source in project.tests:
        yield from passed_over(source)
        calls = {id(call.func): call for call in source.nodes(ast.Call)}
        for node, name in source.uses_of(*SKIPS):
            if what := wrong_with(source, calls.get(id(node)), name):
                yield spot(source, node, what)
    left_out = "`{}` leaves tests out and links no issue."
    yield from settings_of_pytest(project, OPTIONS, left_out)


def passed_over(source: Source) -> Iterator[Spot]:
    """Find `collect_ignore = [...]`, `__test__ = False` for a file, and `add_marker("skip")`."""
    for assignment in source.tree.body:
        names = {*names_in(assignment)} if isinstance(assignment, ast.Assign) else set()
        is_file_ignored = source.is_test_file and "__test__" in names
        if is_file_ignored or (names & IGNORING and source.is_conftest):
            yield spot(source, assignment, LEAVES_OUT)
    for call in source.nodes(ast.Call):
        word = text_of(call.args[0]) if call.args else None
        if word in {"skip", "xfail"} and method_of(call) in {"add_marker", "applymarker"}:
            yield spot(source, call, "This mark links no issue.")


def wrong_with(source: Source, call: ast.Call | None, name: str) -> str | None:
    reasons = given_to(call) if call else []
    told = " ".join(reason for node in reasons for reason in texts_in(source, node))
    # An issue of a server's project does not say that the server is missing.
    if name != "pytest.mark.xfail" and (server := SERVER.search(ISSUE_LINK.sub("", told))):
        return f"This skips for want of a server, {server[0]}."
    return None if ISSUE.search(told) else f"`{name}` links no issue."


def texts_in(source: Source, node: ast.AST) -> Iterator[str]:
    """Yield the texts and names of a reason and of a condition."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute):
            yield inner.attr
        elif isinstance(inner, ast.Name):
            yield inner.id
            yield from (text_of(value) or "" for value in source.values_of(inner, inner.id))
        else:
            yield text_of(inner) or ""


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
