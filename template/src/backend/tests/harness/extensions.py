"""PostgreSQL extensions that the migrations create and the servers of this run lack."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import asyncpg

from backend.tests.harness.servers.contract import Servers, ServersError

# At the start of a statement; a name that the code computes is met when the migration runs.
CREATE = re.compile(
    r"""(?:^|;)\s*CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?["']?([\w-]+)""",
    re.IGNORECASE | re.MULTILINE,
)
# Inside of these the code decides by itself whether the extension is there.
CONDITIONAL = (ast.If, ast.Try)
GUARDED = re.compile(r"^\s*DO\b", re.IGNORECASE)
# Modules of PostgreSQL's own that need a library, which the embedded build is made without.
IN_OFFICIAL_IMAGES = {"pgcrypto", "sslinfo", "uuid-ossp", "xml2"}
IMAGES = {
    "postgis": "postgis/postgis:{major}-3.6",
    "vector": "pgvector/pgvector:pg{major}",
    "timescaledb": "timescale/timescaledb:latest-pg{major}",
}


async def refuse_missing_extensions(servers: Servers, files: Iterable[Path]) -> None:
    """Look before the first migration runs. Raises ServersError with one line for each."""
    wanted = {name: file for file in files for name in extensions_in(file)}
    if not wanted:
        return
    available = await available_extensions(servers)
    missing = {name: file for name, file in wanted.items() if name not in available}
    if missing:
        lines = (f"{file.name}: {missing_extension(n, servers)}" for n, file in missing.items())
        raise ServersError("\n".join(lines))


async def available_extensions(servers: Servers) -> set[str]:
    connection = await asyncpg.connect(servers.postgres_url)
    try:
        rows = await connection.fetch("SELECT name FROM pg_available_extensions")
        return {row["name"] for row in rows}
    finally:
        await connection.close()


def extensions_in(file: Path) -> Iterator[str]:
    """Yield what the file creates in any case; a file that is no Python or SQL has none."""
    text = file.read_text(errors="replace") if file.suffix in {".py", ".sql"} else ""
    if "EXTENSION" not in text.upper():
        return
    for statement in statements_in(ast.parse(text)) if file.suffix == ".py" else [text]:
        if not GUARDED.match(statement):
            yield from CREATE.findall(statement)


def statements_in(node: ast.AST) -> Iterator[str]:
    """Yield the texts that run on the way up, whatever the database holds."""
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if is_docstring or isinstance(node, CONDITIONAL) or getattr(node, "name", "") == "downgrade":
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from statements_in(child)


def missing_extension(name: str, servers: Servers) -> str:
    """Return what lacks the extension, and the line to write."""
    major = servers.postgres_version.partition(".")[0]
    image = IMAGES.get(name, "an image that has it").format(major=major)
    written = f'`postgres = "{image}"` in [tool.testbed] of pyproject.toml'
    package = f"Debian's postgresql-{major}"
    if servers.engine == "url":
        fix = "install it on that server, or unset TESTBED_POSTGRES_URL"
    elif servers.engine == "docker":
        fix = f"write {written}"
    elif name in IN_OFFICIAL_IMAGES:
        fix = (
            "set TESTBED_ENGINE=docker, whose image has it, or install "
            f"{package} and set TESTBED_POSTGRES_BIN=/usr/lib/postgresql/{major}/bin"
        )
    else:
        fix = (
            f"write {written} and set TESTBED_ENGINE=docker, or install {package} with the "
            f"extension and set TESTBED_POSTGRES_BIN=/usr/lib/postgresql/{major}/bin"
        )
    server = f"PostgreSQL {servers.postgres_version} of the engine {servers.engine!r}"
    return f"{server} has no extension {name!r}: {fix}."
