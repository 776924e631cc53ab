"""Git with settings of its own: no configuration decides about a merge, or about safety."""

import os
import re
import shutil
import subprocess
from functools import partial
from pathlib import Path

from backend.tests.harness.updates.refusal import RefusalError

# Two settings of git. In the user's repository, and to reach the template, the user's configuration
# counts (`safe.directory`, filters, ignored files, credentials, proxies), except for what is pinned
# here. Where versions are rendered and merged, `ALONE`, no configuration counts but this. Both are
# set in the environment, which wins over every file and which the git that Copier starts inherits.
# What has an option of its own (prefixes, renames, untracked files) is pinned where it is called.
PINNED = {
    "color.ui": "false",
    "commit.gpgSign": "false",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.ignoreStat": "false",
    "core.quotePath": "false",
    "core.safecrlf": "false",
    "core.splitIndex": "false",
    "core.untrackedCache": "false",
    "gc.auto": "0",
    "i18n.commitEncoding": "UTF-8",
    "i18n.logOutputEncoding": "UTF-8",
    "maintenance.auto": "false",
    "submodule.recurse": "false",
}
UNREAD = ("core.attributesFile", "core.excludesFile")
# A folder that other programs write into may seem to be another user's; all of these are our own.
ALONE = {**dict.fromkeys(UNREAD, os.devnull), "safe.directory": "*"}
NO_FILES = {
    **dict.fromkeys(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"), os.devnull),
    **dict.fromkeys(("GIT_CONFIG_NOSYSTEM", "GIT_ATTR_NOSYSTEM"), "1"),
}
# Programs of other languages say other things, and commits need an author where git knows none.
ALWAYS = {
    "LC_ALL": "C.UTF-8",
    "GIT_TEMPLATE_DIR": "",
    "PYTHONWARNINGS": "ignore",
    **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "make update"),
    **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "update@localhost"),
}
# Variables that lead a program elsewhere; of git's, those stay that say how to reach a template.
CLEARED = re.compile(
    "COPIER_|GIT_|GNUMAKEFLAGS$|LANGUAGE$|MAKE|MFLAGS$|POSIXLY_CORRECT$|PYTHON"
    "|UV_(PROJECT|PYTHON$|WORKING_)"
)
REACHING = re.compile(
    "GIT_(ALLOW_PROTOCOL|ASKPASS|CONFIG_(GLOBAL|NOSYSTEM|SYSTEM)|EXEC_PATH|HTTP_|PROXY_|SSH|SSL_"
    "|TERMINAL_)"
)
FOREIGN = re.compile(r"safe\.directory (.+)")


def environment(*, alone: bool = False) -> dict[str, str]:
    """Return what git and Copier are started with; `alone` has nothing of the user's settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not CLEARED.match(name) or REACHING.match(name)
    }
    pairs = [*(() if alone else given()), *PINNED.items(), *(ALONE.items() if alone else ())]
    settings = {"GIT_CONFIG_COUNT": str(len(pairs))}
    for number, (name, value) in enumerate(pairs):
        settings |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return {**kept, **ALWAYS, **(NO_FILES if alone else {}), **settings}


def given() -> list[tuple[str, str]]:
    """Return the settings that the environment has for git already."""
    count = os.environ.get("GIT_CONFIG_COUNT", "")
    names = (f"GIT_CONFIG_{{}}_{number}" for number in range(int(count) if count.isdigit() else 0))
    return [
        (os.environ.get(name.format("KEY"), ""), os.environ.get(name.format("VALUE"), ""))
        for name in names
        if name.format("KEY") in os.environ
    ]


def git(
    where: Path, *words: str, index: Path | None = None, said: str = "", alone: bool = False
) -> str:
    """Return what git printed, with `said` as its input and `index` instead of its own."""
    finished = attempt(where, *words, index=index, said=said, alone=alone)
    if finished.returncode:
        raise RefusalError(reason(finished.stderr) or failure(words, finished.stderr))
    return finished.stdout


def failure(words: tuple[str, ...], said: str) -> str:
    return f"`git {' '.join(words)}` failed: {said.strip()}"


def reason(said: str) -> str:
    """Return why git refuses any work in a repository, or nothing where it is another reason."""
    if foreign := FOREIGN.search(said):
        return (
            "Git refuses this repository because another user owns it. If you trust it:"
            f" git config --global --add safe.directory {foreign[1]}"
        )
    if "must be run in a work tree" in said:
        return (
            "This repository is bare: it has no files to update. Run it in a clone; where core.bare"
            " was set by mistake: git config core.bare false"
        )
    return ""


def attempt(
    where: Path, *words: str, index: Path | None = None, said: str = "", alone: bool = False
) -> subprocess.CompletedProcess[str]:
    if not shutil.which("git"):
        raise RefusalError("git is missing: an update merges with it. Install it, and try again.")
    chosen = {"GIT_INDEX_FILE": str(index)} if index else {}
    return subprocess.run(  # noqa: S603 - git, with words of our own
        ["git", *words],  # noqa: S607 - the git that the developer uses
        cwd=where,
        env=environment(alone=alone) | chosen,
        input=said,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )


def succeeds(where: Path, *words: str, alone: bool = False) -> bool:
    return attempt(where, *words, alone=alone).returncode == 0


# Git in a repository of our own.
git_alone = partial(git, alone=True)
succeeds_alone = partial(succeeds, alone=True)
