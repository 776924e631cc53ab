"""TB308: a module with logic has a test."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.mirror import tests_of

# What takes one way or another; a module without any says what its libraries do.
DECISIONS = (
    ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.Match, ast.Raise, ast.BoolOp,
    ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp,
)  # fmt: skip


def check(project: Project) -> Iterator[Spot]:
    tests = {source.path for source in project.tests if source.tests}
    for module in project.service:
        if not is_in(module.path, module.layout.package):
            continue
        if is_in(module.path, module.layout.revisions) or not (where := first_decision(module)):
            continue
        if not any(path in tests for path in tests_of(module)):
            what = f"`{where.name}` decides something, and there is no {next(tests_of(module))}."
            yield spot(module, where, what)


def first_decision(module: Source) -> Function | None:
    for function in module.functions:
        if any(isinstance(node, DECISIONS) for node in ast.walk(function)):
            return function
    return None


RULE = Rule(
    code="TB308",
    title="A module with logic has a test",
    why="The test tree mirrors the source tree in both directions: what decides something and"
    " has no test of its own name is tested by accident.",
    way_out="Write that file, or the one of its package, with what this module promises.",
    bad="""
    # src/backend/apps/notes/service.py
    def shortened(title: str) -> str:
        return title if len(title) < 80 else f"{title[:79]}…"
    """,
    good="""
    # src/backend/apps/notes/service.py
    def shortened(title: str) -> str:
        return title if len(title) < 80 else f"{title[:79]}…"
    # src/backend/tests/apps/notes/test_service.py
    def test_a_long_title_is_shortened() -> None: ...
    """,
    check=check,
)
