"""Words to start a command with, so that it finds less of this machine than there is."""

import os

SHARED_MEMORY = "/dev/shm"  # noqa: S108 -- where the servers of a run keep their rows
# Only root may mount; anybody else becomes root of a namespace that holds nobody but them.
OTHERS = () if os.geteuid() == 0 else ("--user", "--map-current-user", "--keep-caps")
MOUNT = f'mount -t tmpfs -o "$0" tmpfs {SHARED_MEMORY} && exec "$@"'


def with_shared_memory(options: str) -> tuple[str, ...]:
    """Give the command a /dev/shm of its own, mounted with `options` of tmpfs(5)."""
    return ("unshare", "--mount", *OTHERS, "sh", "-c", MOUNT, options)


def without_privileges() -> tuple[str, ...]:
    """Have the rights of files hold for root too, as they do for everybody."""
    if os.geteuid() != 0:
        return ()
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
