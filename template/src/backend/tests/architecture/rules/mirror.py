"""TB307 and TB308: a test file mirrors a module, and a module with logic has a test."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, spot_file
from backend.tests.architecture.engine.source import Function, Source

# What takes one way or another; a module without any says what its libraries do.
DECISIONS = (
    ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.Match, ast.Raise,
    ast.BoolOp, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp,
)  # fmt: skip


def unmirrored(project: Project) -> Iterator[Spot]:
    layout = project.layout
    paths = {source.path for source in project.sources} | set(project.empty)
    for source in project.sources:
        is_inside = is_in(source.path, layout.tests)
        if is_inside and not source.is_harness and not source.is_test_file:
            yield from never_run(source)
        if source.is_test_file and not is_in(source.path, layout.architecture):
            first, *others = modules_of(source)
            if not is_inside:
                yield spot_file(source, f"These tests lie outside {layout.tests}/.")
            elif paths.isdisjoint((first, *others)):
                yield spot_file(source, f"There is no {first} that it is named after.")


def modules_of(test: Source) -> tuple[str, str]:
    """Return where the module, or the package, may be that a test file is named after."""
    name = test.name.removesuffix(".py").removeprefix("test_").removesuffix("_test")
    folder = test.folder
    if not is_in(test.path, test.layout.harness):
        folder = test.layout.package + folder.removeprefix(test.layout.tests)
    return f"{folder}/{name}.py", f"{folder}/{name}/__init__.py"


def never_run(source: Source) -> Iterator[Spot]:
    for function in source.tree.body:
        if isinstance(function, Function) and function.name.startswith("test_"):
            yield spot(source, function, "pytest looks for tests in test_*.py only.")


def untested(project: Project) -> Iterator[Spot]:
    tests = {source.path for source in project.tests if source.tests}
    for module in project.service:
        layout = module.layout
        is_ours = is_in(module.path, layout.package) and not is_in(module.path, layout.revisions)
        where = first_decision(module) if is_ours else None
        first, *others = tests_of(module)
        if where and tests.isdisjoint((first, *others)):
            name = getattr(where, "name", "A lambda")
            yield spot(module, where, f"`{name}` decides something, and there is no {first}.")


def tests_of(module: Source) -> list[str]:
    """Return the test files that prove a module: its own, and the one of its package."""
    layout = module.layout
    path = module.path.removesuffix(".py").removesuffix("/__init__")
    folder, _, name = path.removeprefix(layout.package).rpartition("/")
    above, _, package = folder.rpartition("/")
    own = f"{layout.tests}{folder}/test_{name}.py"
    return [own, f"{layout.tests}{above}/test_{package}.py"] if folder.count("/") > 1 else [own]


def first_decision(module: Source) -> Function | ast.Lambda | None:
    for function in [*module.functions, *module.nodes(ast.Lambda)]:
        if not is_abstract(function) and any(map(decides, ast.walk(function))):
            return function
    return None


def decides(node: ast.AST) -> bool:
    """Return whether it takes one way or another, or answers yes or no; a query compares in SQL."""
    match node:
        case ast.Return(value=ast.Compare(ops=[ast.Is() | ast.IsNot()], comparators=[one])):
            return not isinstance(one, ast.Constant)
        case ast.Return(value=ast.Compare() | ast.UnaryOp(op=ast.Not())):
            return True
    return isinstance(node, DECISIONS)


def is_abstract(function: Function | ast.Lambda) -> bool:
    """Return whether all it does is to raise NotImplementedError."""
    last = function.body[-1] if isinstance(function, Function) else None
    return isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last)


MIRRORED = Rule(
    code="TB307",
    title="A test file mirrors a module",
    why="The test tree reflects `apps/`, `core/` and `runtime/`: a module that changes shows where"
    " its tests are, and one that is deleted what to delete with it.",
    way_out="Name it after the module whose behaviour it shows, in the same folder below tests/.",
    bad="""
    # src/backend/apps/notes/routes.py
    router = APIRouter()
    # src/backend/tests/apps/notes/test_everything.py
    async def test_a_note_is_read(client: AsyncClient) -> None: ...
    """,
    good="""
    # src/backend/apps/notes/routes.py
    router = APIRouter()
    # src/backend/tests/apps/notes/test_routes.py
    async def test_a_note_is_read(client: AsyncClient) -> None: ...
    """,
    check=unmirrored,
)
TESTED = Rule(
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
    check=untested,
)
