"""Which test file belongs to which module."""

from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.source import Source


def modules_of(test: Source) -> Iterator[str]:
    """Yield where the module, or the package, may be that a test file is named after."""
    name = test.name.removesuffix(".py").removeprefix("test_").removesuffix("_test")
    folder = test.folder
    if not is_in(test.path, test.layout.harness):
        folder = test.layout.package + folder.removeprefix(test.layout.tests)
    yield f"{folder}/{name}.py"
    yield f"{folder}/{name}/__init__.py"


def tests_of(module: Source) -> Iterator[str]:
    """Yield the test files that prove a module: its own, or the one of its package."""
    layout = module.layout
    path = module.path.removesuffix(".py").removesuffix("/__init__")
    folder, _, name = path.removeprefix(layout.package).rpartition("/")
    yield f"{layout.tests}{folder}/test_{name}.py"
    if folder.count("/") > 1:
        above, _, package = folder.rpartition("/")
        yield f"{layout.tests}{above}/test_{package}.py"
