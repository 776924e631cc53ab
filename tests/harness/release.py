"""Checks and writes a release: `python -m tests.harness.release (check | write) 1.2.0`."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from backend.tests.harness.updates.git import git
from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.versions import CHANGELOG, MUST_DO, NUMBER, History
from tests.harness.paths import ROOT

UNRELEASED = "## Unreleased\n"
VERSION = re.compile(r'(?m)^version = ".*"$')
Number = tuple[int, ...]


def check(root: Path, version: str) -> None:
    """Refuse a release that its number, its tree or its changelog does not allow."""
    number = number_of(version)
    if git(root, "status", "--porcelain"):
        raise RefusalError("Commit first: a release is what is committed.")
    releases = History(root).releases()
    if releases and number not in successors(max(releases)):
        allowed = ", ".join(map(text_of, successors(max(releases))))
        raise RefusalError(f"After {text_of(max(releases))} comes one of {allowed}.")
    told, breaks = unreleased(root), bool(releases) and number[0] > max(releases)[0]
    if not told.strip():
        raise RefusalError(f"{CHANGELOG} tells nothing under Unreleased.")
    if breaks != (MUST_DO in told) and releases:
        raise RefusalError(
            f"A major version, and no other, has a section `{MUST_DO}` under Unreleased in"
            f" {CHANGELOG}, with a line for each change that breaks something."
        )


def write(root: Path, version: str) -> str:
    """Commit and tag the release; return what is left to do."""
    check(root, version)
    changelog, project = root / CHANGELOG, root / "pyproject.toml"
    heading = f"{UNRELEASED}\n## {version} ({datetime.now(UTC):%Y-%m-%d})\n"
    text = changelog.read_text(encoding="utf-8").replace(UNRELEASED, heading, 1)
    changelog.write_text(text, encoding="utf-8")
    text = VERSION.sub(f'version = "{version}"', project.read_text(encoding="utf-8"), count=1)
    project.write_text(text, encoding="utf-8")
    git(root, "add", CHANGELOG, "pyproject.toml")
    # Found by this subject where the tag was not pushed.
    git(root, "commit", "--quiet", "--allow-empty", "--message", f"Release {version}")
    git(root, "tag", "--annotate", f"v{version}", "--message", f"Release {version}")
    return f"Release {version} is committed and tagged. Publish it: git push --follow-tags"


def number_of(version: str) -> Number:
    found = NUMBER.match(version)
    if not found or version.startswith("v"):
        raise RefusalError("Say which version, three numbers: make release VERSION=1.2.0")
    return tuple(map(int, found.groups()))


def text_of(number: Number) -> str:
    return ".".join(map(str, number))


def successors(number: Number) -> list[Number]:
    major, minor, patch = number
    return [(major, minor, patch + 1), (major, minor + 1, 0), (major + 1, 0, 0)]


def unreleased(root: Path) -> str:
    _, _, after = (root / CHANGELOG).read_text(encoding="utf-8").partition(UNRELEASED)
    return re.split(r"(?m)^## ", after)[0]


def main(words: list[str]) -> int:
    verb, version = (*words, "", "")[:2]
    try:
        if verb == "write":
            sys.stdout.write(f"{write(ROOT, version)}\n")
        else:
            check(ROOT, version)
    except RefusalError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
