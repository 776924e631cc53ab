"""One Redis, or Valkey, as a local process."""

from dataclasses import dataclass
from pathlib import Path

from backend.tests.harness.servers.children import Child, spawn, start_on_free_port
from backend.tests.harness.servers.folders import write_file
from backend.tests.harness.servers.privileges import ServerUser
from backend.tests.harness.servers.probes import redis_version
from backend.tests.harness.servers.tuning import redis_options


@dataclass(frozen=True)
class LocalRedis:
    """What its start needs to know."""

    program: Path
    folder: Path
    password: str
    user: ServerUser
    durable: bool

    def start(self) -> Child:
        """Raises ServersError with the server's own last words."""
        return start_on_free_port(self.launch, self.is_ready)

    def launch(self, port: int) -> Child:
        # The password goes into a file: every user of the machine can read a command line.
        configuration = self.folder / "redis.conf"
        write_file(configuration, self.configuration(port))
        self.user.own(configuration)
        log = self.folder / "redis.log"
        return Child(
            "Redis", spawn([str(self.program), str(configuration)], log, self.user), log, port
        )

    def configuration(self, port: int) -> str:
        options = redis_options(self.password, durable=self.durable)
        lines = [f"bind 127.0.0.1\nport {port}\ndir {self.folder}\ndaemonize no"]
        pairs = zip(options[::2], options[1::2], strict=True)
        lines += [f'{name.removeprefix("--")} "{value}"' for name, value in pairs]
        return "\n".join(lines)

    def is_ready(self, child: Child) -> bool:
        return redis_version("127.0.0.1", child.port, self.password) is not None
