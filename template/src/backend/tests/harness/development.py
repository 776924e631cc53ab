"""The servers of `make run`: this checkout's own, and where their rows stay between starts."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from backend.core.database_url import parse_database_url
from backend.core.settings import CoreSettings, Environment, load_settings
from backend.tests.harness.configuration import chosen_engine, configured_images
from backend.tests.harness.servers.contract import GIVEN, Plan, ServersError
from backend.tests.harness.servers.engines import AUTO
from backend.tests.harness.servers.folders import (
    own_folder,
    own_folder_among_others,
    read_file,
    write_file,
)
from backend.tests.harness.servers.places import CHECKOUT

BESIDE_THE_CODE = CHECKOUT / ".local"
# Root's servers run as `nobody`, who can seldom enter the folder of root's checkout.
OF_THE_SYSTEM = Path("/var/lib/testbed")
# Settings find a variable in lower case too, and libpq finds a server by these.
ADDRESSES = {"database_url", "redis_url"}
LIBPQ = {"HOST", "HOSTADDR", "PORT", "DATABASE", "USER", "PASSWORD", "PASSFILE", "OPTIONS"}
REDIS_PORT = 6379
SERVICE_FILES = {"SERVICE", "SERVICEFILE", "SYSCONFDIR"}


@dataclass(frozen=True)
class DevelopmentData:
    """One folder for each checkout and image of PostgreSQL: majors cannot read each other's."""

    folder: Path

    @property
    def engine_file(self) -> Path:
        return self.folder / "engine"

    def engine(self) -> str:
        """Stay with the engine that has the rows, unless the environment names another.

        The engine `url` is for tests: these servers are the checkout's own.
        """
        kept = read_file(self.engine_file) if self.engine_file.exists() else AUTO
        chosen = chosen_engine()
        return kept if chosen in {AUTO, GIVEN} else chosen

    def remember(self, engine: str) -> None:
        if not self.engine_file.exists():
            write_file(self.engine_file, engine)


def development_data() -> DevelopmentData:
    """Raises ServersError where the folder may be somebody else's."""
    image = configured_images()["postgres"].replace("/", "-").replace(":", "-")
    if os.geteuid() != 0:
        return DevelopmentData(BESIDE_THE_CODE / image)
    checkout = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
    system = own_folder_among_others(OF_THE_SYSTEM, mode=0o711)
    return DevelopmentData(own_folder(system / checkout, mode=0o711) / image)


def plan_for_development() -> Plan:
    """Return the servers of `make run`, whose rows stay. Raises ServersError on a bad value."""
    images, data = configured_images(), development_data()
    return Plan(
        engine=data.engine(),
        postgres_image=images["postgres"],
        redis_image=images["redis"],
        data=str(data.folder),
    )


def without_addresses(environment: Mapping[str, str]) -> dict[str, str]:
    """Leave out every variable that names a server, in upper or lower case."""
    libpq = {f"PG{name}" for name in LIBPQ | SERVICE_FILES}
    return {
        name: value
        for name, value in environment.items()
        if name.lower() not in ADDRESSES and name not in libpq
    }


def named_servers() -> str:
    """Say where DATABASE_URL and REDIS_URL lead to, without a password.

    Raises SettingsError where one is missing, and ServersError in production.
    """
    settings = load_settings(CoreSettings, CHECKOUT / ".env")
    if settings.environment is Environment.PRODUCTION:
        message = "ENVIRONMENT is production: nothing here touches its servers. Deploy instead,"
        raise ServersError(f"{message} or set ENVIRONMENT to what these servers are for.")
    database, redis = parse_database_url(settings.database_url), urlsplit(settings.redis_url)
    hosts = ", ".join(f"{host}:{port}" for host, port in database.hosts)
    return (
        f"The environment's servers: database {database.database} on {hosts}, "
        f"Redis on {redis.hostname or ''}:{redis.port or REDIS_PORT}{redis.path}"
    )
