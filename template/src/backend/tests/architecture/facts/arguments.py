"""Which arguments of a test are fixtures: whatever no default and no decorator gives."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.origins import Place
from backend.tests.architecture.facts.parameters import parameters_in

HOOK, MARKS = "pytest_generate_tests", "pytestmark"
HOLDERS = (ast.Assign, ast.AnnAssign, ast.AugAssign)


def is_test(source: Source, function: Function) -> bool:
    """Whether pytest takes it for a test; a function in a function is none."""
    is_named = source.is_test_file and function.name.startswith("test")
    return is_named and not source.functions_around(function)[1:]


def fixtures_of_test(project: Project, source: Source, test: Function) -> list[str]:
    """Return what it asks for, or nothing where only the run knows what is a parameter."""
    holders = [node for node in source.nodes(ast.ClassDef) if test in node.body]
    asked = required_arguments(source, test, is_method=bool(holders))
    marks = [one for node in (test, *holders) for one in node.decorator_list]
    places = [(source, mark) for mark in (*marks, *module_marks(source))]
    given = {
        name
        for home, node in (*places, *hooks_of(project, source))
        for name in parameters_in(home, node, asked)
    }
    return [] if None in given else [name for name in asked if name not in given]


def required_arguments(source: Source, test: Function, *, is_method: bool) -> list[str]:
    arguments = test.args
    positional = [*arguments.posonlyargs, *arguments.args]
    without = positional[: len(positional) - len(arguments.defaults)]
    by_name = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    names = [one.arg for one in (*without, *(one for one, default in by_name if default is None))]
    is_static = any(source.names.dotted(one) == "staticmethod" for one in test.decorator_list)
    return names[1:] if is_method and not is_static else names


def module_marks(source: Source) -> Iterator[ast.expr]:
    """Yield what `pytestmark` is set to, and what is added to it."""
    for node in source.nodes(*HOLDERS) if MARKS in source.text else ():
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                | ast.AugAssign(target=ast.Name(id=name), value=value)
            ) if name == MARKS:
                yield value


def hooks_of(project: Project, source: Source) -> Iterator[Place]:
    """Yield the hooks that may give parameters to every test of a file."""
    for home in (source, *project.conftests):
        is_above = not home.folder or is_in(source.path, home.folder)
        for function in home.functions if is_above else ():
            if function.name == HOOK:
                yield home, function
