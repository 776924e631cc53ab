"""Where a repository keeps its package, its tests and its harness."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# They hold no code of ours, but how it is run elsewhere.
HIDDEN = {".circleci", ".devcontainer", ".github"}
PASSED_BY = {"build", "dist", "htmlcov", "node_modules", "site-packages", "venv", "__pycache__"}
CONFIGURATION = (
    "*.cfg", "*.env", "*.ini", "*.mk", "*.sh", "*.toml", "*.yaml", "*.yml",
    ".env*", "Dockerfile*", "Makefile", "Procfile", "justfile", "requirements*.txt",
    "settings*.json",
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """Paths below the checkout, as POSIX text."""

    package: str = "src/backend"
    tests: str = "src/backend/tests"
    harness: str = "src/backend/tests/harness"
    # They prove rules and not modules.
    architecture: str = "src/backend/tests/architecture"
    revisions: str = "src/backend/migrations/versions"
    users_rules: str = "src/backend/tests/apps/rules"
    roots: tuple[str, ...] = ("",)

    @property
    def name(self) -> str:
        """What the package is called in an import."""
        return self.package.rpartition("/")[2]

    def module_of(self, path: str) -> str:
        """Return the dotted name under which a Python file is imported."""
        inside = path.removeprefix(self.package.rpartition("/")[0]).strip("/")
        return inside.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def files_below(checkout: Path, roots: tuple[str, ...]) -> Iterator[str]:
    """Yield what people wrote: no hidden folder, nothing that was built or installed."""
    for root in roots:
        for folder, folders, files in os.walk(checkout / root):
            folders[:] = [name for name in folders if is_ours(name)]
            below = Path(folder).relative_to(checkout)
            yield from ((below / name).as_posix() for name in files)


def is_ours(folder: str) -> bool:
    return folder in HIDDEN or (folder not in PASSED_BY and not folder.startswith("."))


def is_in(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")
