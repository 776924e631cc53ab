"""TB506: the service does not know its tests."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.bindings import elements_of
from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source

TOOLS = (
    "_pytest",
    "conftest",
    "factory",
    "faker",
    "freezegun",
    "hypothesis",
    "mimesis",
    "model_bakery",
    "polyfactory",
    "pytest",
    "pytest_asyncio",
    "requests_mock",
    "respx",
    "responses",
    "schemathesis",
    "testcontainers",
    "time_machine",
    "vcr",
)
# How a run of tests gives itself away, and what a service would be told by.
SIGNS = {"PYTEST_CURRENT_TEST", "PYTEST_VERSION", "PYTEST_XDIST_WORKER", "_called_from_test"}
SWITCH = re.compile(r"(?i)(is_|in_|under_)?test(ing|_mode)|is_test|in_test|under_test")
RUNNERS = {"pytest", "unittest"}
LOADED = {"sys.argv", "sys.modules"}


def check(project: Project) -> Iterator[Spot]:
    for source in project.service:
        if is_in(source.path, source.layout.package):
            yield from imports(source)
            yield from named(source)
            yield from asking(source)


def tests_of(source: Source) -> str:
    return source.layout.module_of(source.layout.tests)


def imports(source: Source) -> Iterator[Spot]:
    for node, module in source.imports_of(tests_of(source), "tests", *TOOLS):
        yield spot(source, node, f"The service imports `{module}`.")


def named(source: Source) -> Iterator[Spot]:
    """Find the module's name as a text, for whoever imports it from there."""
    prose = {id(node.value) for node in source.nodes(ast.Expr)}
    for constant in source.nodes(ast.Constant):
        text = text_of(constant) or ""
        if id(constant) not in prose and f"{text}.".startswith(f"{tests_of(source)}."):
            yield spot(source, constant, f"The service names `{text}`.")


def asking(source: Source) -> Iterator[Spot]:
    """Find code that asks whether it is tested."""
    signs = [one for one in source.nodes(ast.Constant) if text_of(one) in SIGNS]
    calls = [one for one in source.nodes(ast.Call) if looks_up(source, one)]
    comparisons = [one for one in source.nodes(ast.Compare) if compares(source, one)]
    for node in (*signs, *calls, *comparisons, *switches(source)):
        yield spot(source, node, "The service asks whether it is tested.")


def looks_up(source: Source, call: ast.Call) -> bool:
    """Recognize `os.getenv("TESTING")` and `sys.modules.get("pytest")`."""
    word = text_of(call.args[0]) or "" if call.args else ""
    match source.names.dotted(call.func):
        case "os.getenv" | "os.environ.get":
            return bool(SWITCH.fullmatch(word))
        case "sys.modules.get":
            return word in RUNNERS
    return False


def compares(source: Source, comparison: ast.Compare) -> bool:
    """Recognize `"pytest" in sys.modules` and `environment == "test"`."""
    sides = [comparison.left, *comparison.comparators]
    texts = {text_of(one) for side in sides for one in elements_of(side)}
    plain = [side.value if isinstance(side, ast.Subscript) else side for side in sides]
    if texts & RUNNERS and {source.names.dotted(one) for one in plain} & LOADED:
        return True
    written = [ast.unparse(side) for side in sides]
    named = any("environment" in side.lower() for side in written)
    chosen = any(side.endswith((".TEST", ".TESTING")) for side in written)
    return named and (chosen or bool(texts & {"test", "testing", "tests"}))


def switches(source: Source) -> Iterator[ast.expr]:
    """Find `settings.testing`, and the field of the settings that it reads."""
    for attribute in source.nodes(ast.Attribute):
        owner = ast.unparse(attribute.value).lower()
        if SWITCH.fullmatch(attribute.attr) and owner.endswith(("settings", "config", "app.state")):
            yield attribute
    for node in source.nodes(ast.ClassDef):
        is_settings = any("Settings" in ast.unparse(base) for base in node.bases)
        for field in node.body if is_settings else ():
            if isinstance(field, ast.AnnAssign) and SWITCH.fullmatch(ast.unparse(field.target)):
                yield field.target


RULE = Rule(
    code="TB506",
    title="The service does not know its tests",
    why="The image of the service has no tests in it: an import of them fails in production,"
    " and code that knows whether it is tested is two services.",
    way_out="Move what both need into the service, or what only tests need into tests/.",
    bad="""
    # src/backend/apps/notes/service.py
    from backend.tests.apps.notes.factories import NoteFactory
    """,
    good="""
    # src/backend/tests/apps/notes/test_service.py
    from backend.apps.notes.service import NoteService
    """,
    check=check,
)
