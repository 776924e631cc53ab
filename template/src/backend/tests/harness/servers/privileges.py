"""The user that local servers run as: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from backend.tests.harness.servers.contract import ServersError

KEPT_VARIABLES = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class Credentials(TypedDict, total=False):
    """The arguments by which subprocess changes user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class ServerUser:
    """Ourselves, or `nobody` where we are root: no account is made, no folder opened up."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    @property
    def credentials(self) -> Credentials:
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        return {**kept, "LC_ALL": "C", "TZ": "UTC"}

    def own(self, path: Path) -> None:
        if self.is_other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can_run(self, program: Path) -> bool:
        try:
            run = subprocess.run(  # noqa: S603 -- our own command line
                [program, "--version"],
                capture_output=True,
                cwd="/",
                check=False,
                env=self.environment,
                **self.credentials,
            )
        except OSError:
            return False
        return run.returncode == 0


def server_user() -> ServerUser:
    """Raises ServersError where we are root and there is no `nobody` to become."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid())
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        message = (
            "PostgreSQL does not run as root and this system has no user 'nobody': "
            "run the tests as an ordinary user, or start Docker."
        )
        raise ServersError(message) from None
    return ServerUser(nobody.pw_uid, nobody.pw_gid)
