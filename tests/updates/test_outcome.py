"""What an update made of each file is told from three trees, also what Copier would not say."""

from pathlib import Path

import pytest

from backend.tests.harness.updates.outcome import Outcome, Trees, formatted, judge
from backend.tests.harness.updates.report import say, say_conclusion
from backend.tests.harness.updates.trees import Files, files_of
from tests.harness.repositories import commit, git

NOTHING = Outcome([], [], [], [], [], [], [])
LEFT = [
    ({"conflicts": ["a.py:3"]}, [], "", "- resolve the conflicts"),
    ({"stranded": ["a.py"]}, [], "", "- decide about the files above"),
    ({"lost": ["a.py: x"]}, [], "", "- look for the lines above"),
    ({}, ["Rename it."], "", "- do what the changelog says you must:\n  Rename it.\n"),
    ({}, [], "test", "- mend what `make test` finds"),
]


def files(repository: Path, **texts: str) -> Files:
    """Commit these files and no others, and return them as git knows them."""
    git(repository, "rm", "-r", "--quiet", "--ignore-unmatch", ".")
    for name, text in texts.items():
        (repository / f"{name}.py").write_text(text)
    commit(repository, "Files")
    return files_of(repository, "HEAD")


def test_a_line_that_was_written_and_is_gone_is_named(unreleased: Path) -> None:
    made, mine = files(unreleased, a="one\n"), files(unreleased, a="one\nmine\n")
    trees = Trees(unreleased, made, mine, files(unreleased, a="two\n"))
    outcome = judge(trees, set(), [])

    assert outcome.lost == ["a.py: mine"]
    assert outcome.needs_a_person


def test_a_file_that_was_only_formatted_needs_nobody(unreleased: Path) -> None:
    made, mine = files(unreleased, a="a = [1, 2]\n"), files(unreleased, a="a = [\n    1, 2\n]\n")
    trees = Trees(unreleased, made, mine, files(unreleased, a="a = [1, 3]\n"))
    outcome = judge(trees, set(), formatted(unreleased, made, mine))

    assert outcome.reformatted == ["a.py"]
    assert not outcome.needs_a_person


def test_what_is_not_python_is_never_taken_for_formatted(unreleased: Path) -> None:
    made = files_of(unreleased, "HEAD")
    project = unreleased / "pyproject.toml"
    project.write_text(project.read_text().replace(" = ", "="))
    commit(unreleased, "Formatted")

    assert formatted(unreleased, made, files_of(unreleased, "HEAD")) == {}


@pytest.mark.parametrize(("found", "tasks", "broken", "sentence"), LEFT)
def test_what_is_left_to_do_is_said_last_and_left_with_1(
    capsys: pytest.CaptureFixture[str],
    found: dict[str, list[str]],
    tasks: list[str],
    broken: str,
    sentence: str,
) -> None:
    left = say_conclusion(Outcome(**{**vars(NOTHING), **found}), tasks, ["test"], broken)

    assert left == 1
    assert sentence in capsys.readouterr().out


def test_where_nothing_is_left_it_leaves_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert say_conclusion(NOTHING, [], ["test"], "") == 0
    assert "nothing is left to do" in capsys.readouterr().out


def test_text_that_is_not_utf8_is_told_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    say("docs/caf\udce9.md: café")

    assert capsys.readouterr().out == "docs/caf\\udce9.md: café\n"
