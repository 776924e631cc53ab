"""Whatever a user's git, shell and Copier are set to, an update does the same and loses nothing."""

from pathlib import Path

import pytest

from backend.tests.harness.updates.checkout import Checkout, refuse_if_dirty
from backend.tests.harness.updates.git import environment
from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.replacing import become
from backend.tests.harness.updates.verbs import make
from tests.harness.lives import append
from tests.harness.repositories import two_commits
from tests.harness.settings import CONFIGURED, EXPORTED, configure, lay, looks, value
from tests.harness.successors import IMPROVED
from tests.harness.updates import Updating, make_update

CLOCK, LINKED = "src/backend/core/clock.py", "src/backend/core/pagination.py"
PLAN = "notes/plan.md"
# What follows this names a commit of its own time.
COMMIT = "(where make is broken: git reset"


@pytest.mark.parametrize("setting", CONFIGURED)
def test_what_is_configured_hides_no_file_and_writes_no_other(
    unreleased: Path, tmp_path_factory: pytest.TempPathFactory, setting: str
) -> None:
    folder = lay(tmp_path_factory.mktemp("settings") / "files")
    before, after = two_commits(unreleased)
    configure(unreleased / ".git/config", folder, {setting: CONFIGURED[setting]})
    become(unreleased, after, before)
    assert looks(unreleased)["b.txt"] == ("b\n", False)
    become(unreleased, before, after)

    assert looks(unreleased)["a.txt"] == ("a\nb\n", True)
    assert looks(unreleased)["c/c.txt"] == ("c\n", False)
    assert "b.txt" not in looks(unreleased)


@pytest.mark.parametrize("setting", CONFIGURED.keys() - {"core.excludesFile"})
def test_an_untracked_file_is_seen(
    unreleased: Path, tmp_path_factory: pytest.TempPathFactory, setting: str
) -> None:
    folder = lay(tmp_path_factory.mktemp("settings") / "files")
    configure(unreleased / ".git/config", folder, {setting: CONFIGURED[setting]})
    append(unreleased / PLAN, "a day of work")

    with pytest.raises(RefusalError, match=rf"1 file\(s\) have changes, {PLAN} for one"):
        refuse_if_dirty(Checkout(unreleased, ""))


@pytest.mark.parametrize("setting", [*EXPORTED, "GIT_CONFIG_COUNT"])
def test_what_is_exported_never_reaches_a_merge(
    monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    plain = environment(alone=True)
    monkeypatch.setenv(setting, EXPORTED.get(setting, "1"))
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "diff.noprefix")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    harmless = {"BASH_ENV", "CDPATH", "ENV"}

    assert {
        name: text for name, text in environment(alone=True).items() if name not in harmless
    } == plain


@pytest.mark.parametrize("flags", ["i", "-i", "ik", "t", "q"])
def test_a_verb_that_fails_is_noticed_whatever_make_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, flags: str
) -> None:
    (tmp_path / "Makefile").write_text("broken:\n\t@exit 3\n")
    monkeypatch.setenv("MAKEFLAGS", flags)
    monkeypatch.setenv("MAKEFILES", "/nowhere")

    assert not make(Checkout(tmp_path, ""), "broken", "")


@pytest.mark.slow
@pytest.mark.parametrize("settings", ["configured", "exported", "all"])
def test_an_update_under_all_settings_is_the_plain_one(
    plain: Updating, at_work: Path, monkeypatch: pytest.MonkeyPatch, settings: str
) -> None:
    folder = lay(at_work.parent / "settings")
    if settings != "exported":
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configure(folder / "config", folder)))
        configure(at_work / ".git/config", folder)
    for name, text in EXPORTED.items() if settings != "configured" else ():
        monkeypatch.setenv(name, value(text, folder))
    finished = make_update(at_work)

    assert looks(at_work) == looks(plain.service), finished.stdout + finished.stderr
    assert finished.stdout.partition(COMMIT)[0] == plain.finished.stdout.partition(COMMIT)[0]


def test_a_tmpdir_in_the_checkout_is_no_work_of_yours(
    outdated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (outdated / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(outdated / "scratch"))

    assert "Commit or stash" not in make_update(outdated).stdout
    assert IMPROVED in looks(outdated)[CLOCK][0]
    assert list((outdated / "scratch").iterdir()) == []


def test_a_file_a_mode_and_a_link_survive(plain: Updating) -> None:
    after = looks(plain.service)
    clock, executable = after[CLOCK]

    assert after[PLAN] == ("a day of work\n", False)
    assert IMPROVED in clock
    assert executable
    assert after[LINKED][0] == "-> ../../../../pagination.py"
    assert (plain.service.parent / "pagination.py").read_text() == "ELSEWHERE\n"
    assert f"yours stays (1):\n  {LINKED}\n" in plain.said
