"""Prints what pyproject files ask for, a requirement a line; the template's is read unrendered."""

import re
import sys
import tomllib
from pathlib import Path


def requirements(pyproject: Path) -> list[str]:
    table = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    groups = table["dependency-groups"].values()
    named = [line for group in groups for line in group if isinstance(line, str)]
    return [*table["project"].get("dependencies", []), *named]


def package_of(requirement: str) -> str:
    """Return the name as package indexes compare it."""
    name = re.match(r"[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", name[0]).lower() if name else ""


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for path in sys.argv[1:] for line in requirements(Path(path)))
