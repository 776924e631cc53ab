"""The password of both servers: nobody else on the machine may use a test's superuser."""

import secrets
from pathlib import Path

from backend.tests.harness.servers.folders import read_file, write_file

NAME = "password"


def password_of(folder: Path) -> str:
    """Return the password that the data in `folder` were made with, or make one."""
    kept = folder / NAME
    if not kept.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_file(kept, secrets.token_hex(16))
    return read_file(kept)
