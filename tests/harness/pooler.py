"""A real PgBouncer between a run and its PostgreSQL."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

READY = "process up"
CONFIGURATION = """
[databases]
* = host={url.host} port={url.port} user={url.username} password={url.password}
[pgbouncer]
unix_socket_dir =
listen_addr = 127.0.0.1
listen_port = {port}
auth_type = any
pool_mode = {mode}
"""


@contextmanager
def open_pooler(program: str, mode: str, postgres_url: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a pooler before that PostgreSQL."""
    url, port = make_url(postgres_url), free_port()
    file = folder / "pgbouncer.ini"
    file.write_text(CONFIGURATION.format(url=url, port=port, mode=mode))
    # It refuses to run as root.
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen([program, *user, file], stderr=subprocess.PIPE, text=True) as pooler:
        assert pooler.stderr is not None
        assert any(READY in line for line in pooler.stderr), f"{program} did not start."
        yield f"postgresql://{url.username}@127.0.0.1:{port}/postgres?sslmode=disable"
        pooler.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
