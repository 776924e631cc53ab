"""TB401: a request body is built by a factory."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import PARTIALS, text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.dicts import raw_dict
from backend.tests.architecture.facts.variables import parametrized, values_of

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
# Methods whose second argument may be the body.
SECOND = {"post", "put", "patch"}


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for call in source.nodes(ast.Call):
            for body in bodies_of(source, call):
                # A table of texts is about what no model can say.
                given = [one for one in parametrized(source, body) if not text_like(one)]
                if any(raw_dict(source, value) for value in (body, *given)):
                    yield spot(source, body, "A request body is a raw dict.")


def text_like(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr | ast.Constant)


def bodies_of(source: Source, call: ast.Call) -> Iterator[ast.expr]:
    is_partial = source.names.dotted(call.func) in PARTIALS
    verb = verb_of(source, call.args[0] if is_partial and call.args else call.func)
    if verb in SENDERS:
        for word in call.keywords:
            yield from spread(source, word.value) if word.arg is None else ()
            yield from (word.value,) if word.arg in BODIES else ()
    if verb in SECOND and len(call.args) > 1 and is_path(call.args[0]):
        yield call.args[1]
    if verb == "send_json" and is_websocket(source, call.func):
        yield from call.args[:1]


def is_websocket(source: Source, method: ast.expr) -> bool:
    """Whether this is the client's end, of `with client.websocket_connect(...) as websocket`."""
    owner = method.value if isinstance(method, ast.Attribute) else method
    values = values_of(source, owner, owner.id) if isinstance(owner, ast.Name) else []
    made = (value.func for value in values if isinstance(value, ast.Call))
    return any(getattr(one, "attr", None) == "websocket_connect" for one in made)


def verb_of(source: Source, function: ast.expr) -> str | None:
    """Return the method's name, also of `send = client.post` and `getattr(client, verb)`."""
    match function:
        case ast.Attribute(attr=name):
            return name
        case ast.Call(func=ast.Name(id="getattr"), args=[_, name, *_]):
            return text_of(name) or "request"
        case ast.Name(id=name):
            values = values_of(source, function, name)
            return next((one.attr for one in values if isinstance(one, ast.Attribute)), None)
    return None


def spread(source: Source, words: ast.expr) -> Iterator[ast.expr]:
    """Yield the bodies of `**{"json": ...}`, also of a variable."""
    values = values_of(source, words, words.id) if isinstance(words, ast.Name) else [words]
    for value in values:
        if isinstance(value, ast.Dict):
            pairs = zip(value.keys, value.values, strict=True)
            yield from (one for key, one in pairs if text_of(key) in BODIES)


def is_path(node: ast.expr) -> bool:
    """Whether a request is sent there, and no letter into a box."""
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
