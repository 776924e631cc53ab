"""TB203: dependencies are overridden in the harness only."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source

ATTRIBUTE = "dependency_overrides"
ATTRIBUTES = {ATTRIBUTE, f"{ATTRIBUTE}_provider"}
# Libraries that do it, and the fixture of one.
MODULES = ("fastapi_overrider", "pytest_fastapi_deps")
FIXTURE = "fastapi_dep"


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for node, module in source.imports_of(*MODULES):
            yield spot(source, node, f"`{module}` replaces dependencies.")
        for argument in source.nodes(ast.arg):
            if argument.arg == FIXTURE:
                yield spot(source, argument, f"`{FIXTURE}` replaces dependencies.")
        for node in uses(source):
            yield spot(source, node, "This replaces a dependency of the application.")


def uses(source: Source) -> Iterator[ast.expr]:
    yield from (one for one in source.nodes(ast.Attribute) if one.attr in ATTRIBUTES)
    yield from (one for one in source.nodes(ast.Subscript) if text_of(one.slice) == ATTRIBUTE)
    yield from filter(names_it, source.nodes(ast.Call))


def names_it(call: ast.Call) -> bool:
    """Recognize `getattr(app, "dependency_overrides")`, `monkeypatch.setattr` and their kin."""
    texts = [text_of(argument) or "" for argument in call.args]
    return any(text.rpartition(".")[2] == ATTRIBUTE and " " not in text for text in texts)


RULE = Rule(
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

        assert response.status_code == HTTPStatus.OK
    """,
    check=check,
)
