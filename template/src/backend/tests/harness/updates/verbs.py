"""The verbs: update to a version, undo it, show how the service drifted from the template."""

import os
import re
import shlex
import subprocess
from dataclasses import dataclass, field

from backend.tests.harness.updates.checkout import (
    LOCK,
    Checkout,
    alone,
    commit_of,
    find_checkout,
    refuse_if_dirty,
    remember,
    take_back,
)
from backend.tests.harness.updates.git import git
from backend.tests.harness.updates.outcome import Outcome
from backend.tests.harness.updates.ownership import is_only_the_templates
from backend.tests.harness.updates.rehearsal import rehearse
from backend.tests.harness.updates.replacing import become
from backend.tests.harness.updates.report import (
    say,
    say_conclusion,
    say_drift,
    say_meeting,
    say_outcome,
    say_versions,
)
from backend.tests.harness.updates.trees import tree_of_checkout
from backend.tests.harness.updates.versions import what_to_do
from backend.tests.harness.updates.workshop import workshop

# How make tells a make inside it what it was asked for; --dry-run is among the first letters.
DRY = re.compile("-?[a-zA-Z]*n")
OF_MAKE = ("GNUMAKEFLAGS", "MAKEFILES", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS")


@dataclass(frozen=True)
class Wish:
    """What `make update` was asked for: by default the newest version, checked and tested."""

    to: str = ""
    source: str = ""
    data: list[str] = field(default_factory=list)
    then: list[str] = field(default_factory=lambda: ["check", "test"])
    # Whether drift is a failure.
    fails: bool = False


def update(wish: Wish) -> int:
    """Update, and return 0 only where nobody has to look."""
    checkout = find_checkout()
    refuse_if_dirty(checkout)
    with workshop(checkout, wish.source) as shop:
        get = shop.history.find(wish.to) if wish.to else shop.history.newest()
        if not wish.data and shop.history.includes(shop.have, get):
            say(f"Nothing to do: you have {shop.have.name}, and {get.name} is not newer.")
            return 0
        told = shop.history.changes(shop.have, get)
        say_versions(shop.have, get, told)
        before = git(checkout.root, "rev-parse", "HEAD").strip()
        rehearsed = rehearse(shop, before, get, [f"--data={answer}" for answer in wish.data])
        apply(checkout, before, rehearsed.tree, rehearsed.unmerged)
    say_outcome(rehearsed.outcome, before)
    lock = lock_of(checkout)
    broken = "" if rehearsed.outcome.conflicts else prove(checkout, rehearsed.outcome, wish.then)
    if lock and lock != lock_of(checkout):
        say(
            "",
            f"uv has written {LOCK} anew, for `make setup` installed something else: it is yours.",
        )
    return say_conclusion(rehearsed.outcome, what_to_do(told), wish.then, broken)


def apply(checkout: Checkout, before: str, tree: str, unmerged: str) -> None:
    """Make your files those of the tree, unless you began to work on them meanwhile."""
    refuse_if_dirty(checkout)
    remember(checkout, before, tree)
    become(checkout.root, before, tree, unmerged)


def prove(checkout: Checkout, outcome: Outcome, then: list[str]) -> str:
    """Refresh the environment, check and test; return the verb that fails, or nothing."""
    formatting = {"format": shlex.join(outcome.python)} if outcome.python else {}
    verbs = {"setup": "", **formatting, **dict.fromkeys(then, "")}
    return next((verb for verb, args in verbs.items() if not make(checkout, verb, args)), "")


def make(checkout: Checkout, verb: str, args: str) -> bool:
    """Run a verb with the variables that our make was given, and of its options only --dry-run."""
    options, _, variables = f" {os.environ.get('MAKEFLAGS', '')}".partition(" -- ")
    dry = DRY.match(options.strip())
    say("", f"make {verb}{' --dry-run, as MAKEFLAGS says' if dry else ''}")
    flags = f"{'n' if dry else ''} -- {variables}" if variables else "n" * bool(dry)
    clear = {name: value for name, value in os.environ.items() if not name.startswith(OF_MAKE)}
    finished = subprocess.run(  # noqa: S603 - our own verb
        ["make", "--no-print-directory", verb, f"ARGS={args}"],  # noqa: S607 - the one that started us
        cwd=checkout.root / checkout.prefix,
        env={**clear, "MAKEFLAGS": flags},
        check=False,
    )
    return finished.returncode == 0


def lock_of(checkout: Checkout) -> bytes:
    lock = checkout.root / checkout.prefix / LOCK
    return lock.read_bytes() if lock.is_file() else b""


def undo(_: Wish) -> int:
    checkout = find_checkout()
    with alone(checkout):
        say(take_back(checkout))
    return 0


def check(wish: Wish) -> int:
    """Say whether something newer exists, and return 1 where it does."""
    checkout = find_checkout()
    with workshop(checkout, wish.source) as shop:
        get = shop.history.find(wish.to) if wish.to else shop.history.newest()
        if shop.history.includes(shop.have, get):
            say(f"You have {shop.have.name}, and nothing is newer.")
            return 0
    say(f"You have {shop.have.name}, and {get.name} is newer: make update")
    return 1


def drift(wish: Wish) -> int:
    """Show what the service changed of the template's, and what of it an update would meet."""
    checkout = find_checkout()
    with workshop(checkout, wish.source) as shop:
        get = shop.history.find(wish.to) if wish.to else shop.history.newest()
        made = {path: e for path, e in shop.made().items() if is_only_the_templates(path)}
        mine = checkout.lying(made)
        say_drift(checkout.root, shop.have, made, mine)
        if not shop.history.includes(shop.have, get):
            now = commit_of(checkout, tree_of_checkout(checkout.root), "As it is", "HEAD")
            say_meeting(rehearse(shop, now, get, []).outcome, get)
    return 1 if wish.fails and made != mine else 0
