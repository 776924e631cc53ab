"""Packages to look for parts in, written where only one test can import them."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType
from typing import Protocol


class WritePackage(Protocol):
    def __call__(self, files: Mapping[str, str]) -> ModuleType:
        """Write a package of these files, by path, and import it."""
        ...


@contextmanager
def writing_packages(folder: Path, name: str = "parts") -> Iterator[WritePackage]:
    def write_package(files: Mapping[str, str]) -> ModuleType:
        for path, source in {"__init__.py": "", **files}.items():
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source)
        invalidate_caches()
        return import_module(name)

    sys.path.insert(0, str(folder))
    try:
        yield write_package
    finally:
        sys.path.remove(str(folder))
        for module in [known for known in sys.modules if known.split(".")[0] == name]:
            del sys.modules[module]
