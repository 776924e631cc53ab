"""The ancestors and methods of classes, also across files."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.source import Function, Source

Classes = dict[str, tuple[Source, ast.ClassDef]]


def bases_of(source: Source, node: ast.ClassDef) -> Iterator[str]:
    """Yield the dotted names of a class's bases; `Repository[User]` is `Repository`."""
    for base in node.bases:
        plain = base.value if isinstance(base, ast.Subscript) else base
        local = f"{source.module}.{plain.id}" if isinstance(plain, ast.Name) else None
        if dotted := source.names.dotted(plain) or local:
            yield dotted


def classes_by_name(project: Project) -> Classes:
    return {
        f"{source.module}.{node.name}": (source, node)
        for source in project.sources
        for node in source.nodes(ast.ClassDef)
    }


def ancestors(classes: Classes, source: Source, node: ast.ClassDef) -> set[str]:
    """Return every class above this one that the files tell."""
    found: set[str] = set()
    waiting = list(bases_of(source, node))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += bases_of(*classes[name]) if name in classes else ()
    return found


def methods_of(node: ast.ClassDef) -> Iterator[Function]:
    yield from (inner for inner in node.body if isinstance(inner, Function))
