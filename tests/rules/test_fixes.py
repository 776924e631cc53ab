"""`make format` mends what needs no decision, and leaves alone what somebody decided."""

from pathlib import Path

import pytest

from backend.tests.architecture.engine.fixing import fix_files, only_below
from backend.tests.architecture.engine.project import read_project
from backend.tests.architecture.engine.report import look_at
from backend.tests.architecture.engine.ruleset import all_rules
from tests.rules.trouble import FIXES, LEFT_ALONE, SCHEMAS

WITH_WAIVER = "from pydantic import FutureDate\n\nday = FutureDate  # rule: TB507 - the machine's\n"


def fixed(folder: Path, path: str, text: str, *places: str) -> str:
    (folder / path).parent.mkdir(parents=True)
    (folder / path).write_bytes(text.encode())
    project, rules = read_project(folder), all_rules()
    report = only_below(look_at(project, rules), places)
    assert {*fix_files(folder, project, report, rules)} <= {path}
    return (folder / path).read_bytes().decode()


@pytest.mark.parametrize(("path", "wrong", "right"), FIXES)
def test_what_needs_no_decision_is_fixed(tmp_path: Path, path: str, wrong: str, right: str) -> None:
    assert fixed(tmp_path, path, wrong) == right


def test_a_file_that_waives_the_rule_is_left_alone(tmp_path: Path) -> None:
    text = f"{WITH_WAIVER}other = FutureDate\n"

    assert fixed(tmp_path, SCHEMAS, text) == text


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_a_fix_could_lose_is_left_alone(tmp_path: Path, text: str) -> None:
    assert fixed(tmp_path, SCHEMAS, text) == text


@pytest.mark.parametrize(("place", "is_fixed"), [("src/backend/core", False), ("./src", True)])
def test_a_part_may_be_chosen(tmp_path: Path, place: str, is_fixed: bool) -> None:  # noqa: FBT001 - given by name
    text = "from pydantic import FutureDate\n\nday = FutureDate\n"

    assert (fixed(tmp_path, SCHEMAS, text, place) != text) == is_fixed
