"""The verbs: update to a version, undo it, show how the service drifted from the template."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.tests.harness.updates.answers import clonable, read_origin
from backend.tests.harness.updates.checkout import (
    Checkout,
    commit_of,
    find_checkout,
    refuse_if_dirty,
    remember,
)
from backend.tests.harness.updates.git import git
from backend.tests.harness.updates.outcome import Outcome, judge, read_trees
from backend.tests.harness.updates.ownership import not_only_the_templates
from backend.tests.harness.updates.rehearsal import Rehearsed, pristine, rehearse
from backend.tests.harness.updates.report import say, say_list, say_outcome
from backend.tests.harness.updates.trees import become, files_of, tree_of_checkout, tree_with
from backend.tests.harness.updates.versions import History, Version, clone_history


@dataclass(frozen=True)
class Workshop:
    """The service, the template's history, the version it has, and that version's own render."""

    checkout: Checkout
    history: History
    have: Version
    folder: Path

    def pristine(self) -> str:
        return pristine(self.checkout, self.history, self.have, self.folder / "pristine")

    def judge(self, made: str, commit: str, rehearsed: Rehearsed) -> Outcome:
        trees = (self.checkout.service_in(tree) for tree in (commit, rehearsed.tree))
        unmerged = {line.split("\t")[1] for line in rehearsed.unmerged.split("\0") if line}
        inside = (path.removeprefix(self.checkout.prefix) for path in unmerged)
        return judge(read_trees(self.checkout.root, made, *trees), inside)


@contextmanager
def workshop(checkout: Checkout) -> Iterator[Workshop]:
    origin = read_origin(checkout.root / checkout.prefix)
    with TemporaryDirectory(prefix="testbed-update-") as folder:
        history = clone_history(clonable(origin.source), Path(folder) / "template.git")
        yield Workshop(checkout, history, history.find(origin.version), Path(folder))


def update(to: str, answers: list[str], then: list[str]) -> int:
    """Update, and return 0 only where nobody has to look."""
    checkout = find_checkout()
    refuse_if_dirty(checkout)
    with workshop(checkout) as shop:
        get = shop.history.find(to) if to else shop.history.newest()
        if not answers and shop.history.includes(shop.have, get):
            say(f"Nothing to do: you have {shop.have.name}, and {get.name} is not newer.")
            return 0
        say(f"From {shop.have.name} to {get.name}.", *shop.history.changes(shop.have, get))
        made, before = shop.pristine(), git(checkout.root, "rev-parse", "HEAD").strip()
        rehearsed = rehearse(checkout, before, get, answers)
        outcome = shop.judge(made, before, rehearsed)
    apply(checkout, rehearsed, outcome)
    say_outcome(outcome)
    say("", "Before you commit: git diff HEAD. To take it back: make update-undo")
    say(f"(where make is broken: git reset --hard {before[:10]} && git clean -fd)")
    return prove(checkout, outcome, then)


def apply(checkout: Checkout, rehearsed: Rehearsed, outcome: Outcome) -> None:
    """Make the checkout what the rehearsal came to, but keep what Copier would take silently."""
    mine = files_of(checkout.root, "HEAD")
    kept = [checkout.prefix + path for path in outcome.stranded]
    tree = tree_with(checkout.root, rehearsed.tree, {path: mine[path] for path in kept})
    remember(checkout)
    become(checkout.root, tree, rehearsed.unmerged)


def prove(checkout: Checkout, outcome: Outcome, then: list[str]) -> int:
    """Refresh the environment, then check and test, unless there are conflicts in the files."""
    if outcome.conflicts:
        say("", "Resolve the conflicts, then: make " + " ".join(then))
        return 1
    for verb in ("setup", *then):
        say("", f"make {verb}")
        words = ["make", "--no-print-directory", verb, "ARGS="]
        if subprocess.run(words, cwd=checkout.root / checkout.prefix, check=False).returncode:  # noqa: S603 - our own verb
            say("", f"The update is in your tree, but `make {verb}` fails: mend it, or undo.")
            return 1
    return 1 if outcome.needs_a_person else 0


def drift() -> int:
    """Show what the service changed of the template's, and what of it an update would meet."""
    checkout = find_checkout()
    now = tree_of_checkout(checkout.root)
    commit = commit_of(checkout, now, "As it is", "HEAD")
    with workshop(checkout) as shop:
        made, get = shop.pristine(), shop.history.newest()
        say(f"The template's files as {shop.have.name} made them, and as they are here:")
        words = ("diff", made, checkout.service_in(now), "--", ".", *not_only_the_templates())
        say(git(checkout.root, *words) or "No difference.")
        if not shop.history.includes(shop.have, get):
            outcome = shop.judge(made, commit, rehearse(checkout, commit, get, []))
            say_list(f"Would conflict with {get.name}", outcome.conflicts)
            say_list(f"Changed here, dropped or moved in {get.name}", outcome.stranded)
            needs = outcome.needs_a_person
            say("", f"An update to {get.name} {'needs' if needs else 'does not need'} a person.")
    return 0
