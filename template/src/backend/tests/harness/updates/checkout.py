"""The service's own repository: where it is, whether it is clean, what it was before an update."""

from dataclasses import dataclass
from pathlib import Path

from backend.tests.harness.updates.git import attempt, git, succeeds
from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.trees import become, tree_of_checkout

# Refs of their own: no branch, no tag, nothing that `git push` takes along.
BEFORE, UNDONE = "refs/testbed/before-update", "refs/testbed/undone"
SERVICE = Path(__file__).resolve().parents[5]


@dataclass(frozen=True)
class Checkout:
    """A repository and the folder of the service in it, which usually is all of it."""

    root: Path
    prefix: str

    def service_in(self, tree: str) -> str:
        """Return the part of a tree that is the service."""
        return git(self.root, "rev-parse", f"{tree}:{self.prefix}").strip()


def find_checkout(service: Path = SERVICE) -> Checkout:
    if not succeeds(service, "rev-parse", "--verify", "HEAD"):
        raise RefusalError("An update needs git to merge with: `git init`, and commit everything.")
    top = git(service, "rev-parse", "--show-toplevel").rstrip("\n")
    return Checkout(Path(top), git(service, "rev-parse", "--show-prefix").rstrip("\n"))


def refuse_if_dirty(checkout: Checkout) -> None:
    changed = git(checkout.root, "status", "--porcelain").splitlines()
    if changed:
        raise RefusalError(
            f"Commit or stash first, so that the update can be told from your work and undone:"
            f" {len(changed)} file(s) have changes, {changed[0][3:]} for one."
        )


def commit_of(checkout: Checkout, tree: str, message: str, *parents: str) -> str:
    words = [word for parent in parents for word in ("-p", parent)]
    return git(checkout.root, "commit-tree", tree, *words, "-m", message).strip()


def remember(checkout: Checkout) -> str:
    """Keep what is there now, and return its commit."""
    git(checkout.root, "update-ref", BEFORE, "HEAD")
    return git(checkout.root, "rev-parse", "HEAD").strip()


def undo(checkout: Checkout) -> str:
    """Make the tree what it was before the last update, and return what to say about it."""
    root, before = checkout.root, known(checkout, BEFORE)
    if not before:
        raise RefusalError("There is no update to undo.")
    if before not in {known(checkout, "HEAD"), known(checkout, "HEAD^")}:
        raise RefusalError(
            "You committed more than the update since, and undoing would take that back too:"
            f" `git revert` the update's commit, or look at what was before it: {before[:10]}."
        )
    keep_what_is_undone(checkout)
    become(root, git(root, "rev-parse", before + "^{tree}").strip())
    git(root, "update-ref", "-d", BEFORE)
    return f"Everything is as it was before the update. What was undone is kept in {UNDONE}."


def keep_what_is_undone(checkout: Checkout) -> None:
    parents = [known(checkout, "HEAD"), known(checkout, UNDONE)]
    tree = tree_of_checkout(checkout.root)
    undone = commit_of(checkout, tree, "Undone update", *filter(None, parents))
    git(checkout.root, "update-ref", UNDONE, undone)


def known(checkout: Checkout, revision: str) -> str:
    """Return the commit of this name, or nothing."""
    words = ("rev-parse", "--quiet", "--verify", revision + "^{commit}")
    return attempt(checkout.root, *words).stdout.strip()
