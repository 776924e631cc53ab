"""TB501: a skip or an expected failure links its issue."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import method_of

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
)
ISSUE = re.compile(r"https?://\S+|\b[\w.-]+/[\w.-]+#\d+")
SERVER = re.compile(
    r"(?i)\b(docker|postgres\w*|redis|database|servers?|containers?|testcontainers)\b"
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.tests:
        calls = {id(call.func): call for call in source.nodes(ast.Call)}
        for call in source.nodes(ast.Call):
            if method_of(call) in {"add_marker", "applymarker"} and names_skip(call):
                yield spot(source, call, "This mark links no issue.")
        for node, name in source.uses_of(*SKIPS):
            if what := wrong_with(source, calls.get(id(node)), name):
                yield spot(source, node, what)


def names_skip(call: ast.Call) -> bool:
    """Recognize `item.add_marker("skip")`."""
    return bool(call.args) and text_of(call.args[0]) in {"skip", "skipif", "xfail"}


def wrong_with(source: Source, call: ast.Call | None, name: str) -> str | None:
    reasons = [*call.args, *(word.value for word in call.keywords)] if call else []
    told = " ".join(reason for node in reasons for reason in texts_in(source, node))
    if name != "pytest.mark.xfail" and (server := SERVER.search(told)):
        return f"This skips for want of a server, {server[0]}."
    return None if ISSUE.search(told) else f"`{name}` links no issue."


def texts_in(source: Source, node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if text := text_of(inner):
            yield text
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
