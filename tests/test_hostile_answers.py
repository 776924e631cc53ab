"""Whatever is answered: a service whose files say just that, or one sentence and no file."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from copier import Settings, run_copy
from copier.errors import UserMessageError
from hypothesis import HealthCheck, event, given, settings

from tests.harness.hostile import ANSWERS
from tests.harness.services import tree

EXAMPLES = 300
REFUSAL = re.compile(r"'None' has no attribute '\w+ is refused: .+\.'")


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(answers=ANSWERS)
def test_an_answer_is_rendered_as_it_was_given_or_refused(
    only_rendered: Path, answers: dict[str, Any]
) -> None:
    with TemporaryDirectory() as folder:
        service = Path(folder) / "service"
        refusal = render(only_rendered, service, answers)

        event("refused" if refusal else "rendered")
        if refusal is None:
            assert_says(service, answers)
        else:
            assert REFUSAL.fullmatch(refusal)
            assert not service.exists()


def render(template: Path, service: Path, answers: dict[str, Any]) -> str | None:
    """Generate what depends on answers; return the sentence it was refused with, if it was."""
    try:
        run_copy(
            str(template),
            service,
            data=answers,
            defaults=True,
            quiet=True,
            settings=Settings(),
        )
    except UserMessageError as refused:
        return str(refused)
    return None


def assert_says(service: Path, answers: dict[str, Any]) -> None:
    recorded = yaml.safe_load((service / ".copier-answers.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((service / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    given = {**recorded, **answers}

    assert recorded["project_name"] == given["project_name"]
    assert project["name"] == recorded["project_slug"] == given["project_slug"]
    assert project["description"] == recorded["description"] == given["description"]
    for parse, pattern in PARSERS.items():
        for path in service.glob(pattern):
            assert parse(path.read_text(encoding="utf-8"))
    assert all(name.isascii() and ".." not in name for name in tree(service))


PARSERS: dict[Callable[[str], object], str] = {
    tomllib.loads: "*.toml",
    yaml.safe_load: "**/*.y*ml",
}
