"""The arguments that a decorator gives to a test: by `parametrize`, or by Hypothesis's `given`."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import argument_of, method_of
from backend.tests.architecture.facts.origins import Place, origin_of

# From a decorator to the mark that it names, and on to the file that sets it.
DEPTH = 4
NAMES = (ast.Name, ast.Attribute)


def parameters_in(
    source: Source, node: ast.AST, asked: list[str], depth: int = DEPTH
) -> Iterator[str | None]:
    """Yield the names that a mark gives; None stands for those that the file does not tell."""
    verb = verb_of(source, node)
    if isinstance(node, ast.Call) and verb == "given":
        yield from given_by(node, asked)
    elif isinstance(node, ast.Call) and verb.startswith("parametrize"):
        yield from parametrized_by(source, node)
    else:
        for inner in ast.iter_child_nodes(node):
            yield from parameters_in(source, inner, asked, depth)
        for place, inner in meanings_of(source, node) if depth else ():
            yield from parameters_in(place, inner, asked, depth - 1)


def verb_of(source: Source, node: ast.AST) -> str:
    """Return what is called, however it was imported: `parametrize`, of `pytest.mark`."""
    if not isinstance(node, ast.Call):
        return ""
    return (source.names.dotted(node.func) or method_of(node) or "").rpartition(".")[2]


def meanings_of(source: Source, node: ast.AST) -> Iterator[Place]:
    """Yield what a name was set to, and the functions that it may be; in any file."""
    home, name = origin_of(source, node) if isinstance(node, NAMES) else (None, "")
    if home:
        yield from ((home, value) for value in home.values.get((0, name), ()))
        yield from ((home, one) for one in home.functions if one.name == name)


def given_by(call: ast.Call, asked: list[str]) -> Iterator[str | None]:
    """Yield what Hypothesis gives: by name, or to the last arguments."""
    yield from (word.arg for word in call.keywords)
    yield from asked[len(asked) - len(call.args) :]


def parametrized_by(source: Source, call: ast.Call) -> Iterator[str | None]:
    """Yield all names but the `indirect` ones: of their values a fixture makes something."""
    names = words_in(source, argument_of(call, 0, "argnames"))
    place, indirect = followed(source, argument_of(call, 2, "indirect"))
    match indirect:
        case None | ast.Constant(value=False):
            yield from names
        case ast.List() | ast.Tuple() | ast.Set():
            made = words_in(place, indirect)
            yield from (name for name in names if name not in made)


def words_in(source: Source, node: ast.AST | None, depth: int = DEPTH) -> list[str | None]:
    """Read `"a, b"`, `("a", "b")`, `"a b".split()` and what has a name."""
    place, told = followed(source, node)
    match told:
        case ast.List(elts=inside) | ast.Tuple(elts=inside) | ast.Set(elts=inside) if depth:
            return [word for one in inside for word in words_in(place, one, depth - 1)]
        case ast.Starred(value=inner) | ast.Call(func=ast.Attribute(value=inner, attr="split")) if (
            depth
        ):
            return words_in(place, inner, depth - 1)
    text = text_of(told)
    return [None] if text is None else [*text.replace(",", " ").split()]


def followed(
    source: Source, node: ast.AST | None, depth: int = DEPTH
) -> tuple[Source, ast.AST | None]:
    """Go from a name to what it was set to."""
    for place, value in meanings_of(source, node) if node and depth else ():
        return followed(place, value, depth - 1)
    return source, node
