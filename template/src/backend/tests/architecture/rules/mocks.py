"""TB201 and TB203: no mock libraries, and no overrides of dependencies."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, imports, spot, uses, words
from backend.tests.architecture.facts.calls import arguments_of
from backend.tests.architecture.facts.fixtures import asked_by_text
from backend.tests.architecture.facts.settings import dependencies_on, settings_of_pytest

MODULES = words("""
    aiomock asyncmock asynctest decoy dingus doublex flexmock fudge minimock mock mockito pretend
    pytest_mock pytest_mockito unittest.mock
""")
# The rest of their library is about something else.
PARTS = words("""
    testfixtures.mock testfixtures.replace testfixtures.Replace testfixtures.Replacer
""")
DISTRIBUTIONS = {module.replace("_", "-") for module in MODULES}
FIXTURES = {*words("mocker class_mocker module_mocker package_mocker session_mocker decoy")}
PLUGIN = re.compile(r"-p\s+pytest_mock\b|^\s*mock_\w+\s*=")
OVERRIDES = "dependency_overrides"
OVERRIDERS = words("fastapi_overrider pytest_fastapi_deps")


def mocks(project: Project) -> Iterator[Spot]:
    yield from imports(project.sources, (*MODULES, *PARTS), "`{}` makes mocks.")
    yield from uses(project.sources, ["unittest.mock"], "`{}` makes mocks.")
    for source in project.sources:
        asked = [(one, arg.arg) for one in source.functions for arg in arguments_of(one)]
        for node, name in (*asked, *asked_by_text(source)):
            if name in FIXTURES:
                yield spot(source, node, f"The fixture `{name}` makes mocks.")
    yield from settings_of_pytest(project, PLUGIN, "This configures pytest-mock.")
    yield from dependencies_on(project, DISTRIBUTIONS, "makes mocks")


def overrides(project: Project) -> Iterator[Spot]:
    yield from imports(project.written_tests, OVERRIDERS, "`{}` replaces dependencies.")
    for source in project.written_tests:
        found: list[ast.AST] = [arg for arg in source.nodes(ast.arg) if arg.arg == "fastapi_dep"]
        names = {OVERRIDES, f"{OVERRIDES}_provider"}
        found += [node for node in source.nodes(ast.Attribute) if node.attr in names]
        found += [call for call in source.nodes(ast.Call) if any(map(names_it, call.args))]
        for node in found:
            yield spot(source, node, "This replaces a dependency of the application.")


def names_it(argument: ast.expr) -> bool:
    """Recognize `setattr(app, "dependency_overrides", ...)`, also with a path before it."""
    text = text_of(argument) or ""
    return text.rpartition(".")[2] == OVERRIDES and " " not in text


MOCKS = Rule(
    code="TB201",
    title="No mock libraries",
    why="Tests that mock services and repositories stop validating the real path of execution:"
    " they stay green when the call they imitate has changed.",
    way_out="Let the real code run on the fixtures; stand in for an external service with a fake"
    " that listens on a real socket.",
    banned=MODULES,
    bad="""
    from unittest.mock import AsyncMock

    async def test_a_note_is_written() -> None:
        service = NoteService(AsyncMock())
    """,
    good="""
    async def test_a_note_is_written(client: AsyncClient) -> None:
        new = NoteCreateFactory.build()

        response = await client.post("/v1/notes", json=new.model_dump(mode="json"))
    """,
    check=mocks,
)
DEPENDENCIES = Rule(
    code="TB203",
    title="Dependencies are overridden in the harness only",
    why="The path is request, endpoint, service, repository, database and back. An override"
    " cuts it, and hides a commit that never happens or a relation that nobody loaded.",
    way_out="Use the fixture `state`, or a fake external service: the harness replaces the"
    " connection underneath and nothing else.",
    bad="""
    async def test_notes_are_listed(app: FastAPI, client: AsyncClient) -> None:
        app.dependency_overrides[get_note_service] = lambda: FakeNotes()
    """,
    good="""
    async def test_notes_are_listed(client: AsyncClient, note: Note) -> None:
        response = await client.get("/v1/notes")
    """,
    check=overrides,
)
