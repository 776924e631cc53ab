"""What a name in a file means: the dotted path behind it, however it was imported or renamed."""

import ast
import builtins
from collections.abc import Iterable

IMPORTERS = {
    "__import__",
    "importlib.util.find_spec",
    "pkgutil.resolve_name",
    "builtins.__import__",
    "importlib.__import__",
    "importlib.import_module",
    "pytest.importorskip",
}
# A tuple is looked through in half the time of a union, and every node of every file is asked.
MEANINGFUL = (ast.Attribute, ast.Call, ast.Subscript, ast.NamedExpr)
BUILTINS = frozenset(dir(builtins))
PARTIALS = {"functools.partial", "functools.partialmethod"}


def text_of(node: ast.AST | None) -> str | None:
    """Return a text that the file spells out, also in pieces: `"sql" + "ite"`."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            pieces = [text_of(left), text_of(right)]
        case ast.JoinedStr(values=values):
            pieces = [text_of(value) for value in values]
        case ast.Call(func=ast.Attribute(value=glue, attr="join"), args=[texts]):
            parts = texts.elts if isinstance(texts, ast.List | ast.Tuple) else [texts]
            return joined_text(text_of(glue), [text_of(part) for part in parts])
        case _:
            return None
    return joined_text("", pieces)


def joined_text(glue: str | None, pieces: list[str | None]) -> str | None:
    known = [piece for piece in pieces if piece is not None]
    return None if glue is None or len(known) < len(pieces) else glue.join(known)


def joined(parent: str | None, name: str | None) -> str | None:
    return f"{parent}.{name}" if parent and name else None


def names_in(assignment: ast.Assign) -> list[str]:
    return [target.id for target in assignment.targets if isinstance(target, ast.Name)]


class Names:
    """The imports of one file, and what it calls them."""

    def __init__(self, module: str, imports: Iterable[ast.stmt]) -> None:
        self.module = module
        self.bound: dict[str, str] = {}
        self.stars: list[str] = []
        self.known: dict[int, str | None] = {}
        for node in imports:
            if isinstance(node, ast.Import):
                self.bind(node)
            elif isinstance(node, ast.ImportFrom):
                self.bind_from(node)

    def bind(self, node: ast.Import) -> None:
        for alias in node.names:
            first = alias.name.partition(".")[0]
            self.bound[alias.asname or first] = alias.name if alias.asname else first

    def bind_from(self, node: ast.ImportFrom) -> None:
        origin = self.origin(node)
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(origin)
            else:
                self.bound[alias.asname or alias.name] = f"{origin}.{alias.name}"

    def origin(self, node: ast.ImportFrom) -> str:
        """Return the module of a `from`, with the dots of a relative one resolved."""
        if not node.level:
            return node.module or ""
        parents = self.module.split(".")[: -node.level]
        return ".".join([*parents, *filter(None, [node.module])])

    def rename(self, assignments: Iterable[ast.Assign], arguments: set[str]) -> None:
        """Learn `wait = time.sleep`: a name that stands for another one, and for nothing else."""
        imported = self.bound
        meanings: dict[str, set[str | None]] = {name: {None} for name in arguments}
        self.bound = dict(imported)
        for assignment in assignments:
            meaning = self.dotted(assignment.value)
            for name in names_in(assignment):
                meanings.setdefault(name, set()).add(meaning)
                if meaning:
                    self.bound.setdefault(name, meaning)
        # What was asked above was asked before all was known.
        self.known.clear()
        unclear = {name for name, found in meanings.items() if len(found) > 1 or None in found}
        for name in unclear - imported.keys():
            self.bound.pop(name, None)

    def dotted(self, node: ast.AST | None) -> str | None:
        """Return what an expression stands for, or None where the file does not tell."""
        if isinstance(node, ast.Name):
            return self.bound.get(node.id) or self.unbound(node.id)
        if not isinstance(node, MEANINGFUL):
            return None
        # Every rule asks, and the trees stay as they are.
        if id(node) not in self.known:
            self.known[id(node)] = self.found(node)
        return self.known[id(node)]

    def found(self, node: ast.Attribute | ast.Call | ast.Subscript | ast.NamedExpr) -> str | None:
        match node:
            case ast.Attribute(value=value, attr=attribute):
                return joined(self.dotted(value), attribute)
            case ast.Call():
                return self.of_call(node)
            case ast.Subscript():
                return self.of_lookup(node)
            case ast.NamedExpr(value=value):
                return self.dotted(value)

    def unbound(self, name: str) -> str | None:
        if name in BUILTINS:
            return name
        return f"{self.stars[0]}.{name}" if self.stars else None

    def of_call(self, call: ast.Call) -> str | None:
        """See through `import_module("x")`, `getattr(x, "y")` and `partial(x)`."""
        function = self.dotted(call.func)
        if function in PARTIALS and call.args:
            return self.dotted(call.args[0])
        if function == "getattr" and len(call.args) > 1:
            return joined(self.dotted(call.args[0]), text_of(call.args[1]))
        imported = self.imported_by(call, function)
        # `__import__("a.b")` imports b and gives a.
        whole = function != "__import__" or len(call.args) > 1
        return imported if whole or not imported else imported.partition(".")[0]

    def imported_by(self, call: ast.Call, function: str | None) -> str | None:
        """Return the module that a call imports by its name."""
        if function not in IMPORTERS:
            return None
        given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "name")]
        module = (text_of(given[0]) if given else None) or ""
        if module.startswith("."):
            # `import_module(".mock", "unittest")`
            package = [
                *call.args[1:2],
                *(one.value for one in call.keywords if one.arg == "package"),
            ]
            return f"{text_of(package[0])}{module}" if package else None
        return module.replace(":", ".") or None

    def of_lookup(self, lookup: ast.Subscript) -> str | None:
        """See through `sys.modules["x"]`, `vars(x)["y"]` and `x.__dict__["y"]`."""
        key = text_of(lookup.slice)
        if isinstance(lookup.value, ast.Call) and self.dotted(lookup.value.func) == "vars":
            return joined(self.dotted(lookup.value.args[0]), key) if lookup.value.args else None
        holder = self.dotted(lookup.value)
        if holder == "sys.modules":
            return key
        if holder and holder.endswith(".__dict__"):
            return joined(holder.removesuffix(".__dict__"), key)
        return None
