"""Parts are found by the names of their modules, and nothing has to list them."""

import pytest

from backend.core.discovery import classes_in, modules_named
from backend.tests.core.packages import WritePackage


def test_parts_are_found_in_the_order_of_their_members(write_package: WritePackage) -> None:
    package = write_package(
        {f"{member}/{file}.py": "" for member in "ba" for file in ("__init__", "routes")}
    )

    found = modules_named("routes", package)

    assert [*found] == ["a", "b"]
    assert found["a"].__name__ == f"{package.__name__}.a.routes"


def test_a_part_may_be_a_package(write_package: WritePackage) -> None:
    package = write_package({"a/__init__.py": "", "a/routes/__init__.py": ""})

    assert [*modules_named("routes", package)] == ["a"]


@pytest.mark.parametrize(
    "path",
    ["a/__init__.py", "a.py", "routes.py", "a/routes.py", "a/b/routes.py", "a/__pycache__/old.pyc"],
)
def test_what_is_no_part_is_left_alone(write_package: WritePackage, path: str) -> None:
    package = write_package({path: ""})

    assert modules_named("routes", package) == {}


def test_a_part_that_cannot_be_imported_is_an_error(write_package: WritePackage) -> None:
    package = write_package({"a/__init__.py": "", "a/routes.py": "import nowhere_at_all"})

    with pytest.raises(ModuleNotFoundError, match="nowhere_at_all"):
        modules_named("routes", package)


def test_only_a_modules_own_classes_are_its_classes(write_package: WritePackage) -> None:
    source = "from fractions import Fraction\nclass Mine(Fraction): ...\nmine = Mine()\n"
    package = write_package({"a/__init__.py": "", "a/kinds.py": source})
    module = modules_named("kinds", package)["a"]

    assert classes_in(module, object) == [module.Mine]
    assert classes_in(module, str) == []
