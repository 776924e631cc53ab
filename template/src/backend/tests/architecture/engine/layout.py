"""The folders of a repository: its package, its tests, its harness."""

from dataclasses import dataclass
from fnmatch import fnmatch

# They hold no code of ours, but how it is run elsewhere.
HIDDEN = {".circleci", ".devcontainer", ".github"}
PASSED_BY = {"build", "dist", "htmlcov", "node_modules", "site-packages", "venv", "__pycache__"}
CONFIGURATION = (
    "*.cfg", "*.conf", "*.env", "*.ini", "*.mk", "*.properties", "*.sh",
    "*.toml", "*.yaml", "*.yml",
    ".env*", "*.[Dd]ockerfile", "Containerfile*", "Dockerfile*", "Jenkinsfile", "Makefile",
    "Pipfile",
    "Procfile", "justfile", "*constraints*.txt", "*requirements*.in", "*requirements*.txt",
    "requirements/*.in", "requirements/*.txt",
    "*settings*.json", "config*.json", "devcontainer.json",
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
        """The name of the package in an import."""
        return self.package.rpartition("/")[2]

    def module_of(self, path: str) -> str:
        """Return the dotted name under which a Python file is imported."""
        inside = path.removeprefix(self.package.rpartition("/")[0]).strip("/")
        return inside.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_configuration(path: str) -> bool:
    """Return whether tools read it; a pattern looks at the name, or at the folder too."""
    last = path.rsplit("/", 2)[-2:]
    return any(
        fnmatch("/".join(last[-1 - pattern.count("/") :]), pattern) for pattern in CONFIGURATION
    )


def is_ours(folder: str) -> bool:
    return folder in HIDDEN or (folder not in PASSED_BY and not folder.startswith("."))


def is_in(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")
