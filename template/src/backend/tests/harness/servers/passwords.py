"""The password of both servers: nobody else on the machine may use a test's superuser."""

import os
import secrets
from pathlib import Path

NAME = "password"


def password_of(folder: Path) -> str:
    """Return the password that the data in `folder` were made with, or make one."""
    kept = folder / NAME
    if not kept.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(16))
    return kept.read_text()
