"""TB506: the service does not know its tests."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, imports, spot, words
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.engine.syntax import elements_of

TOOLS = words("""
    _pytest conftest factory faker freezegun hypothesis mimesis model_bakery polyfactory pytest
    pytest_asyncio requests_mock respx responses schemathesis testcontainers tests time_machine vcr
""")
# How a run of tests gives itself away, and what a service would be told by.
SIGNS = {"PYTEST_CURRENT_TEST", "PYTEST_VERSION", "PYTEST_XDIST_WORKER", "_called_from_test"}
SWITCH = re.compile(r"(?i)(is_|in_|under_)?test(ing|_mode)|is_test|in_test|under_test")
RUNNERS = {"pytest", "unittest"}
OWNERS = ("settings", "config", "app.state")


def check(project: Project) -> Iterator[Spot]:
    layout = project.layout
    tests = layout.module_of(layout.tests)
    service = [one for one in project.service if is_in(one.path, layout.package)]
    yield from imports(service, (tests, *TOOLS), "The service imports `{}`.")
    for source in service:
        prose = {id(node.value) for node in source.nodes(ast.Expr)}
        for constant in source.nodes(ast.Constant):
            text = (text_of(constant) or "") if id(constant) not in prose else ""
            if f"{text}.".startswith(f"{tests}."):
                yield spot(source, constant, f"The service names `{text}`.")
        for node in (*signs(source), *switches(source)):
            yield spot(source, node, "The service asks whether it is tested.")


def signs(source: Source) -> Iterator[ast.expr]:
    """Find `"PYTEST_VERSION"`, `os.getenv("TESTING")` and `environment == "test"`."""
    yield from (one for one in source.nodes(ast.Constant) if text_of(one) in SIGNS)
    for call in source.nodes(ast.Call):
        word = (text_of(call.args[0]) or "") if call.args else ""
        asked = source.names.dotted(call.func)
        is_variable = asked in {"os.getenv", "os.environ.get"} and SWITCH.fullmatch(word)
        if is_variable or (asked == "sys.modules.get" and word in RUNNERS):
            yield call
    for comparison in source.nodes(ast.Compare):
        if compares(comparison):
            yield comparison


def compares(comparison: ast.Compare) -> bool:
    """Recognize `"pytest" in sys.modules` and `environment == "test"`."""
    sides = [comparison.left, *comparison.comparators]
    texts = {text_of(one) for side in sides for one in elements_of(side)}
    written = [ast.unparse(side) for side in sides]
    is_loaded = any(side.startswith(("sys.argv", "sys.modules")) for side in written)
    is_named = any("environment" in side.lower() for side in written)
    is_chosen = any(side.endswith((".TEST", ".TESTING")) for side in written)
    is_test = is_chosen or bool(texts & {"test", "testing", "tests"})
    return (is_loaded and bool(texts & RUNNERS)) or (is_named and is_test)


def switches(source: Source) -> Iterator[ast.expr]:
    """Find `settings.testing`, and the field of the settings that it reads."""
    for attribute in source.nodes(ast.Attribute):
        owner = ast.unparse(attribute.value).lower() if SWITCH.fullmatch(attribute.attr) else ""
        if owner.endswith(OWNERS):
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
