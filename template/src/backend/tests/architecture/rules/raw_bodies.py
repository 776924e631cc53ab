"""TB401: a request body is built by a factory."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, words
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import called, method_of
from backend.tests.architecture.facts.dicts import raw_dict
from backend.tests.architecture.facts.values import parametrized

SENDERS = {*words("post put patch delete request stream build_request send options")}
BODIES = {"json", "data", "body", "content"}
# Methods whose second argument may be the body.
SECOND = {"post", "put", "patch"}


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for call in source.nodes(ast.Call):
            for body in bodies_of(source, call):
                # A table of texts is about what no model can say.
                texts = ast.Constant | ast.JoinedStr
                given = [one for one in parametrized(source, body) if not isinstance(one, texts)]
                if any(raw_dict(source, value) for value in (body, *given)):
                    yield spot(source, body, "A request body is a raw dict.")


def bodies_of(source: Source, call: ast.Call) -> Iterator[ast.expr]:
    method = method_of(call)
    if method in SENDERS:
        yield from (word.value for word in call.keywords if word.arg in BODIES)
    if method in SECOND and len(call.args) > 1 and is_path(call.args[0]):
        yield call.args[1]
    if method == "send_json" and is_websocket(source, call.func):
        yield from call.args[:1]


def is_websocket(source: Source, method: ast.expr) -> bool:
    """Recognize the client's end, of `with client.websocket_connect(...) as websocket`."""
    owner = getattr(method, "value", None)
    values = source.values_of(owner, owner.id) if isinstance(owner, ast.Name) else []
    return any(isinstance(one, ast.Call) and called(one) == "websocket_connect" for one in values)


def is_path(node: ast.expr) -> bool:
    """Return whether a request is sent there, and no letter into a box."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
    return (text_of(first) or "").startswith(("/", "http"))


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
