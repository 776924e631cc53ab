"""TB402: an answer is compared with a typed value."""

import ast
from collections.abc import Collection, Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.dicts import raw_dict
from backend.tests.architecture.facts.variables import function_around, parametrized, values_of

# What turns an answer or an object into dicts.
ANSWERS = {"json", "get_json"}
SERIALIZERS = {
    *ANSWERS,
    "model_dump",
    "model_dump_json",
    "dump_python",
    "asdict",
    "_asdict",
    "jsonable_encoder",
    "mappings",
    "vars",
}
# Where the text of an answer is; what a file or a log holds is data.
TEXTS = {"text", "content", "body"}
RAW = {"__dict__", "_mapping"}
# They give the same value, or a part of it.
PASSING_ON = {"dict", "iter", "list", "next", "sorted", "tuple"}
COMPARISONS = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.LtE, ast.GtE, ast.Is)


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for comparison in source.nodes(ast.Compare):
            if all(isinstance(operator, COMPARISONS) for operator in comparison.ops):
                yield from compared(source, comparison)


def compared(source: Source, comparison: ast.Compare) -> Iterator[Spot]:
    sides = [whole(side) for side in (comparison.left, *comparison.comparators)]
    is_json = any(is_written_text(source, side) for side in sides)
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
    """Whether this is a dict that came out of an answer, or a part of one."""
    if not depth:
        return False
    match node:
        case ast.Call(func=ast.Attribute(attr="loads") | ast.Name(id="loads"), args=[text, *_]):
            return is_text(text)
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            if name in by or (name == "dict" and isinstance(node.func, ast.Attribute)):
                return True
        case ast.Attribute(attr=name) if name in RAW:
            return True
    return any(is_serialized(source, one, by, depth - 1) for one in sources_of(source, node))


def is_written_text(source: Source, node: ast.expr) -> bool:
    """Whether this is JSON that somebody typed, and no dict: a column may be called `content`."""
    match node:
        case ast.Constant() | ast.JoinedStr() | ast.BinOp(op=ast.Mod()):
            return raw_dict(source, node) is not None
        case ast.Call():
            return (source.names.dotted(node.func) or "").endswith(".dumps")
    return False


def is_text(node: ast.AST) -> bool:
    """Whether this is the text of an answer."""
    match node:
        case ast.Attribute(attr=name) | ast.Call(func=ast.Attribute(attr=name)):
            return name in TEXTS | SERIALIZERS
        case ast.Await(value=value):
            return is_text(value)
    return False


def sources_of(source: Source, node: ast.AST) -> Iterator[ast.AST]:
    """Yield what an expression is a part of."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in PASSING_ON:
            yield first
        case ast.Call(func=ast.Attribute(value=value)) | ast.BinOp(left=value, op=ast.BitOr()):
            yield value
        case ast.Subscript(value=value) | ast.Await(value=value) | ast.NamedExpr(value=value):
            yield from () if is_row(value) else (value,)
        case ast.ListComp(elt=element, generators=[generator, *_]):
            yield from (element, generator.iter)
        case ast.Name(id=name) if function_around(source, node):
            yield from values_of(source, node, name)


def is_row(node: ast.expr) -> bool:
    """Recognize `vars(note)`; `vars(note)["labels"]` may be a column of JSON."""
    if isinstance(node, ast.Attribute):
        return node.attr == "__dict__"
    return isinstance(node, ast.Call) and getattr(node.func, "id", None) == "vars"


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
