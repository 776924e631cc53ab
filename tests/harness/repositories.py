"""Git, for templates and services that exist only during a test."""

import os
import shutil
from pathlib import Path

from backend.tests.harness.updates.versions import History
from tests.harness.commands import run
from tests.harness.paths import ROOT

# The working tree is tagged above every version that was ever released, the one after it higher.
UNDER_TEST = "v999.0.0"
NEXT = "v1000.0.0"


def git(where: Path, *words: str) -> str:
    return run("git", *words, cwd=where)


def commit(where: Path, message: str, tag: str | None = None) -> None:
    git(where, "add", "--all")
    git(where, "commit", "--quiet", "--allow-empty", "--message", message)
    if tag:
        git(where, "tag", tag)


def repository(where: Path) -> Path:
    """Put everything in `where` under version control."""
    git(where, "init", "--quiet", "--initial-branch", "main")
    commit(where, "Generated")
    return where


def conflicts(where: Path) -> str:
    return git(where, "diff", "--name-only", "--diff-filter=U")


def tracked() -> list[str]:
    """Return the files of the working tree, committed or not, that git does not ignore."""
    return git(ROOT, "ls-files", "-co", "--exclude-standard", "-z").rstrip("\0").split("\0")


def snapshot(destination: Path) -> Path:
    """Clone this repository and commit on top what its working tree holds, committed or not."""
    git(ROOT, "clone", "--quiet", str(ROOT), str(destination))
    git(destination, "rm", "-r", "--quiet", "--force", "--ignore-unmatch", ".")
    for name in tracked():
        if os.path.lexists(ROOT / name):
            (destination / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, destination / name, follow_symlinks=False)
    commit(destination, f"Release {UNDER_TEST[1:]}", UNDER_TEST)
    return destination


def released() -> list[str]:
    """Return what a service may have been made from: each release, and the last commit."""
    history = History(ROOT)
    releases = [version.commit for version in history.releases().values()]
    return list(dict.fromkeys([*releases, history.commit("HEAD")]))


def two_commits(root: Path) -> tuple[str, str]:
    """Commit files, then change, delete and add some, and make one of them executable."""
    (root / "a.txt").write_text("a\n")
    (root / "b.txt").write_text("b\n")
    commit(root, "Before")
    (root / "a.txt").write_text("a\nb\n")
    (root / "a.txt").chmod(0o755)
    (root / "b.txt").unlink()
    (root / "c").mkdir()
    (root / "c/c.txt").write_text("c\n")
    commit(root, "After")
    return git(root, "rev-parse", "HEAD^").strip(), git(root, "rev-parse", "HEAD").strip()
