"""Writes the table of differences into the guide: `python -m backend.tests.harness.isolation`."""

import sys
from pathlib import Path

from backend.tests.harness.isolation.table import written_into
from backend.tests.harness.servers.places import CHECKOUT

# That of a generated service, or of one that adopted the harness.
GUIDES = [CHECKOUT / "docs" / name for name in ("testing.md", "adoption.md")]


def main(*guides: str) -> None:
    """Write into `guides`, or into that of this checkout."""
    for guide in map(Path, guides or map(str, filter(Path.exists, GUIDES))):
        guide.write_text(written_into(guide.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
