"""The verbs: update to a version, undo it, show how the service drifted from the template."""

import shlex
import subprocess
from dataclasses import dataclass, field

from backend.tests.harness.updates.checkout import (
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
from backend.tests.harness.updates.ownership import not_only_the_templates
from backend.tests.harness.updates.rehearsal import rehearse
from backend.tests.harness.updates.report import (
    say,
    say_conclusion,
    say_list,
    say_outcome,
    say_versions,
    with_its_place,
)
from backend.tests.harness.updates.trees import become, tree_of_checkout
from backend.tests.harness.updates.versions import what_to_do
from backend.tests.harness.updates.workshop import workshop


@dataclass(frozen=True)
class Wish:
    """What `make update` was asked for: by default the newest version, checked and tested."""

    to: str = ""
    source: str = ""
    data: list[str] = field(default_factory=list)
    then: list[str] = field(default_factory=lambda: ["check", "test"])


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
    broken = "" if rehearsed.outcome.conflicts else prove(checkout, rehearsed.outcome, wish.then)
    return say_conclusion(rehearsed.outcome, what_to_do(told), wish.then, broken)


def apply(checkout: Checkout, before: str, tree: str, unmerged: str) -> None:
    """Make your files those of the tree, unless you began to work on them meanwhile."""
    refuse_if_dirty(checkout)
    remember(checkout, before)
    become(checkout.root, tree, unmerged)


def prove(checkout: Checkout, outcome: Outcome, then: list[str]) -> str:
    """Refresh the environment, check and test; return the verb that fails, or nothing."""
    formatting = {"format": shlex.join(outcome.python)} if outcome.python else {}
    verbs = {"setup": "", **formatting, **dict.fromkeys(then, "")}
    return next((verb for verb, args in verbs.items() if not make(checkout, verb, args)), "")


def make(checkout: Checkout, verb: str, args: str) -> bool:
    say("", f"make {verb}")
    words = ["make", "--no-print-directory", verb, f"ARGS={args}"]
    return not subprocess.run(words, cwd=checkout.root / checkout.prefix, check=False).returncode  # noqa: S603 - our own verb


def undo() -> int:
    checkout = find_checkout()
    with alone(checkout):
        say(take_back(checkout))
    return 0


def drift(wish: Wish) -> int:
    """Show what the service changed of the template's, and what of it an update would meet."""
    checkout = find_checkout()
    with workshop(checkout, wish.source) as shop:
        now = tree_of_checkout(checkout.root)
        get = shop.history.find(wish.to) if wish.to else shop.history.newest()
        say(f"The template's files as {shop.have.name} made them, and as they are here:")
        words = ("diff", shop.made_tree, checkout.part(now), "--", ".")
        say(git(checkout.root, *words, *not_only_the_templates()) or "No difference.")
        if not shop.history.includes(shop.have, get):
            outcome = rehearse(shop, commit_of(checkout, now, "As it is", "HEAD"), get, []).outcome
            say_list(f"Would conflict with {get.name}", outcome.conflicts)
            stranded = [with_its_place(outcome, path) for path in outcome.stranded]
            say_list(f"Changed here, dropped or moved in {get.name}", stranded)
            needs = outcome.needs_a_person
            say("", f"An update to {get.name} {'needs' if needs else 'does not need'} a person.")
    return 0
