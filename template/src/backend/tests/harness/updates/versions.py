"""The versions of the template, as its history tells them: by tag, or by a release's subject."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from backend.tests.harness.updates.git import git, git_alone, succeeds_alone
from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.trees import LINK, Files, files_of

NUMBER = re.compile(r"^v?(\d+)\.(\d+)\.(\d+)$")
RELEASE = re.compile(r"^(\S+) Release (\S+)$", re.MULTILINE)
CHANGELOG = "CHANGELOG.md"
RENDERED = ("adoption/", "template/")
MUST_DO = "### What you must do"


@dataclass(frozen=True)
class Version:
    """A commit of the template, and what people call it."""

    name: str
    commit: str


class History:
    """A clone of the template's repository."""

    def __init__(self, clone: Path) -> None:
        self.clone = clone

    def releases(self) -> dict[tuple[int, ...], Version]:
        """Return each release once. Its tag counts more than its subject: it may be newer."""
        log = git_alone(self.clone, "log", "--format=%H %s", "HEAD")
        tags = git_alone(
            self.clone, "for-each-ref", "--format=%(refname:short)", "refs/tags"
        ).split()
        named = [(name, commit) for commit, name in RELEASE.findall(log)]
        named += [(tag, tag) for tag in tags]
        return {
            tuple(map(int, number.groups())): Version(name, self.commit(revision))
            for name, revision in named
            if (number := NUMBER.match(name))
        }

    def commit(self, revision: str) -> str:
        return git_alone(self.clone, "rev-parse", "--verify", revision + "^{commit}").strip()

    def newest(self) -> Version:
        releases = self.releases()
        return releases[max(releases)] if releases else self.find("HEAD")

    def find(self, revision: str) -> Version:
        """Return the version that a tag, a release's number or a commit names."""
        releases = self.releases()
        number = NUMBER.match(revision)
        if number and (release := releases.get(tuple(map(int, number.groups())))):
            return release
        if not succeeds_alone(self.clone, "rev-parse", "--verify", revision + "^{commit}"):
            raise RefusalError(self.why_unknown(revision))
        commit = self.commit(revision)
        names = {release.commit: release.name for release in releases.values()}
        return Version(names.get(commit, commit[:10]), commit)

    def why_unknown(self, revision: str) -> str:
        if git_alone(self.clone, "rev-parse", "--is-shallow-repository").strip() == "true":
            return (
                f"The template is a shallow clone, and version {revision} is not in it: run"
                " `git fetch --unshallow` there."
            )
        return (
            f"The template has no version {revision}: it was never pushed, or its history was"
            " rewritten. Where .copier-answers.yml records it, write the release nearest to it"
            " as _commit and commit that."
        )

    def includes(self, newer: Version, older: Version) -> bool:
        return succeeds_alone(self.clone, "merge-base", "--is-ancestor", older.commit, newer.commit)

    def files(self, version: Version) -> Files:
        """Return the files that may be generated from a version, as far as their names tell."""
        listed = files_of(self.clone, version.commit, alone=True)
        return {
            path.partition("/")[2].removesuffix(".jinja"): listed[path]
            for path in sorted(listed)
            if path.startswith(RENDERED) and not listed[path].startswith(LINK)
        }

    def changes(self, old: Version, new: Version) -> list[str]:
        """Return the lines that the newer changelog has and the older one had not."""
        before, after = (self.changelog(version) for version in (old, new))
        blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        gained = [after[start:end] for kind, _, _, start, end in blocks if kind != "equal"]
        return [line for block in gained for line in block]

    def changelog(self, version: Version) -> list[str]:
        name = f"{version.commit}:{CHANGELOG}"
        exists = succeeds_alone(self.clone, "cat-file", "-e", name)
        return git_alone(self.clone, "show", name).splitlines() if exists else []


def what_to_do(told: list[str]) -> list[str]:
    """Return the lines of a changelog that somebody has to follow after an update."""
    sections = re.split(r"(?m)^(#+ .*)$", "\n".join(told))
    must = [text for heading, text in pairwise(sections) if heading == MUST_DO]
    return [line for text in must for line in text.splitlines() if line.strip()]


def clone_history(source: str, clone: Path) -> History:
    """Clone from a URL, a path or a git bundle, as the user's git reaches them."""
    try:
        git(clone.parent, "clone", "--quiet", "--bare", "--", source, str(clone))
    except RefusalError as error:
        raise RefusalError(
            f"The template is not to be had from {source}. If you have it elsewhere, as a clone or"
            f' a bundle: ARGS="--from /path/to/it". Git said: {error}'
        ) from None
    if not succeeds_alone(clone, "rev-parse", "--verify", "HEAD"):
        # A bundle of one branch does not say that this one is meant.
        newest = ("--count=1", "--sort=-creatordate", "--format=%(refname)")
        git_alone(
            clone,
            "update-ref",
            "HEAD",
            git_alone(clone, "for-each-ref", *newest).strip() + "^{commit}",
        )
    return History(clone)
