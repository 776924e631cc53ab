"""Where the service is, and how it is told about its servers. Yours: no update touches this file.

docs/adoption.md describes each field. Paths are seen from the folder that this one lies in.
"""

from backend.tests.harness.adopted.wiring import Alembic, Wiring

WIRING = Wiring(
    # The application, or a function that makes it.
    app="service.main:app",
    # Alembic("alembic.ini"), or Metadata("service.models:Base") where tables are made without it.
    schema=Alembic("alembic.ini"),
    # The variables by which the service finds its servers.
    environment={
        "DATABASE_URL": "postgresql+asyncpg://{address}",
        "REDIS_URL": "{redis_url}",
    },
    # The dependency that yields a session.
    session="service.database:get_session",
    # sync=True, where that is a sync one.
)
