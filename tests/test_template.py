"""The template itself: real Python, and no variable that nobody asked for."""

import re
import tomllib
from importlib.metadata import files
from pathlib import Path

import pytest
from jinja2 import Environment, StrictUndefined, meta
from jinja2_ansible_filters import AnsibleCoreFiltersExtension

from tests.harness.paths import ROOT, TEMPLATE
from tests.harness.questions import CONFIGURATION, QUESTIONS
from tests.harness.repositories import tracked

FILES = [Path(name) for name in tracked()]
RENDERED = [path for path in FILES if path.suffix == ".jinja" or "{" in path.name]
# pydantic's `EmailStr` imports it.
NEEDED_BY_OTHERS = {"email-validator"}
COPIERS_OWN = {"_copier_answers", "_copier_conf"}
LOCK_FILES = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "package-lock.json"}


def undeclared(text: str) -> set[str]:
    environment = Environment(autoescape=True, extensions=[AnsibleCoreFiltersExtension])
    return meta.find_undeclared_variables(environment.parse(text))


@pytest.mark.parametrize("path", RENDERED, ids=str)
def test_a_file_uses_only_what_was_asked(path: Path) -> None:
    used = undeclared(path.name) | undeclared((ROOT / path).read_text(encoding="utf-8"))

    assert used <= QUESTIONS.keys() | COPIERS_OWN


def test_an_undefined_variable_would_stop_the_rendering() -> None:
    assert CONFIGURATION["_envops"]["undefined"] == f"jinja2.{StrictUndefined.__name__}"


def test_no_python_file_is_rendered() -> None:
    assert not [
        path for path in RENDERED if path.suffixes[-2:-1] == [".py"] or path.suffix == ".py"
    ]


@pytest.mark.parametrize("path", sorted(TEMPLATE.rglob("*.py")), ids=lambda path: path.name)
def test_python_is_python(path: Path) -> None:
    compile(path.read_text(encoding="utf-8"), path, "exec")


def test_no_lock_file_is_committed() -> None:
    assert not [path for path in FILES if path.name in LOCK_FILES]


def test_the_image_installs_nothing_that_only_tests_need(service: Path) -> None:
    pyproject = tomllib.loads((service / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = [path for path in service.rglob("src/**/*.py") if "tests" not in path.parts]
    code = "".join(path.read_text(encoding="utf-8") for path in (*shipped, service / "Dockerfile"))
    names = [re.split(r"[\[<>=]", wanted)[0] for wanted in pyproject["project"]["dependencies"]]

    unused = [name for name in names if not mentions(code, name)]
    assert set(unused) <= NEEDED_BY_OTHERS


def mentions(code: str, distribution: str) -> bool:
    """Whether code names a module of the distribution."""
    roots = {path.parts[0].removesuffix(".py") for path in files(distribution) or ()}
    return any(re.search(rf"\b{re.escape(root)}\b", code) for root in roots)
