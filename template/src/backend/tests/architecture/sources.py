"""The service's own Python files, as the rules of the house look at them."""

import ast
import re
import tokenize
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from backend.tests.harness.servers.places import SOURCE

PACKAGE = SOURCE / "backend"
TESTS = PACKAGE / "tests"

FILES = sorted(file for file in PACKAGE.rglob("*.py") if file.stat().st_size)
CONFTESTS = [file for file in FILES if file.name == "conftest.py"]
TEST_FILES = [file for file in FILES if file.name.startswith("test_")]
# They prove rules and not modules, so they mirror nothing.
RULES = TESTS / "architecture"
HARNESS = TESTS / "harness"
# Written by Alembic, and as long as the change they make.
REVISIONS = PACKAGE / "migrations" / "versions"

SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:)")
REASON = re.compile(
    r"#\s*(noqa:\s*[A-Z0-9, ]+|type:\s*ignore\[[a-z, -]+\]|pragma:[a-z ]+)\s(#|--?)\s*\w"
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def relative(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def nodes(file: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(file.read_text()))


def fixtures(file: Path) -> list[Function]:
    functions = [node for node in nodes(file) if isinstance(node, Function)]
    return [function for function in functions if is_fixture(function)]


def is_fixture(function: Function) -> bool:
    return any("fixture" in ast.unparse(decorator) for decorator in function.decorator_list)


def holds_tests(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(
        isinstance(inner, Function) and inner.name.startswith("test") for inner in node.body
    )


def mirrored(test_file: Path) -> list[Path]:
    """Return where the module, or the package, may be that a test file is named after."""
    name = test_file.stem.removeprefix("test_")
    if test_file.is_relative_to(HARNESS):
        return [test_file.with_name(f"{name}.py")]
    folder = PACKAGE / test_file.parent.relative_to(TESTS)
    return [folder / f"{name}.py", folder / name / "__init__.py"]


def line_limit(file: Path) -> int:
    # The root's has what every test may ask for, and there is no folder above it to share with.
    if file == TESTS / "conftest.py":
        return 150
    if file.name == "conftest.py":
        return 100
    return 300 if file.name.startswith("test_") else 200


def comments(file: Path) -> list[str]:
    tokens = tokenize.generate_tokens(StringIO(file.read_text()).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
