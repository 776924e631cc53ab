"""TB401: a request body is built by a factory."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import method_of, word_of
from backend.tests.architecture.facts.dicts import function_around, parametrized, raw_dict

SENDERS = {
    "post",
    "put",
    "patch",
    "delete",
    "request",
    "stream",
    "build_request",
    "send",
    "options",
}
BODIES = ("json", "data", "body", "content")


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for call in source.nodes(ast.Call):
            if method_of(call) in SENDERS:
                for body in filter(None, (word_of(call, name) for name in BODIES)):
                    if any(raw_dict(source, value) for value in values_sent(source, body)):
                        yield spot(source, body, "A request body is a raw dict.")


def values_sent(source: Source, body: ast.expr) -> list[ast.AST]:
    """Return the body, and the ones that `parametrize` puts into its place."""
    function = function_around(source, body)
    if function is None or not isinstance(body, ast.Name):
        return [body]
    return [body, *parametrized(function, body.id)]


RULE = Rule(
    code="TB401",
    title="A request body is built by a factory",
    why="Building payloads from raw dict objects weakens the contract: a field that was renamed"
    " stays in the dict, and nothing says so before the request fails, or does not.",
    way_out='Send `NoteCreateFactory.build(...).model_dump(mode="json")`; a body that must be wrong'
    " in one place comes from `body_with` or `body_without`.",
    bad="""
    async def test_a_note_is_written(client: AsyncClient) -> None:
        await client.post("/v1/notes", json={"title": "Emma", "body": "..."})
    """,
    good="""
    async def test_a_note_is_written(client: AsyncClient) -> None:
        new = NoteCreateFactory.build()

        await client.post("/v1/notes", json=new.model_dump(mode="json"))
    """,
    check=check,
)
