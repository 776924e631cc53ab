"""Starts the verbs: `python -m backend.tests.harness.updates [update | undo | drift]`."""

import sys
from argparse import ArgumentParser

from backend.tests.harness.updates.checkout import find_checkout, undo
from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.report import say
from backend.tests.harness.updates.verbs import drift, update


def main(words: list[str]) -> int:
    """Return 0 where nobody has to look, otherwise 1, or 2 for a word that is unknown."""
    parser = ArgumentParser(prog="make update ARGS=...", allow_abbrev=False)
    parser.add_argument("verb", choices=["update", "undo", "drift"])
    parser.add_argument("--to", default="", help="a release, tag or commit instead of the newest")
    parser.add_argument("--data", action="append", default=[], help="a changed answer: name=value")
    parser.add_argument("--then", default="check test", help="the verbs of make to run afterwards")
    chosen = parser.parse_args(words)
    try:
        if chosen.verb == "update":
            return update(chosen.to, chosen.data, chosen.then.split())
        if chosen.verb == "drift":
            return drift()
        say(undo(find_checkout()))
    except RefusalError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
