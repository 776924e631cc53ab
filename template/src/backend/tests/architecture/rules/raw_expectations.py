"""TB402: an answer is compared with a typed value."""

import ast
from collections.abc import Collection, Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, words
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import called, method_of
from backend.tests.architecture.facts.dicts import raw_dict
from backend.tests.architecture.facts.values import parametrized

# What turns an answer or an object into dicts.
ANSWERS = {"json", "get_json"}
SERIALIZERS = {
    *ANSWERS,
    *words("model_dump model_dump_json dump_python asdict _asdict jsonable_encoder mappings vars"),
}
# Where the text of an answer is; what a file or a log holds is data.
TEXTS = {"text", "content", "body"}
# They give the same value, or a part of it.
PASSING_ON = {*words("dict iter list next sorted tuple")}
COMPARISONS = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.LtE, ast.GtE)


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for comparison in source.nodes(ast.Compare):
            if isinstance(comparison.ops[0], COMPARISONS):
                yield from compared(source, comparison)


def compared(source: Source, comparison: ast.Compare) -> Iterator[Spot]:
    sides = [whole(side) for side in (comparison.left, *comparison.comparators)]
    is_json = any(isinstance(side, ast.Constant) and raw_dict(source, side) for side in sides)
    serialized = [
        side for side in sides if is_serialized(source, side) or (is_json and is_text(side))
    ]
    is_answer = any(is_serialized(source, side, ANSWERS) for side in serialized)
    # What an answer is looked up in is a table of the test's own.
    expected = sides[:1] if isinstance(comparison.ops[0], ast.In | ast.NotIn) else sides
    for side in expected if serialized else ():
        # What a model is made of may be a parameter, but no answer is.
        given = parametrized(source, side) if is_answer else ()
        if side not in serialized and any(raw_dict(source, one) for one in (side, *given)):
            yield spot(source, side, "An answer is compared with a raw dict.")


def whole(side: ast.expr) -> ast.expr:
    """Return the dict of `d.items()`."""
    match side:
        case ast.Call(func=ast.Attribute(value=owner, attr="items" | "keys" | "values")):
            return owner
    return side


def is_serialized(
    source: Source, node: ast.AST, by: Collection[str] = SERIALIZERS, depth: int = 4
) -> bool:
    """Return whether this is a dict that came out of an answer, or a part of one."""
    if isinstance(node, ast.Call) and called(node) == "loads" and node.args:
        return is_text(node.args[0])
    if isinstance(node, ast.Call) and (called(node) in by or method_of(node) == "dict"):
        return True
    parts = parts_of(source, node) if depth else ()
    return any(is_serialized(source, one, by, depth - 1) for one in parts)


def is_text(node: ast.AST) -> bool:
    """Return whether this is the text of an answer."""
    match node:
        case ast.Attribute(attr=name) | ast.Call(func=ast.Attribute(attr=name)):
            return name in TEXTS | SERIALIZERS
        case ast.Await(value=value):
            return is_text(value)
    return False


def parts_of(source: Source, node: ast.AST) -> Iterator[ast.AST]:
    """Yield what an expression is a part of."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in PASSING_ON:
            yield first
        case ast.Call(func=ast.Attribute(value=value)) | ast.Await(value=value):
            yield value
        # `vars(note)["labels"]` may be a column of JSON.
        case ast.Subscript(value=value) if not ast.unparse(value).startswith("vars("):
            yield value
        case ast.ListComp(elt=element, generators=[generator, *_]):
            yield from (element, generator.iter)
        case ast.Name(id=name) if source.functions_around(node):
            yield from source.values_of(node, name)


RULE = Rule(
    code="TB402",
    title="An answer is compared with a typed value",
    why="Expected values are assembled from typed models: a raw dict repeats the contract by"
    " hand, in every test, without its types.",
    way_out="Compare models: `NoteRead.model_validate(response.json()) =="
    " NoteRead.model_validate(note)`.",
    bad="""
    async def test_a_note_is_read(client: AsyncClient, note: Note) -> None:
        response = await client.get(f"/v1/notes/{note.id}")

        assert response.json() == {"id": str(note.id), "title": note.title}
    """,
    good="""
    async def test_a_note_is_read(client: AsyncClient, note: Note) -> None:
        response = await client.get(f"/v1/notes/{note.id}")

        assert NoteRead.model_validate(response.json()) == NoteRead.model_validate(note)
    """,
    check=check,
)
