"""Whatever is answered: a service whose files say just that, or one sentence and no file."""

import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from copier import Settings, run_copy
from copier.errors import UserMessageError
from hypothesis import HealthCheck, given, settings

from tests.harness import readers
from tests.harness.hostile import ANSWERS
from tests.harness.questions import HOSTILE, METACHARACTERS
from tests.harness.services import Answers, Generate, make, tree

EXAMPLES = 300
REFUSAL = re.compile(r"'None' has no attribute '\w+ is refused: .+\.'")
LONG = (METACHARACTERS * 9)[:199] + "."
SAMPLE: dict[str, Answers] = {
    "metacharacters": HOSTILE,
    "200 characters": {
        "project_name": "日" * 60,
        "project_slug": "a1-" * 13 + "b",
        "description": LONG,
    },
    "keywords": {"project_name": "None", "project_slug": "true", "description": "import class"},
}


@pytest.mark.slow
def test_an_answer_is_rendered_as_it_was_given_or_refused(only_rendered: Path) -> None:
    became: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(answers=ANSWERS)
    def answer(answers: dict[str, Any]) -> None:
        with TemporaryDirectory() as folder:
            service = Path(folder) / "service"
            refusal = render(only_rendered, service, answers)
            assert_refused(service, refusal) if refusal else assert_says(service, answers)
        became["refused" if refusal else "rendered"] += 1

    answer()

    assert became.total() >= EXAMPLES
    assert became["rendered"] >= EXAMPLES / 2, became
    assert became["refused"] >= EXAMPLES / 10, became


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


def assert_refused(service: Path, refusal: str) -> None:
    assert REFUSAL.fullmatch(refusal)
    assert not service.exists()


def assert_says(service: Path, answers: dict[str, Any]) -> None:
    said = {name: readers.read(service / name) for name in tree(service)}
    recorded, project = said[".copier-answers.yml"], said["pyproject.toml"]["project"]
    given = {**recorded, **answers}

    assert {name: recorded[name] for name in answers} == answers
    assert project["name"] == given["project_slug"] == said["compose.yaml"]["name"]
    assert project["description"] == given["description"]
    assert all(name.isascii() and ".." not in name for name in said)


@pytest.mark.slow
@pytest.mark.parametrize("answers", SAMPLE.values(), ids=SAMPLE.keys())
def test_a_service_of_hostile_answers_passes_its_checks(
    generate: Generate, answers: Answers
) -> None:
    make(generate({**answers, "example": False}), "check")
