"""TB203: dependencies are overridden in the harness only."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import method_of

ATTRIBUTE = "dependency_overrides"
READERS = {"getattr", "setattr", "vars", "hasattr"}


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        if ATTRIBUTE in source.text:
            for node in uses(source):
                yield spot(source, node, "This replaces a dependency of the application.")


def uses(source: Source) -> Iterator[ast.expr]:
    for attribute in source.nodes(ast.Attribute):
        if attribute.attr in {ATTRIBUTE, f"{ATTRIBUTE}_provider"}:
            yield attribute
    for lookup in source.nodes(ast.Subscript):
        if text_of(lookup.slice) == ATTRIBUTE:
            yield lookup
    yield from (call for call in source.nodes(ast.Call) if is_reader(source, call))


def is_reader(source: Source, call: ast.Call) -> bool:
    """Recognize `getattr(app, "dependency_overrides")` and its kin."""
    reads = source.names.dotted(call.func) in READERS or method_of(call) == "setattr"
    return reads and any(text_of(argument) == ATTRIBUTE for argument in call.args)


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
