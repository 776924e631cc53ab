"""A generated service passes its own checks and its own tests."""

import pytest

from tests.harness.commands import run
from tests.harness.documents import verbs
from tests.harness.questions import EXTREME, ORDINARY
from tests.harness.runs import ENGINES
from tests.harness.services import Answers, Generate, attempt_make, make, tree

# What make leaves with when its command failed.
TESTS_FAILED = 2
# What may be set in a shell, and would put packages elsewhere or leave some out.
ELSEWHERE = {
    **dict.fromkeys(("UV_FROZEN", "UV_NO_DEV", "UV_NO_EDITABLE", "UV_NO_INSTALL_PROJECT"), "1"),
    **dict.fromkeys(("PIP_USER", "PIP_DRY_RUN", "PIP_NO_DEPS"), "1"),
    **dict.fromkeys(("UV_PROJECT", "UV_WORKING_DIR", "UV_PROJECT_ENVIRONMENT"), "/nowhere"),
    **dict.fromkeys(("PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV"), "/nowhere"),
    **dict.fromkeys(("MAKEFLAGS", "PYTHONPATH"), ""),
}
# As a server of the Model Context Protocol does.
HOLDS_A_TASK_GROUP = """
from contextlib import asynccontextmanager

from anyio import create_task_group, sleep_forever


@asynccontextmanager
async def open_resources(settings):
    async with create_task_group() as group:
        group.start_soon(sleep_forever)
        yield group
        group.cancel_scope.cancel()
"""
WITHOUT_UV = "UV=nothing-of-this-name"
REPRESENTATIVE = pytest.mark.parametrize(
    "answers", [ORDINARY, EXTREME], ids=["ordinary", "extreme"]
)


def test_help_lists_every_verb(generate: Generate) -> None:
    service = generate()
    listed = [line.split()[0] for line in make(service, "help").splitlines()]

    assert set(listed) == verbs(service / "Makefile")


@pytest.mark.slow
@REPRESENTATIVE
def test_formatting_changes_nothing(generate: Generate, answers: Answers) -> None:
    service = generate(answers)
    before = tree(service)
    make(service, "format")

    assert {path: text for path, text in tree(service).items() if path in before} == before


@pytest.mark.slow
@REPRESENTATIVE
def test_style_types_and_imports_are_in_order(generate: Generate, answers: Answers) -> None:
    make(generate(answers), "check")


@pytest.mark.slow
def test_a_check_that_fails_is_named_last(generate: Generate) -> None:
    service = generate()
    (service / "src" / "backend" / "core" / "news.py").write_text("import os\n")

    finished = attempt_make(service, "check")

    assert finished.returncode != 0
    assert "Failed: ruff check" in finished.stderr
    assert "make format mends" in finished.stderr


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_its_own_tests_pass(generate: Generate, engine: str) -> None:
    said = make(generate(), "test", engine=engine)

    assert f"servers: {engine}: PostgreSQL 18" in said


@pytest.mark.slow
def test_what_an_app_opens_may_hold_a_task_group(generate: Generate) -> None:
    service = generate({"example": False})
    app = service / "src" / "backend" / "apps" / "listening"
    app.mkdir()
    (app / "__init__.py").touch()
    (app / "resources.py").write_text(HOLDS_A_TASK_GROUP)

    make(service, "test", "ARGS=-n 0 -k test_app.py")


@pytest.mark.slow
def test_its_own_tests_pass_in_parallel(generate: Generate) -> None:
    assert "2 workers" in make(generate(EXTREME), "test", "ARGS=-n 2")


@pytest.mark.slow
@REPRESENTATIVE
def test_an_answer_that_no_test_gets_fails_make(generate: Generate, answers: Answers) -> None:
    finished = attempt_make(generate(answers), "test", "ARGS=--every-answer -k test_health")

    assert finished.returncode == TESTS_FAILED, finished.stdout
    assert "declared answers that no test got" in finished.stdout
    assert "GET /v1/me: 200, " in finished.stdout
    assert "GET /readyz: 500" in finished.stdout


@pytest.mark.slow
def test_a_check_that_fails_fails_make(generate: Generate) -> None:
    service = generate()
    (service / "src" / "backend" / "core" / "untidy.py").write_text("import os,sys\n")

    with pytest.raises(AssertionError, match=r"left with 2\b"):
        make(service, "check")


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), (WITHOUT_UV,)], ids=["uv", "pip"])
def test_a_member_of_a_workspace_has_its_environment_beside_it(
    generate: Generate, words: tuple[str, ...]
) -> None:
    service = generate({"example": False})
    workspace = f'[tool.uv.workspace]\nmembers = ["{service.name}"]\n'
    (service.parent / "pyproject.toml").write_text(workspace)
    run("make", "setup", *words, cwd=service, environment=ELSEWHERE)

    run(".venv/bin/python", "-c", "import pytest, backend.core", cwd=service)
