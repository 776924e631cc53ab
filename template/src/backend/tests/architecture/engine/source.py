"""One file, read and parsed once, with what the rules ask about it."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TypeVar, cast

from backend.tests.architecture.engine.layout import Layout, is_in
from backend.tests.architecture.engine.names import Names, text_of
from backend.tests.architecture.engine.syntax import (
    BINDERS,
    bindings,
    comments_in,
    elements_of,
    nodes_by_kind,
)

Node = TypeVar("Node", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class File:
    """Any file that people wrote."""

    path: str
    text: str
    layout: Layout

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @cached_property
    def lines(self) -> list[str]:
        # As Python counts them: `splitlines` also divides at what is inside a text.
        return self.text.removesuffix("\n").split("\n")

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


@dataclass(frozen=True)
class Configuration(File):
    """A file that tools read: settings, dependencies, containers."""


@dataclass(frozen=True)
class Source(File):
    """A Python file and its syntax tree."""

    tree: ast.Module
    # The other files of the project, for what is imported from them.
    modules: Mapping[str, "Source"] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def is_conftest(self) -> bool:
        return self.name == "conftest.py"

    @cached_property
    def is_test_file(self) -> bool:
        """Return whether pytest would look for tests here."""
        return self.name.startswith("test_") or self.name.endswith("_test.py")

    @cached_property
    def is_test_code(self) -> bool:
        return is_in(self.path, self.layout.tests) or self.is_test_file or self.is_conftest

    @cached_property
    def is_harness(self) -> bool:
        """Return whether this is what tests stand on, and no test itself."""
        inside = (self.layout.harness, self.layout.architecture)
        return any(is_in(self.path, one) for one in inside) and not self.is_test_file

    @cached_property
    def module(self) -> str:
        return self.layout.module_of(self.path)

    @cached_property
    def by_kind(self) -> dict[type[ast.AST], list[ast.AST]]:
        return nodes_by_kind(self.tree)

    @cached_property
    def comments(self) -> list[tuple[int, str]]:
        return comments_in(self.text)

    def nodes(self, *kinds: type[Node]) -> Iterable[Node]:
        """Return the nodes of these kinds, one kind after the other."""
        return chain.from_iterable(cast("list[Node]", self.by_kind.get(kind, ())) for kind in kinds)

    @cached_property
    def functions(self) -> list[Function]:
        return [*self.nodes(ast.FunctionDef), *self.nodes(ast.AsyncFunctionDef)]

    @cached_property
    def tests(self) -> list[Function]:
        """The functions that pytest would run."""
        inside = self.tree.body if self.is_test_file else []
        functions = [node for node in inside if isinstance(node, Function)]
        return [function for function in functions if function.name.startswith("test")]

    @cached_property
    def values(self) -> dict[tuple[int, str], list[ast.expr]]:
        """The values of each variable, by the line of its function, or 0 at the top."""
        found: dict[tuple[int, str], list[ast.expr]] = defaultdict(list)
        # What the statement of a class sets is no variable.
        fields = {id(node) for one in self.nodes(ast.ClassDef) for node in one.body}
        for node in self.nodes(*BINDERS):
            for name, value in () if id(node) in fields else bindings(node):
                scope = next((one.lineno for one in self.functions_around(value)), 0)
                found[scope, name].append(value)
        return found

    def values_of(self, used: ast.AST, name: str) -> list[ast.expr]:
        """Return what a variable was set to: in its function, in one around it, or at the top."""
        scopes = [*(one.lineno for one in self.functions_around(used)), 0]
        return next(filter(None, (self.values.get((scope, name), []) for scope in scopes)), [])

    @cached_property
    def functions_by_line(self) -> dict[int, list[Function]]:
        found: dict[int, list[Function]] = {}
        for function in sorted(self.functions, key=lambda one: one.lineno):
            for line in range(function.lineno, (function.end_lineno or 0) + 1):
                found[line] = [function, *found.get(line, [])]
        return found

    def functions_around(self, node: ast.AST) -> list[Function]:
        """Return the functions that a node is in, the innermost first."""
        return self.functions_by_line.get(getattr(node, "lineno", 0), [])

    @cached_property
    def names(self) -> Names:
        package = f"{self.module}." if self.name == "__init__.py" else self.module
        return Names(package, [*self.nodes(ast.Import), *self.nodes(ast.ImportFrom)])

    @cached_property
    def references(self) -> dict[str, list[ast.expr]]:
        """The uses of what the file imports, by dotted name."""
        found: dict[str, list[ast.expr]] = defaultdict(list)
        for node in self.nodes(ast.Name, ast.Attribute):
            is_set = isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
            if not is_set and (dotted := self.names.dotted(node)):
                found[dotted].append(node)
        return found

    @cached_property
    def imports(self) -> list[tuple[ast.AST, str]]:
        """Every module or name that is imported, by statement or by call, and where."""
        found: list[tuple[ast.AST, str]] = []
        for statement in self.nodes(ast.Import):
            found += [(statement, alias.name) for alias in statement.names]
        for origin in self.nodes(ast.ImportFrom):
            module = self.names.origin(origin)
            found += [(origin, f"{module}.{alias.name}") for alias in origin.names]
        for call in self.nodes(ast.Call):
            if module := self.names.imported_by(call) or "":
                found.append((call, module))
        # pytest imports what `pytest_plugins` names.
        for value in self.values.get((0, "pytest_plugins"), ()):
            found += [(one, text) for one in elements_of(value) if (text := text_of(one))]
        return found

    def imports_of(self, *modules: str) -> Iterator[tuple[ast.AST, str]]:
        """Yield where one of these modules, or something in it, is imported."""
        beginnings = tuple(f"{module}." for module in modules)
        for node, imported in self.imports:
            if f"{imported}.".startswith(beginnings):
                yield node, imported

    def uses_below(self, *modules: str) -> Iterator[tuple[ast.expr, str]]:
        """Yield where something in one of these modules is used."""
        beginnings = tuple(f"{module}." for module in modules)
        for name, nodes in self.references.items():
            if f"{name}.".startswith(beginnings):
                yield from ((node, name) for node in nodes)

    def uses_of(self, *names: str) -> Iterator[tuple[ast.expr, str]]:
        """Yield where one of these names is used."""
        for name in names:
            yield from ((node, name) for node in self.references.get(name, ()))
