"""The dotted path behind a name of a file, however it was imported."""

import ast
import builtins
from collections.abc import Iterable

IMPORTERS = {"__import__", "importlib.import_module", "pytest.importorskip"}
BUILTINS = frozenset(dir(builtins))


def text_of(node: ast.AST | None) -> str | None:
    """Return a text that the file spells out, or None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def names_in(assignment: ast.Assign) -> list[str]:
    return [target.id for target in assignment.targets if isinstance(target, ast.Name)]


class Names:
    """The imports of one file, and the names that it gives them."""

    def __init__(self, module: str, imports: Iterable[ast.Import | ast.ImportFrom]) -> None:
        self.module = module
        self.bound: dict[str, str] = {}
        for node in imports:
            for alias in node.names:
                self.bind(node, alias)

    def bind(self, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> None:
        if isinstance(node, ast.ImportFrom):
            self.bound[alias.asname or alias.name] = f"{self.origin(node)}.{alias.name}"
        elif alias.asname:
            self.bound[alias.asname] = alias.name
        else:
            first = alias.name.partition(".")[0]
            self.bound[first] = first

    def origin(self, node: ast.ImportFrom) -> str:
        """Return the module of a `from`, with the dots of a relative one resolved."""
        if not node.level:
            return node.module or ""
        parents = self.module.split(".")[: -node.level]
        return ".".join([*parents, *filter(None, [node.module])])

    def dotted(self, node: ast.AST | None) -> str | None:
        """Return what an expression stands for, or None where the file does not tell."""
        if isinstance(node, ast.Name):
            return self.bound.get(node.id) or (node.id if node.id in BUILTINS else None)
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return f"{owner}.{node.attr}" if owner else None
        return None

    def imported_by(self, call: ast.Call) -> str | None:
        """Return the module that a call imports by its name."""
        if self.dotted(call.func) not in IMPORTERS:
            return None
        given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "name")]
        return text_of(given[0]) if given else None
