"""What cannot be checked is said in one sentence, and is no success."""

import os
from pathlib import Path

import pytest

from backend.tests.architecture.engine.errors import BrokenRuleError, RulesError, SameCodeError
from backend.tests.architecture.engine.findings import Finding
from backend.tests.architecture.engine.layout import Layout
from backend.tests.architecture.engine.report import Report, look_at_checkout
from backend.tests.architecture.engine.ruleset import all_rules, rules_in
from tests.rules.trouble import BROKEN_RULES, UNREADABLE, write_rules

NOTES = Path("src/backend/apps/notes.py")


def looked_at(folder: Path) -> Report:
    report: Report = look_at_checkout(folder, all_rules())
    return report


def only_finding(folder: Path) -> Finding:
    (found,) = looked_at(folder).new
    return found


def write(folder: Path, content: bytes) -> None:
    (folder / NOTES).parent.mkdir(parents=True)
    (folder / NOTES).write_bytes(content)


@pytest.mark.parametrize(("content", "said"), UNREADABLE)
def test_python_that_cannot_be_read_is_a_finding(tmp_path: Path, content: bytes, said: str) -> None:
    write(tmp_path, content)

    found = only_finding(tmp_path)

    assert (found.path, found.code) == (NOTES.as_posix(), "TB003")
    assert found.what.startswith(said)


def test_python_may_say_how_it_is_encoded(tmp_path: Path) -> None:
    write(tmp_path, "# coding: latin-1\nNAME = 'café'\n".encode("latin-1"))

    assert looked_at(tmp_path).is_clean


def test_what_python_only_warns_of_is_not_our_business(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    write(tmp_path, b"NAME = '\\d'\n")

    assert looked_at(tmp_path).is_clean
    assert not recwarn.list


@pytest.mark.parametrize("target", ["nowhere.py", NOTES.name], ids=["to nothing", "to itself"])
def test_a_link_that_leads_nowhere_is_a_finding(tmp_path: Path, target: str) -> None:
    write(tmp_path, b"")
    (tmp_path / NOTES).unlink()
    (tmp_path / NOTES).symlink_to(target)

    assert only_finding(tmp_path).what == "It is a link that leads nowhere."


def test_a_folder_that_leads_into_itself_is_walked_once(tmp_path: Path) -> None:
    write(tmp_path, b"NAME = 1\n")
    (tmp_path / NOTES).with_name("again").symlink_to(tmp_path, target_is_directory=True)

    assert looked_at(tmp_path).files == 1


def test_what_would_never_end_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, b"")
    (tmp_path / NOTES).unlink()
    os.mkfifo(tmp_path / NOTES)

    assert only_finding(tmp_path).what == "It is no file that can be read."


def test_an_editors_lock_is_no_file_of_ours(tmp_path: Path) -> None:
    write(tmp_path, b"NAME = 1\n")
    (tmp_path / NOTES).with_name(".#notes.py").symlink_to("me@here.1234")

    assert looked_at(tmp_path).is_clean


def test_a_text_may_hold_what_ends_a_line_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, "TEXT = 'a\u2028b'\nimport sqlite3\n".encode())

    assert only_finding(tmp_path).text == "import sqlite3"


def test_nothing_to_check_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="There is no Python below"):
        looked_at(tmp_path)


def test_a_folder_that_is_not_there_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="cannot be listed, so nothing was checked: FileNot"):
        look_at_checkout(tmp_path, all_rules(), Layout(roots=("missing",)))


@pytest.mark.parametrize(("name", "said"), BROKEN_RULES)
def test_a_rule_that_is_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    package = write_rules(tmp_path, name)

    with pytest.raises(BrokenRuleError, match=f"^src/{package}/{name}.py {said}"):
        rules_in(package)


def test_a_rule_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    package = write_rules(tmp_path, "failing")
    write(tmp_path, b"NAME = 1\n")

    with pytest.raises(BrokenRuleError, match=r"failing\.py fails: ZeroDivisionError: division"):
        look_at_checkout(tmp_path, rules_in(package))


def test_what_helps_rules_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)

    assert rules_in(write_rules(tmp_path, "_helping")) == []


def test_two_rules_do_not_share_a_code() -> None:
    assert "code TB101" in str(SameCodeError("TB101"))
