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
    ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.Match, ast.Raise,
    ast.BoolOp, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp,
)  # fmt: skip


def check(project: Project) -> Iterator[Spot]:
    tests = {source.path for source in project.tests if source.tests}
    for module in project.service:
        if not is_in(module.path, module.layout.package):
            continue
        if is_in(module.path, module.layout.revisions) or not (where := first_decision(module)):
            continue
        if not any(path in tests for path in tests_of(module)):
            name = getattr(where, "name", "A lambda")
            what = f"`{name}` decides something, and there is no {next(tests_of(module))}."
            yield spot(module, where, what)


def first_decision(module: Source) -> Function | ast.Lambda | None:
    for function in [*module.functions, *module.nodes(ast.Lambda)]:
        if not is_abstract(function) and any(map(decides, ast.walk(function))):
            return function
    return None


def decides(node: ast.AST) -> bool:
    """Whether it takes one way or another, or answers yes or no; a query compares in SQL."""
    match node:
        case ast.Return(value=ast.Compare(ops=[ast.Is() | ast.IsNot()], comparators=[one])):
            return not isinstance(one, ast.Constant)
        case ast.Return(value=ast.Compare() | ast.UnaryOp(op=ast.Not())):
            return True
    return isinstance(node, DECISIONS)


def is_abstract(function: Function | ast.Lambda) -> bool:
    """Whether all it does is to raise NotImplementedError."""
    last = function.body[-1] if isinstance(function, Function) else None
    return isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last)


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
