"""Starts the verbs: `python -m backend.tests.harness.updates [update | undo | drift | check]`."""

import sys
from argparse import ArgumentParser

from backend.tests.harness.updates.refusal import RefusalError
from backend.tests.harness.updates.verbs import Wish, check, drift, undo, update

VERBS = {"update": update, "undo": undo, "drift": drift, "check": check}


def main(words: list[str]) -> int:
    """Return 0 where nobody has to look, 1 where somebody has to, 2 where nothing could be done."""
    parser = ArgumentParser(prog="make update ARGS=...", allow_abbrev=False)
    parser.add_argument("verb", choices=[*VERBS])
    parser.add_argument("--to", default="", help="a release, tag or commit instead of the newest")
    parser.add_argument(
        "--from", default="", help="the template's URL, path or git bundle", dest="source"
    )
    parser.add_argument("--data", action="append", default=[], help="a changed answer: name=value")
    parser.add_argument("--then", default="check test", help="the verbs of make to run afterwards")
    parser.add_argument("--check", action="store_true", help="let drift exit with 1 where there is")
    chosen = parser.parse_args(words)
    wish = Wish(chosen.to, chosen.source, chosen.data, chosen.then.split(), fails=chosen.check)
    try:
        return VERBS[chosen.verb](wish)
    except RefusalError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
