"""What a committed test begins with is there before it, however long the others take."""

from sqlalchemy import make_url

from backend.core.database import create_engine
from backend.core.settings import CoreSettings
from backend.tests.harness.committed import Aim

# In seconds; no server has ever answered in them.
AT_ONCE = 1e-9


async def test_who_connects_ahead_has_all_the_time(live_settings: CoreSettings) -> None:
    url = live_settings.database_url
    aim = Aim(create_engine(live_settings))
    aim.parameters = {"dsn": url, "timeout": AT_ONCE}

    connection = await aim.connect_ahead(make_url(url).database or "")

    assert connection is not None
    assert await connection.fetchval("SELECT 1") == 1
    await connection.close()
