"""What the documentation names, links, verbs of make, files, and what there is of them."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeGuard

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
VERB = re.compile(r"\bmake ([a-z][a-z-]*)\b")
CODE = re.compile(r"`([^`\n]+)`")
VARIES = "…"
TARGET = re.compile(r"^([a-z][a-z-]*):.*## ", re.MULTILINE)
PATH = re.compile(
    r"^(?!https?:|/|\.\w+$)[\w./-]*(/[\w.-]+|\.(py|md|toml|yml|yaml|ini|jinja|mk))/?$"
)


def pages(where: Path) -> list[Path]:
    return [*where.glob("*.md"), *where.glob("docs/**/*.md")]


def broken_links(page: Path) -> list[str]:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    return [link for link in links if not (page.parent / link).exists()]


def commands(page: Path) -> Iterator[str]:
    """Yield what stands as code: in backticks, or in a block that is fenced."""
    text = page.read_text(encoding="utf-8")
    blocks = text.split("```")
    yield from blocks[1::2]
    yield from CODE.findall("".join(blocks[::2]))


def verbs_named(page: Path) -> set[str]:
    return {verb for command in commands(page) for verb in VERB.findall(command)}


def verbs(makefile: Path) -> set[str]:
    return set(TARGET.findall(makefile.read_text(encoding="utf-8")))


def paths_named(page: Path) -> set[str]:
    text = "".join(page.read_text(encoding="utf-8").split("```")[::2])
    return {name for name in CODE.findall(text) if PATH.match(name)}


def paths_missing(page: Path, *trees: Iterable[str]) -> set[str]:
    """Return the files and folders that are in no tree, neither at its root nor deeper."""
    known = [f"/{path}/" for tree in trees for path in tree]
    named = {name.strip("/") for name in paths_named(page)}
    return {name for name in named if not any(f"/{name}/" in path for path in known)}


def fixtures(tests: Path) -> set[str]:
    """Return the fixtures of every conftest below `tests`."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in tests.rglob("conftest.py")]
    return {node.name for tree in trees for node in tree.body if is_fixture(node)}


def is_fixture(node: ast.stmt) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list)


def first_column(page: Path, heading: str) -> set[str]:
    """Return what stands in backticks in the first column of the table below `heading`."""
    section = page.read_text(encoding="utf-8").split(f"## {heading}")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("|")]
    return set(re.findall(r"`(\w+)`", "".join(cells)))


def messages_named(page: Path, *headings: str) -> set[str]:
    """Return what stands as a sentence in the tables below these headings."""
    text = page.read_text(encoding="utf-8")
    sections = [text.split(f"## {heading}")[1].split("\n## ")[0] for heading in headings]
    rows = [line for section in sections for line in section.splitlines() if line.startswith("|")]
    return {code for row in rows for code in CODE.findall(row) if " " in code}


def sentences(folder: Path) -> Iterator[str]:
    """Yield the strings in the Python of `folder`, with an ellipsis for what varies."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                yield "".join(map(literal, node.values))
            elif isinstance(node, ast.Constant):
                yield literal(node)


def literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return VARIES
