"""Begins the walks through the feed: `python -m backend.apps.tenders.begin`, once and for all.

The workers then repeat them; to call it again does no harm.
"""

import asyncio
from datetime import timedelta
from pathlib import Path

from backend.apps.tenders.service.schedule import IngestionSchedule
from backend.apps.tenders.settings import TendersSettings
from backend.core.database import create_engine, create_sessionmaker
from backend.core.settings import CoreSettings, load_settings

NOW = timedelta(0)


async def begin(settings: CoreSettings) -> None:
    engine = create_engine(settings)
    try:
        async with create_sessionmaker(engine).begin() as session:
            await IngestionSchedule(session).repeat(NOW)
    finally:
        await engine.dispose()


def main() -> None:
    asyncio.run(begin(load_settings(TendersSettings, Path(".env"))))


if __name__ == "__main__":
    main()
