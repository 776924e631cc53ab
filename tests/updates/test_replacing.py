"""A file is only replaced where its content is in one of two trees; otherwise nothing is."""

import os
from pathlib import Path

import pytest

from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.replacing import become
from backend.tests.harness.updates.trees import files_of, tree_of_folder
from tests.harness.repositories import git, two_commits
from tests.harness.settings import looks

FLAGS = ("--assume-unchanged", "--skip-worktree")
# What lies where a file changes, goes, comes, or where one that comes needs a folder.
IN_THE_WAY = {
    "changed": ("a.txt", "a.txt"),
    "gone": ("b.txt", "b.txt"),
    "new": ("c/c.txt", "c/c.txt"),
    "a file for a folder": ("c", "c"),
    "a folder for a file": ("c/c.txt/plan.md", "c/c.txt"),
}


def back(root: Path) -> tuple[str, str]:
    """Return two commits, of which the first is checked out."""
    before, after = two_commits(root)
    git(root, "reset", "--quiet", "--hard", before)
    return before, after


@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize("path", ["a.txt", "b.txt"])
def test_what_git_was_told_to_overlook_stops_it(unreleased: Path, flag: str, path: str) -> None:
    trees = back(unreleased)
    git(unreleased, "update-index", flag, path)
    (unreleased / path).write_text("mine")
    before = looks(unreleased)

    with pytest.raises(RefusalError, match=rf"so move them away first: {path}\.$"):
        become(unreleased, *trees)
    assert looks(unreleased) == before


@pytest.mark.parametrize(("mine", "named"), IN_THE_WAY.values(), ids=IN_THE_WAY)
@pytest.mark.parametrize("link", [False, True], ids=["file", "link"])
def test_what_git_ignores_stops_it(unreleased: Path, mine: str, named: str, *, link: bool) -> None:
    trees = back(unreleased)
    (unreleased / ".git/info/exclude").write_text("*\n")
    (unreleased / mine).unlink(missing_ok=True)
    (unreleased / mine).parent.mkdir(parents=True, exist_ok=True)
    (unreleased / mine).symlink_to("/") if link else (unreleased / mine).write_text("mine")
    before = looks(unreleased)

    with pytest.raises(RefusalError, match=rf"so move them away first: {named}\.$"):
        become(unreleased, *trees)
    assert looks(unreleased) == before


def test_what_is_in_the_new_tree_already_stops_nothing(unreleased: Path) -> None:
    trees = back(unreleased)
    (unreleased / "c").mkdir()
    (unreleased / "c/c.txt").write_text("c\n")
    (unreleased / "b.txt").unlink()
    become(unreleased, *trees)

    assert not git(unreleased, "diff", "--stat", trees[1])


def test_a_mode_that_git_overlooks_is_kept(unreleased: Path) -> None:
    before, after = back(unreleased)
    git(unreleased, "config", "core.fileMode", "false")
    (unreleased / "a.txt").chmod(0o755)
    become(unreleased, before, after)
    become(unreleased, after, before)

    assert looks(unreleased)["a.txt"] == ("a\n", True)


def test_what_a_sparse_checkout_leaves_out_stays_out(unreleased: Path) -> None:
    before, after = back(unreleased)
    git(unreleased, "sparse-checkout", "set", "--no-cone", "/*", "!/c/", "!/b.txt")
    become(unreleased, before, after)

    assert "c/c.txt" not in looks(unreleased)
    assert not git(unreleased, "diff", "--cached", "--stat", after)


def test_what_a_sparse_checkout_leaves_out_is_compared(unreleased: Path, tmp_path: Path) -> None:
    _, after = back(unreleased)
    git(unreleased, "sparse-checkout", "set", "elsewhere")
    (tmp_path / "made/c").mkdir(parents=True)
    (tmp_path / "made/c/c.txt").write_text("c\n")
    made = files_of(unreleased, tree_of_folder(unreleased, tmp_path / "made"))

    assert made == {"c/c.txt": files_of(unreleased, after)["c/c.txt"]}


def test_a_filter_that_is_missing_concerns_only_its_own_files(unreleased: Path) -> None:
    (unreleased / ".gitattributes").write_text("*.bin filter=lfs\n")
    (unreleased / "large.bin").write_text("a pointer\n")
    before, after = back(unreleased)
    git(unreleased, "config", "filter.lfs.clean", "nothing-of-this-name")
    git(unreleased, "config", "filter.lfs.required", "true")
    # Long ago: of a file as new as its index git itself asks the filter whether it is the same.
    os.utime(unreleased / "large.bin", (0, 0))
    become(unreleased, before, after)

    assert looks(unreleased)["a.txt"] == ("a\nb\n", True)
    assert looks(unreleased)["large.bin"] == ("a pointer\n", False)


def test_other_changes_stay_as_they_are(unreleased: Path) -> None:
    trees = back(unreleased)
    (unreleased / "pyproject.toml").write_text("mine")
    (unreleased / "staged.txt").write_text("staged")
    git(unreleased, "add", "staged.txt")
    become(unreleased, *trees)

    assert looks(unreleased)["pyproject.toml"] == ("mine", False)
    assert " M pyproject.toml\n" in git(unreleased, "status", "--porcelain")
    assert "A  staged.txt\n" in git(unreleased, "status", "--porcelain")
