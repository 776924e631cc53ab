"""TB402: an answer is compared with a typed value."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.dicts import function_around, raw_dict, values_of

# What turns an answer or an object into dicts.
SERIALIZERS = {"json", "model_dump", "asdict", "_asdict", "loads", "mappings"}
COMPARISONS = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.LtE, ast.GtE, ast.Is)


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for comparison in source.nodes(ast.Compare):
            if all(isinstance(operator, COMPARISONS) for operator in comparison.ops):
                yield from compared(source, comparison)


def compared(source: Source, comparison: ast.Compare) -> Iterator[Spot]:
    sides = [whole(side) for side in (comparison.left, *comparison.comparators)]
    if not any(is_serialized(source, side) for side in sides):
        return
    for side in sides:
        if not is_serialized(source, side) and (expected := raw_dict(source, side)):
            yield spot(source, expected, "An answer is compared with a raw dict.")


def whole(side: ast.expr) -> ast.expr:
    """Return the dict of `d.items()`."""
    match side:
        case ast.Call(func=ast.Attribute(value=owner, attr="items" | "keys" | "values")):
            return owner
    return side


def is_serialized(source: Source, node: ast.AST, depth: int = 3) -> bool:
    """Whether this is a dict that came out of an answer, or a part of one."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            if name in SERIALIZERS:
                return True
            inner: list[ast.AST] = [*node.args[:1]] if name in {"sorted", "list", "dict"} else []
        case ast.Subscript(value=inner_value) | ast.Await(value=inner_value):
            inner = [inner_value]
        case ast.ListComp(elt=element, generators=[generator, *_]):
            inner = [element, generator.iter]
        case ast.Name(id=name):
            inner = list(values_of(source, node, name)) if function_around(source, node) else []
        case _:
            return False
    return depth > 0 and any(is_serialized(source, one, depth - 1) for one in inner)


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
