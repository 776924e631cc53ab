"""What the template asks, and how it refuses."""

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from jinja2_ansible_filters import AnsibleCoreFiltersExtension

from tests.harness.paths import ROOT, TEMPLATE
from tests.harness.prompts import answer_at_the_prompt
from tests.harness.questions import CONFIGURATION, ORDINARY, QUESTIONS, REFUSED, TRUSTED_ONLY
from tests.harness.requirements import package_of, requirements
from tests.harness.services import Generate, copier

MOST_QUESTIONS = 10
TERMINAL_COLUMNS = 80
PYPROJECT = TEMPLATE / "pyproject.toml.jinja"


def test_there_are_at_most_ten_questions() -> None:
    assert len(QUESTIONS) <= MOST_QUESTIONS


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_help_default_and_validator(question: str) -> None:
    assert {"type", "help", "default", "validator"} <= QUESTIONS[question].keys()


def test_tests_answer_every_question() -> None:
    assert ORDINARY.keys() == QUESTIONS.keys() == {question for question, _, _ in REFUSED}


def test_nothing_asks_for_trust() -> None:
    assert not TRUSTED_ONLY & CONFIGURATION.keys()


@pytest.mark.parametrize(("question", "answer", "wrong"), REFUSED)
def test_a_bad_answer_is_refused_with_one_line(
    template: Path, tmp_path: Path, question: str, answer: str, wrong: str
) -> None:
    words = ("copy", "--defaults", "--data", f"{question}={answer}", template, "new")
    refusal = copier(*words, cwd=tmp_path)

    assert refusal.returncode == 1
    assert f"{question} is refused: {wrong}." in refusal.stderr
    assert refusal.stderr.count("\n") == 1
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("wrong", sorted({wrong for _, _, wrong in REFUSED}))
def test_the_prompt_has_room_for_what_is_wrong(wrong: str) -> None:
    prompt = "Validation error for question 'project_name': "

    assert len(prompt + wrong) <= TERMINAL_COLUMNS


def test_a_bad_answer_at_the_prompt_is_asked_again(template: Path, tmp_path: Path) -> None:
    wrong = "begin with a letter or a digit"
    screen = answer_at_the_prompt(template, tmp_path / "new", "-dash", until=wrong)

    assert wrong in screen
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("package", sorted(map(package_of, requirements(PYPROJECT))))
def test_no_service_is_named_like_a_package_it_installs(package: str) -> None:
    rule = "{% from 'answers.jinja' import wrong_slug %}{{ wrong_slug(package) }}"
    rules = Environment(
        autoescape=True,
        extensions=[AnsibleCoreFiltersExtension],
        loader=FileSystemLoader(ROOT),
    )

    assert rules.from_string(rule).render(package=package) == "a package it installs is named so"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Order Desk 2", "order-desk-2"),
        ("3 Köpfe & Co.", "k-pfe-co"),
        ("Redis", "redis-service"),
        ("日本", "service"),
        ("x" * 60, "x" * 40),
    ],
)
def test_the_slug_follows_from_the_name(generate: Generate, name: str, slug: str) -> None:
    service = generate({"project_name": name})

    assert f"project_slug: {slug}\n" in (service / ".copier-answers.yml").read_text()
