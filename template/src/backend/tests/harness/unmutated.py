"""Says which functions `make mutate` does not change: mutmut leaves those with a decorator alone.

It copies each function that it changes, and a copy of a route would be registered twice.
"""

import ast
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from pathlib import Path

# They have no effect but on how a function is called, so mutmut changes what they decorate.
HARMLESS = ("staticmethod", "classmethod")


def main() -> None:
    settings = ConfigParser()
    settings.read("setup.cfg")
    patterns = settings["mutmut"]["only_mutate"].split()
    print(*report(Path(), patterns), sep="\n")  # noqa: T201 - this is a command


def report(checkout: Path, patterns: Iterable[str]) -> Iterator[str]:
    """Yield a sentence with the share of functions that no mutant touches, and a line a file."""
    count, unchanged = 0, dict[str, list[str]]()
    for path in sorted({path for pattern in patterns for path in python_in(checkout, pattern)}):
        written = list(functions_in(ast.parse(path.read_text(encoding="utf-8"))))
        count += len(written)
        if names := [function.name for function in written if is_left_alone(function)]:
            unchanged[path.relative_to(checkout).as_posix()] = names
    left = sum(map(len, unchanged.values()))
    yield f"{left} of {count} functions have a decorator, and mutmut changes none of them:"
    yield from (f"    {path}: {', '.join(names)}" for path, names in unchanged.items())


def python_in(checkout: Path, pattern: str) -> Iterator[Path]:
    """Yield what mutmut takes `src/backend/core/*` for: files however deep."""
    yield from (checkout / pattern.removesuffix("/*")).rglob("*.py")


def functions_in(
    tree: ast.Module | ast.ClassDef,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield functions and methods; one inside of another is changed with it."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from functions_in(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_left_alone(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    match function.decorator_list:
        case []:
            return False
        case [ast.Name(id=name)] if name in HARMLESS:
            return False
    return True


if __name__ == "__main__":
    main()
