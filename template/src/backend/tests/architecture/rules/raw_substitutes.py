"""TB403: no dict takes the place of a factory."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import method_of
from backend.tests.architecture.facts.dicts import is_written_out, raw_dict
from backend.tests.architecture.facts.fixtures import fixtures_of

BUILDER = re.compile(
    r"(^|_)(make|build|create|new|fake|sample|valid|default|given)_"
    r"|(^|_)(payload|body|data|dict|json|attrs|fields|kwargs)$"
)
# What is a dict by nature.
HEADERS = re.compile(r"header|environ|env_|param|cookie|settings|config|query")
VALIDATORS = {"model_validate", "parse_obj", "validate_python", "model_construct"}


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        fixtures = {id(fixture.function) for fixture in fixtures_of(source)}
        for function in source.functions:
            if id(function) in fixtures or BUILDER.search(function.name):
                yield from returned(source, function)
        yield from filled_in(source)


def returned(source: Source, function: Function) -> Iterator[Spot]:
    if HEADERS.search(function.name) or function.name.startswith("test"):
        return
    for node in ast.walk(function):
        gives = node.value if isinstance(node, ast.Return | ast.Yield) else None
        if gives and is_written_out(gives):
            yield spot(source, node, f"`{function.name}` gives a raw dict.")


def filled_in(source: Source) -> Iterator[Spot]:
    """Find `Note(**{...})` and `Note.model_validate({...})`, but for inputs that must fail."""
    refused = lines_that_must_fail(source)
    for call in source.nodes(ast.Call):
        if call.lineno in refused:
            continue
        if method_of(call) in VALIDATORS and call.args and raw_dict(source, call.args[0]):
            yield spot(source, call, "An object is made of a raw dict.")
        for word in call.keywords:
            if word.arg is None and is_model(call) and raw_dict(source, word.value):
                yield spot(source, word.value, "An object is made of a raw dict.")


def is_model(call: ast.Call) -> bool:
    """Whether the call makes an object of a class, and not one of a factory."""
    name = call.func.id if isinstance(call.func, ast.Name) else method_of(call) or ""
    return name[:1].isupper() and not name.endswith("Factory")


def lines_that_must_fail(source: Source) -> set[int]:
    lines: set[int] = set()
    blocks: list[ast.With | ast.AsyncWith] = [*source.nodes(ast.With)]
    for block in [*blocks, *source.nodes(ast.AsyncWith)]:
        if any("raises" in ast.unparse(item.context_expr) for item in block.items):
            lines.update(range(block.lineno, (block.end_lineno or 0) + 1))
    return lines


RULE = Rule(
    code="TB403",
    title="No dict takes the place of a factory",
    why="Test data is created through polyfactory and faker; a helper that returns a dict is a"
    " factory without types, values and defaults, and one per folder.",
    way_out="Write a `BodyFactory` or a `RowFactory`, and give the test what it builds.",
    bad="""
    def make_note(**fields: object) -> dict[str, object]:
        return {"title": "Emma", "body": "..."}
    """,
    good="""
    # src/backend/tests/apps/notes/factories.py
    class NoteCreateFactory(BodyFactory[NoteCreate]):
        title = Use(FAKER.sentence)
    """,
    check=check,
)
