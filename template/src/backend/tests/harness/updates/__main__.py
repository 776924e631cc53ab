"""Starts the verbs: `python -m backend.tests.harness.updates [update | undo | drift]`."""

import sys
from argparse import ArgumentParser

from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.verbs import Wish, drift, undo, update


def main(words: list[str]) -> int:
    """Return 0 where nobody has to look, otherwise 1, or 2 for a word that is unknown."""
    parser = ArgumentParser(prog="make update ARGS=...", allow_abbrev=False)
    parser.add_argument("verb", choices=["update", "undo", "drift"])
    parser.add_argument("--to", default="", help="a release, tag or commit instead of the newest")
    parser.add_argument(
        "--from", default="", help="the template's URL, path or git bundle", dest="source"
    )
    parser.add_argument("--data", action="append", default=[], help="a changed answer: name=value")
    parser.add_argument("--then", default="check test", help="the verbs of make to run afterwards")
    chosen = parser.parse_args(words)
    wish = Wish(chosen.to, chosen.source, chosen.data, chosen.then.split())
    try:
        if chosen.verb == "undo":
            return undo()
        return update(wish) if chosen.verb == "update" else drift(wish)
    except RefusalError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
