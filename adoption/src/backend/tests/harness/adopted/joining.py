"""Lets Python find the service's packages, also those that are called like one of the harness's."""

import sys
from pathlib import Path
from pkgutil import extend_path
from types import ModuleType

import backend
from backend import tests
from backend.tests.harness.servers.places import SOURCE

SHARED = (backend, tests)


def make_importable(folders: list[Path]) -> None:
    """Look into `folders` too, after the harness's own."""
    after = sys.path.index(str(SOURCE)) + 1 if str(SOURCE) in sys.path else 0
    for folder in reversed(folders):
        if str(folder) not in sys.path:
            sys.path.insert(after, str(folder))
    for package in SHARED:
        join(package)


def join(package: ModuleType) -> None:
    """Let the service's package of this name go on where ours ends.

    Of two packages of one name Python imports the first, which is ours: what the other one says at
    its top has to be said here.
    """
    before = list(package.__path__)
    package.__path__ = extend_path(before, package.__name__)
    for folder in package.__path__:
        file = Path(folder) / "__init__.py"
        if folder not in before and file.is_file():
            exec(compile(file.read_bytes(), file, "exec"), vars(package))  # noqa: S102 - the service's own code
