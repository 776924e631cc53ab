"""Whatever may be answered gives the files that were meant."""

import tomllib
from pathlib import Path

import pytest
import yaml

from tests.harness.pairs import all_pairs
from tests.harness.questions import EXTREME, METACHARACTERS, ORDINARY, VALUES
from tests.harness.services import Answers, Generate, Tree, tree

LEFT_OVER = (b"{{ ", b"{%", b"{#")
# One of its examples is a template.
ON_PURPOSE = {"docs/rules.md"}
ANSWERED = {"README.md", "pyproject.toml", ".copier-answers.yml"}


def left_over(files: Tree) -> list[str]:
    # A workflow's own expressions are not ours.
    jinja = {path: text.replace(b"${{ ", b"") for path, text in files.items()}
    found = {path for path, text in jinja.items() if any(mark in text for mark in LEFT_OVER)}
    return sorted(found - ON_PURPOSE)


def recorded(service: Path) -> dict[str, object]:
    answers = yaml.safe_load((service / ".copier-answers.yml").read_text(encoding="utf-8"))
    return {question: answer for question, answer in answers.items() if question in VALUES}


@pytest.mark.parametrize("answers", list(all_pairs(VALUES)))
def test_every_pair_of_answers_renders(generate: Generate, answers: Answers) -> None:
    service = generate(answers)
    project = tomllib.loads((service / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert recorded(service) == answers
    assert project["name"] == answers["project_slug"]
    assert project["description"] == answers["description"]
    assert set(left_over(tree(service))) <= ANSWERED
    yaml.safe_load((service / "compose.yaml").read_text())
    yaml.safe_load((service / ".github" / "workflows" / "check.yml").read_text())


def test_ordinary_answers_leave_no_jinja_behind(service: Path) -> None:
    assert not left_over(tree(service))


@pytest.mark.parametrize("answers", [ORDINARY, EXTREME], ids=["ordinary", "extreme"])
def test_the_same_answers_give_the_same_bytes(generate: Generate, answers: Answers) -> None:
    assert tree(generate(answers)) == tree(generate(answers))


def test_metacharacters_stay_text_in_the_readme(generate: Generate) -> None:
    readme = (generate({"description": METACHARACTERS}) / "README.md").read_text(encoding="utf-8")

    assert r"{{ 7\*7 }} {% raw %} ${HOME} \`id\` \<b\> # \] , \* \& |" in readme


@pytest.mark.parametrize(
    ("version", "volume"), [(17, "/var/lib/postgresql/data"), (18, "/var/lib/postgresql")]
)
def test_the_data_lie_where_the_image_keeps_them(
    generate: Generate, version: int, volume: str
) -> None:
    service = generate({"postgres_version": version})
    compose = yaml.safe_load((service / "compose.yaml").read_text())

    assert compose["services"]["postgres"]["image"] == f"postgres:{version}-alpine"
    assert compose["services"]["postgres"]["volumes"] == [f"postgres:{volume}"]


def test_tests_and_deployment_run_on_the_same_images(generate: Generate) -> None:
    service = generate({"postgres_version": 16})
    tested = tomllib.loads((service / "pyproject.toml").read_text())["tool"]["testbed"]
    deployed = yaml.safe_load((service / "compose.yaml").read_text())["services"]

    assert tested == {name: deployed[name]["image"] for name in ("postgres", "redis")}
