"""Where the rows of `make run` stay from one start to the next, and which engine keeps them."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from backend.tests.harness.configuration import chosen_engine, configured_images
from backend.tests.harness.servers.contract import Plan
from backend.tests.harness.servers.engines import AUTO
from backend.tests.harness.servers.places import CHECKOUT

BESIDE_THE_CODE = CHECKOUT / ".local"
# Root's servers run as `nobody`, who can seldom enter the folder of root's checkout.
OF_THE_SYSTEM = Path("/var/lib/testbed")


@dataclass(frozen=True)
class DevelopmentData:
    """One folder for each checkout and image of PostgreSQL: majors cannot read each other's."""

    folder: Path

    @property
    def engine_file(self) -> Path:
        return self.folder / "engine"

    def engine(self) -> str:
        """Stay with the engine that has the rows, unless the environment names another."""
        kept = self.engine_file.read_text() if self.engine_file.exists() else AUTO
        chosen = chosen_engine()
        return kept if chosen == AUTO else chosen

    def remember(self, engine: str) -> None:
        if not self.engine_file.exists():
            self.engine_file.write_text(engine)


def development_data() -> DevelopmentData:
    image = configured_images()["postgres"].replace("/", "-").replace(":", "-")
    if os.geteuid() != 0:
        return DevelopmentData(BESIDE_THE_CODE / image)
    checkout = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
    return DevelopmentData(OF_THE_SYSTEM / checkout / image)


def plan_for_development() -> Plan:
    """Return the servers of `make run`, whose rows stay. Raises ServersError on a bad value."""
    images, data = configured_images(), development_data()
    return Plan(
        engine=data.engine(),
        postgres_image=images["postgres"],
        redis_image=images["redis"],
        data=str(data.folder),
    )
