"""One PostgreSQL as a local process, in a data folder made by initdb."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from backend.tests.harness.servers.children import Child, spawn, start_on_free_port
from backend.tests.harness.servers.contract import ServersError
from backend.tests.harness.servers.disks import full_disk_in, name_full_disk
from backend.tests.harness.servers.folders import read_file
from backend.tests.harness.servers.privileges import ServerUser
from backend.tests.harness.servers.programs import major_of, version_of
from backend.tests.harness.servers.tuning import ROLE, initdb_options, postgres_options

STATUS_LINE = 7


@dataclass(frozen=True)
class LocalPostgres:
    """What its start needs to know; the password lies in the folder."""

    programs: Path
    folder: Path
    user: ServerUser
    durable: bool

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    def start(self) -> Child:
        """Raises ServersError with the server's own last words."""
        if not (self.data / "PG_VERSION").exists():
            self.initialise()
        return start_on_free_port(self.launch, self.is_ready)

    def initialise(self) -> None:
        major = major_of(version_of(self.programs / "postgres"))
        secret = self.folder / "password"
        self.user.own(secret)
        initdb = str(self.programs / "initdb")
        command = [initdb, "-D", str(self.data), "-U", ROLE, f"--pwfile={secret}"]
        run = subprocess.run(  # noqa: S603 -- our own command line
            [*command, "--auth=scram-sha-256", *initdb_options(major, durable=self.durable)],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=self.user.environment,
            **self.user.credentials,
        )
        if run.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            reason = run.stderr.strip() or run.stdout.strip()
            if line := full_disk_in(reason):
                reason = name_full_disk(self.data, line)
            message = f"PostgreSQL cannot make its data folder {self.data}: {reason}"
            raise ServersError(message)

    def launch(self, port: int) -> Child:
        options = postgres_options(
            durable=self.durable, listen_addresses="127.0.0.1", unix_socket_directories=""
        )
        postgres = str(self.programs / "postgres")
        command = [postgres, "-D", str(self.data), "-p", str(port), *options]
        log = self.folder / "postgres.log"
        return Child("PostgreSQL", spawn(command, log, self.user), log, port)

    def is_ready(self, child: Child) -> bool:
        """The postmaster writes its state into its pid file (PostgreSQL, miscinit.c)."""
        try:
            lines = read_file(self.data / "postmaster.pid").splitlines()
        except FileNotFoundError:
            return False
        return lines[:1] == [str(child.process.pid)] and lines[STATUS_LINE:] == ["ready   "]
