"""A release is refused where something is missing, and otherwise written, committed and tagged."""

import tomllib
from pathlib import Path

import pytest

from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.versions import MUST_DO, History, clone_history, what_to_do
from tests.harness.release import check, write
from tests.harness.repositories import commit, git


def tell(root: Path, *lines: str) -> None:
    changelog = root / "CHANGELOG.md"
    told = "\n".join(lines)
    text = changelog.read_text().replace("## Unreleased\n", f"## Unreleased\n\n{told}\n", 1)
    changelog.write_text(text)
    commit(root, "A change")


def test_a_release_is_written_committed_and_tagged(unreleased: Path) -> None:
    write(unreleased, "1.0.0")
    project = tomllib.loads((unreleased / "pyproject.toml").read_text())

    assert project["project"]["version"] == "1.0.0"
    assert "## Unreleased\n\n## 1.0.0 (2" in (unreleased / "CHANGELOG.md").read_text()
    assert git(unreleased, "log", "-1", "--format=%s").strip() == "Release 1.0.0"
    assert git(unreleased, "describe").strip() == "v1.0.0"
    assert not git(unreleased, "status", "--porcelain")


def test_a_release_is_known_without_its_tag(unreleased: Path) -> None:
    write(unreleased, "1.0.0")
    released = git(unreleased, "rev-parse", "HEAD").strip()
    git(unreleased, "tag", "--delete", "v1.0.0")
    tell(unreleased, "- More.")
    history = History(unreleased)

    assert history.newest().name == "1.0.0"
    assert history.find("v1.0.0").commit == released


def test_a_dirty_tree_is_not_released(unreleased: Path) -> None:
    (unreleased / "notes.txt").touch()

    with pytest.raises(RefusalError, match="Commit first"):
        check(unreleased, "1.0.0")


@pytest.mark.parametrize("version", ["", "1.0", "v1.0.0", "1.0.0rc1"])
def test_what_is_not_a_version_is_refused(unreleased: Path, version: str) -> None:
    with pytest.raises(RefusalError, match="three numbers"):
        check(unreleased, version)


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0", "1.0.2", "1.2.0", "3.0.0"])
def test_versions_are_not_left_out(unreleased: Path, version: str) -> None:
    write(unreleased, "1.0.0")
    tell(unreleased, "- More.")

    with pytest.raises(RefusalError, match=r"After 1\.0\.0 comes one of 1\.0\.1, 1\.1\.0, 2\.0\.0"):
        check(unreleased, version)


def test_a_release_tells_what_changed(unreleased: Path) -> None:
    write(unreleased, "1.0.0")

    with pytest.raises(RefusalError, match="tells nothing under Unreleased"):
        check(unreleased, "1.0.1")


@pytest.mark.parametrize(
    ("version", "told"), [("2.0.0", "- More."), ("1.1.0", f"{MUST_DO}\n\n- That.")]
)
def test_a_major_version_says_what_to_do(unreleased: Path, version: str, told: str) -> None:
    write(unreleased, "1.0.0")
    tell(unreleased, told)

    with pytest.raises(RefusalError, match="A major version, and no other"):
        check(unreleased, version)


def test_a_major_version_that_says_it_is_released(unreleased: Path) -> None:
    write(unreleased, "1.0.0")
    tell(unreleased, MUST_DO, "", "- That.")
    write(unreleased, "2.0.0")

    assert History(unreleased).newest().name == "v2.0.0"


def test_what_a_release_asks_of_people_is_known_to_an_update(unreleased: Path) -> None:
    write(unreleased, "1.0.0")
    tell(unreleased, "- More.", "", MUST_DO, "", "- That.", "", "### Besides", "", "- Less.")
    write(unreleased, "2.0.0")
    history = History(unreleased)
    told = history.changes(history.find("1.0.0"), history.find("2.0.0"))

    assert "- More." in told
    assert what_to_do(told) == ["- That."]


@pytest.mark.parametrize("refs", [["--all"], ["main"], ["v1.0.0"]], ids=str)
def test_a_release_is_known_to_a_bundle(unreleased: Path, tmp_path: Path, refs: list[str]) -> None:
    write(unreleased, "1.0.0")
    bundle, clone = tmp_path / "template.bundle", tmp_path / "clone.git"
    git(unreleased, "bundle", "create", "--quiet", str(bundle), *refs)

    assert clone_history(str(bundle), clone).newest().name in {"v1.0.0", "1.0.0"}
